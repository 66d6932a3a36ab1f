/**
 * The small parts that pages are made of, drawn in the page's own tree so that its styles reach them. Each is seen in the gallery.
 */
import { html, nothing, render } from "../vendor/lit.js";

/**
 * What something means: as it should be, of no weight, to be looked at, wrong. Each has a colour and a shape; the words come with it.
 *
 * @typedef {"calm" | "plain" | "warn" | "stop"} Meaning
 */

/** @type {Record<Meaning, string>} */
const SHAPES = { calm: "dot", plain: "dot hollow", warn: "triangle", stop: "square" };

/**
 * The shape of a meaning. It is drawn by styles alone, for it must stand when the server does not answer.
 *
 * @param {Meaning} meaning
 */
export function sign(meaning) {
  return html`<i class=${SHAPES[meaning]} aria-hidden="true"></i>`;
}

/**
 * A component: it stands in the page's own tree under a name of its own, so that the page's styles reach it and what it says is read as
 * the page's. `meaning` is its attribute, `words` and `action` are what it is given; it draws again when one of them changes.
 */
class Component extends HTMLElement {
  static observedAttributes = ["meaning"];
  #words = /** @type {unknown} */ (nothing);
  #action = /** @type {unknown} */ (nothing);

  /** @param {unknown} words */
  set words(words) {
    if (words === this.#words) return;
    this.#words = words;
    this.#draw();
  }

  /** @param {unknown} action a button, or nothing */
  set action(action) {
    if (action === this.#action) return;
    this.#action = action;
    this.#draw();
  }

  attributeChangedCallback() {
    this.#draw();
  }

  connectedCallback() {
    this.#draw();
  }

  #draw() {
    const meaning = /** @type {Meaning} */ (this.getAttribute("meaning") ?? "plain");
    const { look, role } = this.kind(meaning);
    this.className = look;
    if (role) this.setAttribute("role", role);
    render(this.content(sign(meaning), this.#words, this.#action), this);
  }

  /** What it looks like and how it is read. @param {Meaning} _meaning @returns {{ look: string, role: string | null }} */
  kind(_meaning) {
    return { look: "", role: null };
  }

  /** @param {unknown} _sign @param {unknown} words @param {unknown} _action @returns {unknown} */
  content(_sign, words, _action) {
    return words;
  }
}

customElements.define(
  "goiso-badge",
  class extends Component {
    /** @param {Meaning} meaning */
    kind(meaning) {
      return { look: `badge ${meaning}`, role: "status" };
    }

    /** @param {unknown} sign @param {unknown} words */
    content(sign, words) {
      return html`${sign}${words}`;
    }
  },
);
customElements.define(
  "goiso-alert",
  class extends Component {
    kind() {
      return { look: "word stop", role: "alert" };
    }

    /** @param {unknown} sign @param {unknown} words */
    content(sign, words) {
      return html`${sign} ${words}`;
    }
  },
);
customElements.define(
  "goiso-banner",
  class extends Component {
    /** @param {Meaning} meaning */
    kind(meaning) {
      return { look: `banner ${meaning}`, role: meaning === "stop" ? "alert" : "status" };
    }

    /** @param {unknown} sign @param {unknown} words @param {unknown} action */
    content(sign, words, action) {
      return html`<span>${sign} ${words}</span>${action}`;
    }
  },
);
customElements.define(
  "goiso-empty",
  class extends Component {
    kind() {
      return { look: "empty", role: null };
    }
  },
);

/**
 * A state in one line: shape, word, colour. It is read out when it changes.
 *
 * @param {Meaning} meaning
 * @param {unknown} words
 */
export function badge(meaning, words) {
  return html`<goiso-badge meaning=${meaning} .words=${words}></goiso-badge>`;
}

/**
 * A sentence that must not be missed: what failed and what to do now.
 *
 * @param {unknown} words
 */
export function alertWords(words) {
  return html`<goiso-alert meaning="stop" .words=${words}></goiso-alert>`;
}

/**
 * What holds for the whole page until somebody ends it.
 *
 * @param {"warn" | "stop"} meaning
 * @param {unknown} words
 * @param {unknown} [action] a button
 */
export function banner(meaning, words, action = nothing) {
  return html`<goiso-banner meaning=${meaning} .words=${words} .action=${action}></goiso-banner>`;
}

/**
 * In the place of a list that has nothing in it.
 *
 * @param {unknown} words
 */
export function empty(words) {
  return html`<goiso-empty .words=${words}></goiso-empty>`;
}

/**
 * A picture in the colour of the text around it. It never stands for a word: one is beside it, or names the button that it is on.
 *
 * @param {import("./pictures.js").Picture} name
 */
export function icon(name) {
  return html`<i class=${`icon icon-${name}`} aria-hidden="true"></i>`;
}
