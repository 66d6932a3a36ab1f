/**
 * What is measured in a page: functions that run inside it, so each stands alone and takes and gives plain values. A finding is one
 * line that names the element and what is wrong with it.
 */

/**
 * Text that is cut, that lies on other text, that leaves the screen, or whose lines are too tight for two marks above one letter; and a
 * page that has to be moved sideways, or on a wall at all.
 *
 * @param {{ wall: boolean, within?: string }} how a wall has no one to scroll it; `within` is the part whose texts are looked at
 * @returns {string[]}
 */
export function textFaults({ wall, within: part }) {
  /** Pixels that rounding may take. */
  const SLACK = 1.5;
  const LINE_HEIGHT = 1.25;
  /** What text stands in; on a wall the name of a group is a word within its call. */
  const CARDS = ".panel, .call, .history li, .absent li, button, .group:not(.call .group)";
  /** @type {string[]} */
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + SLACK) faults.push(`page: ${root.scrollWidth} px wide on ${innerWidth}`);
  if (wall && root.scrollHeight > innerHeight + SLACK)
    faults.push(`page: ${root.scrollHeight} px high on ${innerHeight}`);

  /** @param {Element} element */
  const nameOf = (element) => {
    const parts = [];
    for (
      let at = /** @type {Element | null} */ (element);
      at && at.id !== "page" && parts.length < 4;
      at = at.parentElement
    )
      parts.unshift(`${at.localName}${[...at.classList].map((name) => `.${name}`).join("")}`);
    return parts.join(" > ");
  };
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  /**
   * The part of a line's box that the letters and their marks really cover.
   *
   * @param {DOMRect} box
   * @param {string} words
   * @param {CSSStyleDeclaration} style
   */
  const inked = (box, words, style) => {
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = pen.measureText(style.textTransform === "uppercase" ? words.toUpperCase() : words);
    const scale = box.height / (ink.fontBoundingBoxAscent + ink.fontBoundingBoxDescent);
    const top = box.top + (ink.fontBoundingBoxAscent - ink.actualBoundingBoxAscent) * scale;
    const bottom = box.bottom - (ink.fontBoundingBoxDescent - ink.actualBoundingBoxDescent) * scale;
    return new DOMRect(box.left, top, box.width, Math.max(0, bottom - top));
  };
  /** @type {{ element: Element, words: string, boxes: DOMRect[] }[]} */
  const texts = [];
  const looked = (part && document.querySelector(part)) || document.querySelector("dialog[open]");
  const walker = document.createTreeWalker(looked ?? document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.nodeValue?.trim() ?? "";
    // A figure stands in a box of its own (figures.js), a little narrower than the widest.
    const element = node.parentElement?.closest(":not(.digit)");
    if (words === "" || !element || element.closest(".hidden, script, style, option, svg, .track.slides")) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const style = getComputedStyle(element);
    const boxes = [...range.getClientRects()]
      .filter((box) => box.width > 0.5 && box.height > 0.5)
      .map((box) => inked(box, words, style));
    if (boxes.length === 0) continue;
    const size = Number.parseFloat(style.fontSize);
    // Numbers and plain Latin letters of one line have nothing above them.
    const plain = /^[\x20-\x7e]*$/.test(words) && new Set(boxes.map((box) => Math.round(box.top))).size === 1;
    const lineHeight = style.lineHeight === "normal" ? LINE_HEIGHT : Number.parseFloat(style.lineHeight) / size;
    if (!plain && lineHeight < LINE_HEIGHT - 0.005)
      faults.push(`${nameOf(element)}: lines of ${lineHeight.toFixed(2)} for "${words.slice(0, 40)}"`);

    const left = Math.min(...boxes.map((box) => box.left));
    const right = Math.max(...boxes.map((box) => box.right));
    const top = Math.min(...boxes.map((box) => box.top));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    let scrolls = false;
    let cut = false;
    let seen = boxes;
    /** @param {DOMRect} frame */
    const within = (frame) =>
      boxes.map((box) => {
        const x = Math.max(box.left, frame.left);
        const y = Math.max(box.top, frame.top);
        return new DOMRect(x, y, Math.min(box.right, frame.right) - x, Math.min(box.bottom, frame.bottom) - y);
      });
    for (let at = /** @type {Element | null} */ (element); at && at !== root; at = at.parentElement) {
      const { overflowX, overflowY, clipPath } = getComputedStyle(at);
      const frame = at.getBoundingClientRect();
      if (["auto", "scroll"].includes(overflowX) || ["auto", "scroll"].includes(overflowY)) {
        scrolls = true;
        // What is scrolled away is behind nothing.
        seen = within(frame).filter((box) => box.width > 0 && box.height > 0);
        break;
      }
      const clips = overflowX !== "visible" || overflowY !== "visible" || (clipPath !== "none" && at !== element);
      if (!clips || at === document.body) continue;
      const across = Math.max(frame.left - left, right - frame.right);
      const down = Math.max(frame.top - top, bottom - frame.bottom);
      if (across > SLACK || down > SLACK) {
        cut = true;
        seen = within(frame);
        // Whose end gives way to an ellipsis can be read whole by pointing at it, or is a fault.
        const told = getComputedStyle(at).textOverflow === "ellipsis" && down <= SLACK && at.hasAttribute("title");
        if (told) break;
        faults.push(
          `${nameOf(element)}: cut by ${Math.round(Math.max(across, down))} px in ${nameOf(at)}: "${words.slice(0, 40)}"`,
        );
        break;
      }
    }
    texts.push({ element, words: words.slice(0, 40), boxes: seen });
    // A text may be longer than the card it stands in, but not stick out of it.
    const card = element.closest(CARDS);
    const edge = card && getComputedStyle(card).display !== "contents" ? card.getBoundingClientRect() : null;
    if (
      edge &&
      !cut &&
      (left < edge.left - SLACK || right > edge.right + SLACK || top < edge.top - SLACK || bottom > edge.bottom + SLACK)
    )
      faults.push(`${nameOf(element)}: sticks out of its card: "${words.slice(0, 40)}"`);
    if (!scrolls && !cut && (left < -SLACK || right > innerWidth + SLACK))
      faults.push(`${nameOf(element)}: leaves the screen: "${words.slice(0, 40)}"`);
    if (wall && !scrolls && !cut && (top < -SLACK || bottom > innerHeight + SLACK))
      faults.push(`${nameOf(element)}: above or below the screen: "${words.slice(0, 40)}"`);
  }

  /** What lies above the page, such as a bar that stays at the bottom, may cover it while it is scrolled. @param {Element} element */
  const layerOf = (element) => {
    for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return at;
    return null;
  };
  const placed = texts.flatMap(({ element, words, boxes }) => {
    const layer = layerOf(element);
    return boxes.map((box) => ({ element, words, layer, box }));
  });
  for (const [index, one] of placed.entries()) {
    for (const other of placed.slice(index + 1)) {
      if (one.element === other.element || one.layer !== other.layer) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > SLACK && down > SLACK)
        faults.push(`${nameOf(one.element)} "${one.words}" lies on ${nameOf(other.element)} "${other.words}"`);
    }
  }
  return [...new Set(faults)];
}

