/**
 * How much room cards have. All cards of a list are equally large, and what is in them follows from that alone, so it is measured once for
 * each list: when the browser says that a list has another size, or when it holds more or fewer than before. The styles find a hundredth
 * of a card's inside in --cw and --ch, and the forms that it has in data-form. Cards have their size from there too: what changes in one
 * is laid out alone then, and not with all that is around it.
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

/**
 * @typedef {object} Inside of a card
 * @property {string} width a hundredth, in pixels
 * @property {string} height the same
 * @property {string} forms
 * @property {string} list the size of the list at which this holds
 */

/** Of the lists of cards, the numbers and forms that a wall goes through in a day are fewer than this. */
const KNOWN_MAX = 64;

export class Places {
  /** @param {HTMLElement} root what the wall is drawn in */
  constructor(root) {
    this.root = root;
    /** The list of each kind of cards, as they were drawn last. @type {(HTMLElement | null)[]} */
    this.lists = [];
    /** The size that the browser told of each of them last. @type {string[]} */
    this.sizes = [];
    /** The same of columns. @type {HTMLElement[]} */
    this.columns = [];
    this.keys = { cards: "", columns: "" };
    /** What was measured before, so that another number of cards is neither measured nor laid out twice. @type {Map<string, Inside>} */
    this.known = new Map();
    // The browser tells of a first size too, before it paints.
    this.observer = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        this.#sized(/** @type {HTMLElement} */ (target), `${contentRect.width} ${contentRect.height}`);
      }
    });
  }

  /**
   * Something was drawn.
   *
   * @param {{ cards: string, columns: string }} keys others whenever cards, or columns, may have another size although nothing around
   *   them has
   */
  drawn({ cards, columns }) {
    const moved = cards !== this.keys.cards;
    const gone = (/** @type {HTMLElement | null} */ list) => list?.isConnected === false;
    const others = columns !== this.keys.columns || this.columns.some(gone);
    this.keys = { cards, columns };
    if (moved || this.lists.some(gone)) this.#follow();
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

  /** Other cards: what is known of them holds, as long as the browser tells of no other size of their list. */
  #follow() {
    for (const [index, of] of CARDS.entries()) {
      const before = this.lists[index] ?? null;
      const list = /** @type {HTMLElement | null} */ (this.root.querySelector(of));
      const known = this.known.get(this.#name(index));
      this.lists[index] = list;
      if (list && known) give(list, known);
      // Who is observed anew is told of its size once more.
      if (list === before && known?.list === this.sizes[index]) continue;
      if (before) this.observer.unobserve(before);
      if (list) this.observer.observe(list);
    }
  }

  /** @param {HTMLElement} list @param {string} size */
  #sized(list, size) {
    const index = this.lists.indexOf(list);
    const place = list.firstElementChild;
    const card = place?.firstElementChild;
    if (index < 0 || !place || !card) return;
    this.sizes[index] = size;
    const known = this.known.get(this.#name(index));
    if (known?.list === size) return;
    // The same cards in a list of another size: nothing that was measured before holds any longer.
    if (known || this.known.size >= KNOWN_MAX) this.known.clear();
    const whole = place.getBoundingClientRect();
    const width = whole.width - edges(place, "Left", "Right") - edges(card, "Left", "Right");
    const height = whole.height - edges(place, "Top", "Bottom") - edges(card, "Top", "Bottom");
    const inside = {
      width: hundredth(width),
      height: hundredth(height),
      forms: formsOf(width, height).join(" "),
      list: size,
    };
    this.known.set(this.#name(index), inside);
    give(list, inside);
  }

  /** What is known holds for a list, of so many cards. @param {number} index */
  #name(index) {
    return `${index} ${this.keys.cards}`;
  }
}

/**
 * @param {HTMLElement} list
 * @param {Inside} inside
 */
function give(list, { width, height, forms }) {
  write(list, "--cw", width);
  write(list, "--ch", height);
  if (list.dataset.form !== forms) list.dataset.form = forms;
}

/**
 * What an element's border and padding take.
 *
 * @param {Element} element
 * @param {("Left" | "Right" | "Top" | "Bottom")[]} sides
 */
function edges(element, ...sides) {
  const style = getComputedStyle(element);
  const pixels = (/** @type {string} */ length) => Number.parseFloat(length) || 0;
  return sides.reduce((sum, side) => sum + pixels(style[`padding${side}`]) + pixels(style[`border${side}Width`]), 0);
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
