/**
 * The small window that stays on top of other programs: Document Picture-in-Picture where the browser has it, else a window of that size.
 */

const WIDTH = 360;
const HEIGHT = 640;

/**
 * @typedef {object} Small
 * @property {Window} window
 * @property {() => void} close
 */

/** Whether the window would stay on top. */
export function staysOnTop() {
  return "documentPictureInPicture" in globalThis;
}

/**
 * Moves the page into a small window that stays on top, and back when it is closed.
 *
 * @param {HTMLElement} root
 * @param {{ opened: (small: Small) => void, closed: () => void }} tell
 * @returns {Promise<boolean>} false: the browser gave none, or opened an ordinary window instead
 */
export async function openSmall(root, tell) {
  if (!staysOnTop()) return popUp();
  /** @type {Window} */
  let small;
  try {
    const { documentPictureInPicture } = /** @type {any} */ (globalThis);
    small = await documentPictureInPicture.requestWindow({ width: WIDTH, height: HEIGHT });
  } catch {
    return popUp();
  }
  const { document: inside } = small;
  const { documentElement: html } = document;
  inside.documentElement.lang = html.lang;
  inside.title = document.title;
  for (const [name, value] of Object.entries(html.dataset)) inside.documentElement.dataset[name] = value ?? "";
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"]')) {
    const link = inside.createElement("link");
    link.rel = "stylesheet";
    link.href = /** @type {HTMLLinkElement} */ (sheet).href;
    inside.head.append(link);
  }
  const home = document.createComment("the page is in the small window");
  root.replaceWith(home);
  inside.body.append(root);
  small.addEventListener(
    "pagehide",
    () => {
      home.replaceWith(root);
      tell.closed();
    },
    { once: true },
  );
  tell.opened({ window: small, close: () => small.close() });
  return true;
}

/** The tab's sign-in goes along to a window that it opens. */
function popUp() {
  open(location.href, "goiso-counter", `popup,width=${WIDTH},height=${HEIGHT}`);
  return false;
}
