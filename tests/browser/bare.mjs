/**
 * The least that a call can cost: a page of nothing but three numbers and five rows at places of their own, which makes one number and
 * one row anew by hand and moves the others. No rules, no words, no styles beside those of that. What the wall takes is told against it.
 */

const PAGE = `<!doctype html>
  <style>
    body { margin: 0; overflow: hidden; color: #fff; background: #000; font-family: sans-serif; }
    .card, .row { position: absolute; contain: strict; white-space: nowrap; }
    .card { left: 20px; width: 1150px; height: 240px; }
    .row { left: 1220px; width: 680px; height: 140px; }
    b, i { position: absolute; top: 0; line-height: 1; font-style: normal; }
    .card b { left: 20px; font-size: 200px; }
    .card i { left: 650px; top: 60px; font-size: 90px; }
    .row b { left: 0; font-size: 120px; }
    .row i { right: 0; top: 30px; font-size: 60px; }
  </style>
  <div id="calls"></div>
  <div id="rows"></div>`;

/**
 * Puts the page up.
 *
 * @param {import("playwright-core").Page} tab
 * @returns {Promise<() => Promise<void>>} a call comes in, as a frame would
 */
export async function openBare(tab) {
  await tab.setContent(PAGE);
  await tab.evaluate(() => {
    const high = { card: 260, row: 150 };
    let label = 100;
    /** @param {"card" | "row"} kind @param {string} counter */
    const make = (kind, counter) => {
      const made = document.createElement("div");
      made.className = kind;
      label += 1;
      const number = document.createElement("b");
      const where = document.createElement("i");
      [number.textContent, where.textContent] = [`A${label}`, `Quầy ${counter}`];
      made.append(number, where);
      return made;
    };
    /** @param {string} id @param {"card" | "row"} kind */
    const place = (id, kind) => {
      const list = /** @type {HTMLElement} */ (document.getElementById(id));
      for (const [index, one] of [...list.children].entries()) {
        /** @type {HTMLElement} */ (one).style.top = `${100 + high[kind] * index}px`;
      }
      return list;
    };
    for (let count = 0; count < 3; count++) document.getElementById("calls")?.append(make("card", "1"));
    for (let count = 0; count < 5; count++) document.getElementById("rows")?.append(make("row", "1"));
    place("calls", "card");
    place("rows", "row");
    addEventListener("call", (event) => {
      const { counter } = JSON.parse(/** @type {CustomEvent} */ (event).detail);
      for (const [id, kind] of /** @type {const} */ ([
        ["calls", "card"],
        ["rows", "row"],
      ])) {
        const list = document.getElementById(id);
        list?.lastChild?.remove();
        list?.prepend(make(kind, counter));
        place(id, kind);
      }
    });
  });
  let counter = 0;
  return async () => {
    counter += 1;
    // Told once this question has been answered, as a frame comes by itself.
    await tab.evaluate(
      (detail) => {
        setTimeout(() => dispatchEvent(new CustomEvent("call", { detail })), 40);
      },
      JSON.stringify({ counter: String(counter) }),
    );
  };
}
