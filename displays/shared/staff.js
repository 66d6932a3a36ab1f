/**
 * The way in for pages of staff: who is this, may they, which hall. Signs in where nobody is, offers halls where there are several.
 */
import { html, render } from "../vendor/lit.js";
import { ask } from "./ask.js";
import "./login.js";
import { alertWords } from "./parts.js";
import { sampleAsk, sampleFetch } from "./sample.js";
import { forget, identityOf } from "./session.js";

/**
 * @typedef {object} Entered
 * @property {string} hall
 * @property {string} role
 * @property {string} name
 * @property {string | null} id what the log calls them
 * @property {string | null} token
 */

/**
 * Comes back once there is somebody of one of the roles, and a hall.
 *
 * @param {import("./boot.js").Booted} booted
 * @param {HTMLElement} root
 * @param {string[]} roles
 * @returns {Promise<Entered>}
 */
export async function enter(booted, root, roles) {
  const { params, identity, problem } = booted;
  const gate = params.sample ? params.all.get("gate") : null;
  if (params.sample && gate === null) {
    return { hall: "sample", role: roles[0] ?? "", name: "", id: null, token: null };
  }
  const asks = gate === null ? ask : sampleAsk(gate);
  let why = problem ? booted.text.problem(problem) : "";
  for (;;) {
    const me = await asks("/api/v1/me", identity.token);
    if (me.status === 200) {
      const who = identityOf(me.body);
      if (who.role !== null && roles.includes(who.role)) {
        const hall = params.hall ?? who.hall ?? identity.hall ?? (await chooseHall(booted, root, asks));
        const { id } = me.body;
        return {
          hall,
          role: who.role,
          name: who.name ?? "",
          id: typeof id === "string" ? id : null,
          token: identity.token,
        };
      }
      why = booted.text.t("staff-wrong-role", { role: booted.text.t(`role-${who.role}`) });
    }
    if (me.status === 0 || me.status >= 500) await said(booted, root, booted.text.t("staff-no-server"));
    else {
      identity.token = null;
      await signIn(booted, root, why);
      why = "";
    }
  }
}

/** Signs out, wherever the server has got to, and begins again. @param {import("./command.js").Commander} commander */
export async function leave(commander) {
  await commander.send("/api/v1/logout", {}, { name: "logout", giveUpMs: 5_000 });
  forget();
  location.reload();
}

/**
 * @param {import("./boot.js").Booted} booted
 * @param {HTMLElement} root
 * @param {string} why
 * @returns {Promise<void>}
 */
function signIn(booted, root, why) {
  forget();
  return new Promise((done) => {
    render(
      html`<main class="gate">
        ${why ? alertWords(why) : ""}
        <goiso-login .text=${booted.text} .answers=${refusing(booted.params)} @signed-in=${() => done()}></goiso-login>
      </main>`,
      root,
    );
  });
}

/** Who answers a sign-in where there is no server. @param {import("./boot.js").Params} params */
function refusing({ sample, all }) {
  const reply = all.get("reply");
  return sample && reply !== null ? sampleFetch(reply) : null;
}

/**
 * @param {import("./boot.js").Booted} booted
 * @param {HTMLElement} root
 * @param {string} words
 * @returns {Promise<void>}
 */
function said(booted, root, words) {
  return new Promise((done) => {
    render(
      html`<main class="gate">
        <h1>goiso</h1>
        ${alertWords(words)}
        <button class="primary" @click=${() => done()}>${booted.text.t("try-again")}</button>
      </main>`,
      root,
    );
  });
}

/**
 * @param {import("./boot.js").Booted} booted
 * @param {HTMLElement} root
 * @param {(path: string, token: string | null) => Promise<import("./ask.js").Answer>} asks
 * @returns {Promise<string>}
 */
async function chooseHall(booted, root, asks) {
  const { text, identity } = booted;
  for (;;) {
    const { status, body } = await asks("/api/v1/halls", identity.token);
    if (status !== 200) {
      await said(booted, root, text.t("staff-no-server"));
      continue;
    }
    /** @type {{ hall: string, name: import("../wire.d.ts").Text }[]} */
    const halls = body.halls;
    const [first] = halls;
    if (first && halls.length === 1) return first.hall;
    if (!first) {
      await said(booted, root, text.t("staff-no-hall"));
      continue;
    }
    return new Promise((done) => {
      render(
        html`<main class="gate">
          <h1>${text.t("staff-choose-hall")}</h1>
          ${halls.map((entry) => html`<button @click=${() => done(entry.hall)}>${text.name(entry.name)}</button>`)}
        </main>`,
        root,
      );
    });
  }
}
