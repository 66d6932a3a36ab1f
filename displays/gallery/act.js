/** Does in a framed page what belongs to a state: the presses of a person, once what they press is there. */

/** A framed page may take so long to show what is to be pressed. */
const PATIENCE_MS = 10_000;

/**
 * @param {HTMLIFrameElement} frame
 * @param {import("./scenes.js").Step[]} steps
 */
export async function act(frame, steps) {
  for (const step of steps) {
    const page = frame.contentDocument;
    if (!page) return;
    const wanted = "click" in step ? step.click : "into" in step ? step.into : "see" in step ? step.see : "#page > *";
    const found = await there(page, wanted);
    if (!found) return;
    if ("click" in step) found.click();
    else if ("key" in step) page.dispatchEvent(new KeyboardEvent("keydown", { key: step.key, bubbles: true }));
    else if ("type" in step) {
      /** @type {HTMLInputElement} */ (found).value = step.type;
      found.dispatchEvent(new InputEvent("input", { bubbles: true }));
      found.dispatchEvent(new Event("change", { bubbles: true }));
    } else if ("file" in step) {
      const picked = new DataTransfer();
      picked.items.add(new File([step.holds], step.file));
      /** @type {HTMLInputElement} */ (found).files = picked.files;
      found.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

/**
 * @param {Document} page
 * @param {string} selector
 * @returns {Promise<HTMLElement | null>}
 */
function there(page, selector) {
  const until = performance.now() + PATIENCE_MS;
  return new Promise((done) => {
    const look = () => {
      const found = /** @type {HTMLElement | null} */ (page.querySelector(selector));
      if (found || performance.now() > until) done(found);
      else requestAnimationFrame(look);
    };
    look();
  });
}
