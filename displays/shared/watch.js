/**
 * Looks after a page that nobody can reload: as long as nothing was drawn, because the server or the proxy before it was away while the
 * modules were fetched, it is loaded anew. A script of its own kind: it must run where no module does.
 */
(() => {
  /** The page draws within this, however slow the machine; the words alone are asked for again within 16 s. */
  const EMPTY_MS = 20_000;
  /** Each time that loading anew did not help it waits twice as long, and at most so long. */
  const EMPTY_MOST_MS = 5 * 60_000;
  const LOOK_MS = 2_000;
  /** How often in a row the page was loaded anew. */
  const KEPT = "goiso.watch";

  const times = Number(sessionStorage.getItem(KEPT) ?? 0);
  const patience = Math.min(EMPTY_MS * 2 ** times, EMPTY_MOST_MS);
  const since = performance.now();
  let asking = false;

  const look = async () => {
    const page = document.getElementById("page");
    if (page?.firstElementChild) {
      sessionStorage.removeItem(KEPT);
      clearInterval(looking);
      return;
    }
    if (asking || performance.now() - since < patience) return;
    asking = true;
    // Without an answer there would be a page of the browser's own instead, and nobody to leave it.
    const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
    asking = false;
    if (!answer?.ok) return;
    sessionStorage.setItem(KEPT, String(times + 1));
    location.reload();
  };
  const looking = setInterval(look, LOOK_MS);
})();
