/**
 * The panel beside the calls: pictures, video without sound, and slides without scripts, from the server's media folder. The rules are
 * in media-model.js; here are only the elements. One thing stands in the page at a time, so that weeks of it cost what a minute does.
 */
import * as rules from "./media-model.js";

/** The list is asked for this often; it answers with a word if nothing changed. */
const LIST_MS = 30_000;
/** How often the clock is looked at. */
const LOOK_MS = 500;

/**
 * @typedef {object} Options
 * @property {() => void} changed whether there is something to show is another now
 * @property {string} [folder] where the files are
 * @property {string} [list] where the list of them is
 */

export class Media {
  /** @param {Options} options */
  constructor(options) {
    this.options = { folder: "/media/", list: "/media/", ...options };
    this.element = document.createElement("div");
    this.state = rules.begin(performance.now());
    this.wanted = false;
    this.rest = false;
    this.reachable = true;
    /** Stands in the head already. */
    this.logo = "";
    /** @type {rules.Item | null} */
    this.standing = null;
    /** Counts what was put up, so that an event of something gone is known as such. */
    this.turns = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.looking = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.listing = undefined;
  }

  /** Whether there is something to show. */
  get showing() {
    return this.wanted && this.state.current !== null;
  }

  /**
   * What the wall wants of the panel now.
   *
   * @param {boolean} wanted
   * @param {{ rest: boolean, reachable: boolean, logo: string }} how `rest`: somebody is called; `reachable`: the server is there;
   *   `logo`: the file that is shown elsewhere
   */
  want(wanted, { rest, reachable, logo }) {
    this.rest = rest;
    this.logo = logo;
    this.reachable = reachable;
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      clearInterval(this.looking);
      clearInterval(this.listing);
      if (wanted) {
        this.looking = setInterval(() => this.#look(), LOOK_MS);
        this.listing = setInterval(() => void this.#list(), LIST_MS);
        void this.#list();
      } else {
        this.#become(rules.begin(performance.now()));
      }
    }
    this.#look();
  }

  async #list() {
    try {
      const answer = await fetch(this.options.list, { cache: "no-cache" });
      if (!answer.ok) return;
      /** @type {rules.Listing} */
      const { version, items } = await answer.json();
      const list = { version: `${version} ${this.logo}`, items: items.filter(({ name }) => name !== this.logo) };
      if (this.wanted) this.#become(rules.listed(this.state, list, performance.now()));
    } catch {
      // Asked again in a while; until then what is known stays.
    }
  }

  #look() {
    if (!this.wanted) return;
    const rests = this.rest || !this.reachable;
    this.#become(rules.tick(this.state, performance.now(), rests ? "rests" : "runs"));
    this.element.dataset.state = rests ? "rests" : "runs";
    const video = this.element.querySelector("video");
    if (!video) return;
    if (rests) video.pause();
    else if (video.paused && !video.ended) video.play().catch(() => {});
  }

  /** @param {rules.State} state */
  #become(state) {
    const shown = this.showing;
    const again = state.current !== null && state.current === this.state.current && state.shownMs === 0;
    this.state = state;
    if (state.current !== this.standing) this.#put(state.current);
    else if (again) this.#replay();
    if (this.showing !== shown) this.options.changed();
  }

  /** The only video there is begins again; a picture simply stays. */
  #replay() {
    const video = this.element.querySelector("video");
    if (video?.ended) video.currentTime = 0;
  }

  /** @param {rules.Item | null} item */
  #put(item) {
    this.standing = item;
    const turn = ++this.turns;
    if (!item) {
      this.#replace(null);
      return;
    }
    const address = `${this.options.folder}${encodeURIComponent(item.name)}?v=${encodeURIComponent(this.state.version)}`;
    const mine = (/** @type {() => void} */ act) => () => {
      if (turn === this.turns) act();
    };
    // Without the server nothing can be loaded, and nothing is wrong with the file.
    const broke = mine(() => {
      if (this.reachable) this.#become(rules.broke(this.state, performance.now()));
    });
    switch (item.kind) {
      case "picture": {
        const picture = document.createElement("img");
        picture.alt = "";
        picture.src = address;
        // Put up once it is there: the one before stays until then, and nothing flashes.
        picture.decode().then(
          mine(() => this.#replace(picture)),
          broke,
        );
        break;
      }
      case "video": {
        const video = document.createElement("video");
        video.muted = true;
        video.defaultMuted = true;
        video.playsInline = true;
        video.preload = "auto";
        video.disableRemotePlayback = true;
        video.onloadeddata = mine(() => {
          this.#replace(video);
          this.#look();
        });
        video.onended = mine(() => this.#become(rules.ended(this.state, performance.now())));
        video.onerror = broke;
        // Somebody with a console must not make a wall speak.
        video.onvolumechange = () => {
          video.muted = true;
        };
        video.src = address;
        break;
      }
      case "slide": {
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "");
        frame.referrerPolicy = "no-referrer";
        frame.tabIndex = -1;
        frame.title = item.name;
        frame.src = address;
        this.#replace(frame);
        break;
      }
    }
  }

  /** @param {HTMLElement | null} next */
  #replace(next) {
    const video = this.element.querySelector("video");
    if (video && video !== next) {
      video.pause();
      video.onloadeddata = video.onended = video.onerror = video.onvolumechange = null;
      video.removeAttribute("src");
      video.load();
    }
    this.element.replaceChildren(...(next ? [next] : []));
  }
}