/**
 * What can be pressed and is too small for a finger. A link within a sentence is as high as its line; a box is pressed on its label.
 *
 * @param {number} least pixels, each way
 * @returns {string[]}
 */
export function smallTargets(least) {
  const SLACK = 0.5;
  const pressed = document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [role='switch'], [role='button']",
  );
  const faults = [];
  for (const element of pressed) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const inSentence =
      element.localName === "a" &&
      getComputedStyle(element).display === "inline" &&
      element.parentElement?.textContent?.trim() !== element.textContent?.trim();
    if (inSentence) continue;
    const label = element.matches("input[type='radio'], input[type='checkbox']") ? element.closest("label") : null;
    const { width, height } = (label ?? element).getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    if (Math.min(width, height) < least - SLACK)
      faults.push(
        `${element.localName} "${element.textContent?.trim().slice(0, 30)}": ${Math.round(width)} × ${Math.round(height)} px`,
      );
  }
  return faults;
}

/**
 * Marks what the keyboard has to reach and gives how many that are. One of a group of choices stands for all of them.
 *
 * @returns {number}
 */
export function markReachable() {
  const within = document.querySelector("dialog[open]") ?? document;
  const groups = new Set();
  let count = 0;
  for (const element of within.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) {
    const control = /** @type {HTMLInputElement} */ (element);
    if (control.disabled || control.tabIndex < 0 || !control.checkVisibility({ visibilityProperty: true })) continue;
    if (control.type === "radio") {
      if (groups.has(control.name)) continue;
      groups.add(control.name);
    }
    element.setAttribute("data-reach", control.type === "radio" ? `radio:${control.name}` : String(count));
    count++;
  }
  return count;
}

/**
 * Where the keyboard stands: its mark, and what is wrong there. Null outside of everything marked.
 *
 * @returns {{ mark: string | null, faults: string[] }}
 */
export function focused() {
  const at = document.activeElement;
  if (!at || at === document.body) return { mark: null, faults: [] };
  const control = /** @type {HTMLInputElement} */ (at);
  const mark = control.type === "radio" ? `radio:${control.name}` : at.getAttribute("data-reach");
  const words = `${at.localName} "${(at.textContent?.trim() || at.getAttribute("aria-label") || control.name || "").slice(0, 30)}"`;
  /** @type {string[]} */
  const faults = [];
  // A ring may be drawn around what holds the control: a card around its choice.
  const ringed = [at, at.closest("label"), at.parentElement].some((one) => {
    if (!one) return false;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && !/^rgba.*, 0\)$/.test(outlineColor);
  });
  if (!ringed) faults.push(`${words}: no ring shows that the keyboard is here`);
  const box = at.getBoundingClientRect();
  const x = box.left + box.width / 2;
  const y = box.top + box.height / 2;
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight)
    faults.push(`${words}: the keyboard is outside of what is seen`);
  else {
    const above = document.elementFromPoint(x, y);
    if (above && !at.contains(above) && !above.contains(at) && !at.closest("label")?.contains(above))
      faults.push(`${words}: covered by ${above.localName}.${above.className}`);
  }
  return { mark, faults };
}
