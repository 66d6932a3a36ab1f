/**
 * How much room cards have. All cards of a list are equally large, and what is in them follows from that alone, so it is measured once for
 * each list: when the browser says that a list has another size, or when it holds more or fewer than before. The styles find a hundredth
 * of a card's inside in --cw and --ch, and the forms that it has in data-form.
 *
 * Size containers do the same by themselves, but look at every card at every call.
 */

/**
 * A form holds from this ratio of width to height on; call.css tells what each means.
 *
 * @type {readonly [string, number][]}
 */
const FORMS = [
  ["wide", 12 / 5],
  ["wider", 3],
  ["broad", 22 / 5],
  ["long", 6],
  ["strip", 7],
];

/**
 * @param {number} width
 * @param {number} height
 */
export function formsOf(width, height) {
  return FORMS.filter(([, least]) => width >= least * height).map(([name]) => name);
}

/** Lists whose cards have a height of their own, which no word in them changes. */
const CARDS = [".calls", ".history ol"];
/** Lists of which only the width is given, and where in an item the words stand. */
const COLUMNS = [
  [".lines ul", ".line"],
  [".absent ul", "li"],
];

/** @typedef {{ width: string, height: string, forms: string }} Inside of a card */

/** Of the lists of cards, the numbers and forms that a wall goes through in a day are fewer than this. */
const KNOWN_MAX = 64;

export class Places {
  /** @param {HTMLElement} root what the wall is drawn in */
  constructor(root) {
    this.root = root;
    /** Lists of cards, as they were drawn last. @type {HTMLElement[]} */
    this.lists = [];
    /** The same of columns. @type {HTMLElement[]} */
    this.columns = [];
    this.keys = { cards: "", columns: "" };
    /** What was measured before, so that another number of cards is laid out once and not twice. @type {Map<string, Inside>} */
    this.known = new Map();
    // The browser tells of a first size too, before it paints.
    this.observer = new ResizeObserver((entries) => {
      for (const { target } of entries) this.#measure(/** @type {HTMLElement} */ (target));
    });
  }

  /**
   * Something was drawn.
   *
   * @param {{ cards: string, columns: string }} keys others whenever cards, or columns, may have another size although nothing around
   *   them has
   */
  drawn({ cards, columns }) {
    const gone = (/** @type {HTMLElement} */ list) => !list.isConnected;
    const moved = cards !== this.keys.cards || this.lists.some(gone);
    const others = columns !== this.keys.columns || this.columns.some(gone);
    this.keys = { cards, columns };
    if (moved) this.#follow();
    if (others) this.resized();
  }

  /** The screen has another size, or the words beside the columns have. */
  resized() {
    this.columns = [];
    for (const [of, words] of COLUMNS) {
      const list = /** @type {HTMLElement | null} */ (this.root.querySelector(of ?? ""));
      const inside = list?.querySelector(words ?? "");
      if (!list || !inside) continue;
      this.columns.push(list);
      write(list, "--cw", hundredth(inside.clientWidth));
    }
  }

  #follow() {
    this.observer.disconnect();
    this.lists = CARDS.flatMap((of) => this.root.querySelector(of) ?? []);
    for (const list of this.lists) {
      const known = this.known.get(this.#name(list));
      if (known) place(list, known);
      this.observer.observe(list);
    }
  }

  /** @param {HTMLElement} list */
  #measure(list) {
    const card = list.firstElementChild;
    if (!card) return;
    const { paddingLeft, paddingRight } = getComputedStyle(card);
    const width = card.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
    const height = card.clientHeight;
    const inside = { width: hundredth(width), height: hundredth(height), forms: formsOf(width, height).join(" ") };
    if (this.known.size >= KNOWN_MAX) this.known.clear();
    this.known.set(this.#name(list), inside);
    place(list, inside);
  }

  /** What is known holds for a list, of so many cards. @param {HTMLElement} list */
  #name(list) {
    return `${this.lists.indexOf(list)} ${this.keys.cards}`;
  }
}

/**
 * @param {HTMLElement} list
 * @param {Inside} inside
 */
function place(list, { width, height, forms }) {
  write(list, "--cw", width);
  write(list, "--ch", height);
  if (list.dataset.form !== forms) list.dataset.form = forms;
}

/** @param {number} whole pixels */
function hundredth(whole) {
  return `${whole / 100}px`;
}

/**
 * @param {HTMLElement} list
 * @param {string} name
 * @param {string} value
 */
function write(list, name, value) {
  if (list.style.getPropertyValue(name) !== value) list.style.setProperty(name, value);
}
