import { takeAhead } from "./ahead.js";
import { LoginFailed } from "./session.js";

/** How long after a refusal of the gateway's own another try is made; it says no time itself. */
const AGAIN_MS = [1_000, 2_000, 4_000];
const PASSING = new Set([429, 500, 503]);
/** A refusal that says a longer time is told to the person at once. */
const LONGEST_WAIT_S = 10;

/** So long a question is waited for before its id is known, so that it can be stopped; so long behind that. */
const FIRST_WAIT_S = 1;
const SECOND_WAIT_S = 14;

/** A refusal of the API. `status` 0: it could not be reached. Words: `error.STATUS`, of what is saved `error.saving.STATUS`. */
export class Refused extends Error {
  /** @param {number} status @param {string} detail what the API says @param {string} language in which it says so */
  constructor(status, detail = "", language = "en") {
    super(detail || `status ${status}`);
    this.status = status;
    this.detail = detail;
    this.language = language;
  }
}

/** The reports API of the same origin. */
export class Api {
  #session;
  #language;
  #base;

  /** @param {import("./session.js").Session} session @param {string} language in which refusals are told */
  constructor(session, language = "en", base = "/api") {
    this.#session = session;
    this.#language = language;
    this.#base = base;
  }

  /**
   * Asks a question, and waits as long as it takes.
   *
   * @param {string} kind such as funnel
   * @param {object} asked its fields
   * @param {{language: string, signal?: AbortSignal, onProgress?: (told: {seconds: number}) => void}} how
   *   an aborted signal cancels the question on the other side, too
   * @returns {Promise<object>} the answer
   * @throws {Refused}
   */
  ask(kind, asked, { language, ...how }) {
    return this.#await(`/v1/reports/${kind}`, asked, how, (wait) => `?${new URLSearchParams({ language, wait })}`);
  }

  /** @returns {Promise<any>} what lies at a path such as /v1/saved; null where there is nothing */
  async read(path, { signal } = {}) {
    const ahead = await takeAhead(this.#base + path);
    if (ahead) return ahead;
    const reply = await this.#send("GET", path, { signal });
    return reply.status === 204 ? null : reply.json();
  }

  /** What lies at a path, with its version: {value, version}. */
  async readVersion(path) {
    const reply = await this.#send("GET", path, {});
    return { value: await reply.json(), version: reply.headers.get("etag") };
  }

  /** Writes over the version that was read; null: there is none yet. Refused with 412 where somebody was faster. */
  async write(path, value, version = null) {
    const headers = version === null ? {} : { "if-match": version };
    const reply = await this.#send("PUT", path, { body: value, headers }).catch((error) => {
      throw Object.assign(error, { isOfSaving: true });
    });
    return reply.headers.get("etag");
  }

  async remove(path) {
    await this.#send("DELETE", path, {});
  }

  /** Orders what is made, such as a file, and waits as `ask` does. */
  order(path, asked, how) {
    return this.#await(path, asked, how, () => "");
  }

  async #await(path, asked, { signal, onProgress = () => {} }, query) {
    const began = performance.now();
    const clock = setInterval(() => onProgress({ seconds: Math.round((performance.now() - began) / 1_000) }), 1_000);
    try {
      const sent = this.#send("POST", path + query(FIRST_WAIT_S), { body: asked, signal });
      let reply = await until(sent, signal, () => sent.then((late) => this.#stop(late)));
      for (let looks = 0; reply.status === 202; looks += 1) reply = await this.#look(reply, query, signal, looks);
      return await reply.json();
    } finally {
      clearInterval(clock);
    }
  }

  async #look(reply, query, signal, looks) {
    const isLong = looks === 0 && query(SECOND_WAIT_S) !== "";
    try {
      if (!isLong) await wait(1_000 * Number(reply.headers.get("retry-after") ?? 2), signal);
      return await this.#send("GET", placeOf(reply) + query(isLong ? SECOND_WAIT_S : 0), { signal });
    } catch (error) {
      if (error.name === "AbortError") this.#stop(reply);
      throw error;
    }
  }

  /** What runs still is waited for no more; what has ended meanwhile needs no end. */
  #stop(reply) {
    if (reply.status === 202) this.remove(placeOf(reply)).catch(() => {});
  }

  async #send(method, path, { body, headers = {}, signal }) {
    for (let tries = 0; ; tries += 1) {
      const reply = await this.#sendOnce(method, path, { body, headers, signal });
      if (reply.ok) return reply;
      const refused = await readRefusal(reply);
      if (reply.status === 401 && tries === 0) await this.#session.renew();
      else if (PASSING.has(reply.status) && method !== "PUT" && tries < AGAIN_MS.length && mayPass(reply))
        await wait(1_000 * Number(reply.headers.get("retry-after")) || AGAIN_MS[tries], signal);
      else throw reply.status === 401 ? this.#endSession() : refused;
    }
  }

  /** Even a new token was refused. */
  #endSession() {
    this.#session.forget();
    return new LoginFailed("over");
  }

  async #sendOnce(method, path, { body, headers, signal }) {
    const token = await this.#session.token();
    const sent = { ...headers, "accept-language": this.#language, authorization: `Bearer ${token}` };
    if (body !== undefined) sent["content-type"] = "application/json";
    // The reply of a POST is waited for even when nobody wants it any more: it names what is to be stopped.
    const given = method === "POST" ? {} : { signal };
    try {
      return await fetch(this.#base + path, { method, ...given, headers: sent, body: body && JSON.stringify(body) });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Refused(0);
    }
  }
}

/** The address of what runs, without the host before it. */
const placeOf = (reply) => reply.headers.get("location").replace(/^https?:\/\/[^/]+/, "");

/** What is promised, unless the signal is aborted before: `stopped` is done then. */
function until(promised, signal, stopped) {
  return new Promise((resolve, reject) => {
    const stop = () => (stopped().catch(() => {}), reject(new DOMException("cancelled", "AbortError")));
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    promised.finally(() => signal?.removeEventListener("abort", stop)).then(resolve, reject);
  });
}

/** An hour until the first night is no wait, nor is a fault that the API has written down. */
function mayPass(reply) {
  if (reply.status === 500 && reply.headers.get("content-type")?.includes("problem")) return false;
  return Number(reply.headers.get("retry-after") ?? 0) <= LONGEST_WAIT_S;
}

async function readRefusal(reply) {
  const told = await reply.json().catch(() => ({}));
  return new Refused(reply.status, told.detail ?? "", reply.headers.get("content-language") ?? "en");
}

function wait(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => (clearTimeout(clock), reject(new DOMException("cancelled", "AbortError")));
    const clock = setTimeout(() => (signal?.removeEventListener("abort", stop), resolve()), milliseconds);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}
