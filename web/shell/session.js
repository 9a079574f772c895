import { challenge, makeSecret, readClaims } from "./pkce.js";

const TOKENS = "tally.tokens";
const BEGUN = "tally.login";
/** A token is renewed so long before it ends that a question asked with it arrives in time. */
const EARLY_MS = 60_000;

/** A log-in that did not come about. `code` names its words: `login.CODE`. */
export class LoginFailed extends Error {
  constructor(code, detail = "") {
    super(detail || code);
    this.code = code;
  }
}

const readTokens = () => JSON.parse(sessionStorage.getItem(TOKENS) ?? "null");

const endsSoon = ({ id_token }) => readClaims(id_token).exp * 1_000 - EARLY_MS < Date.now();

/** The token of this tab, before there is a session; null where it must be got or renewed first. */
export function readHeldToken() {
  const tokens = readTokens();
  return tokens === null || endsSoon(tokens) ? null : tokens.id_token;
}

/**
 * Who is logged in: authorization code with PKCE at the user pool's hosted page. Tokens lie in this tab alone.
 */
export class Session {
  #config;
  #tokens;
  #renewing = null;

  /** @param {{authorize_url: string, token_url: string, logout_url: string, client_id: string, redirect_uri: string, scopes: string}} config */
  constructor(config) {
    this.#config = config;
    this.#tokens = readTokens();
  }

  get isOpen() {
    return this.#tokens !== null;
  }

  /** @returns {{email: string, groups: string[]}} */
  get person() {
    const claims = readClaims(this.#tokens.id_token);
    return { email: claims.email ?? claims["cognito:username"] ?? "", groups: claims["cognito:groups"] ?? [] };
  }

  /** Leaves for the log-in page; it comes back to the same address. */
  async begin() {
    const begun = { verifier: makeSecret(), state: makeSecret(), nonce: makeSecret(), hash: location.hash };
    sessionStorage.setItem(BEGUN, JSON.stringify(begun));
    const asked = new URLSearchParams({
      response_type: "code",
      client_id: this.#config.client_id,
      redirect_uri: this.#config.redirect_uri,
      scope: this.#config.scopes,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge_method: "S256",
      code_challenge: await challenge(begun.verifier),
    });
    location.assign(`${this.#config.authorize_url}?${asked}`);
  }

  /**
   * Takes what the log-in page sent along, if it did.
   *
   * @returns {Promise<boolean>} whether this visit ends a log-in
   * @throws {LoginFailed}
   */
  async end() {
    const sent = new URLSearchParams(location.search);
    if (!sent.has("code") && !sent.has("error")) return false;
    const begun = JSON.parse(sessionStorage.getItem(BEGUN) ?? "null");
    sessionStorage.removeItem(BEGUN);
    history.replaceState(null, "", location.pathname + (begun?.hash ?? ""));
    if (begun === null || sent.get("state") !== begun.state) throw new LoginFailed("state");
    if (sent.has("error")) throw new LoginFailed("refused", sent.get("error_description") ?? sent.get("error"));
    const form = { grant_type: "authorization_code", code: sent.get("code"), code_verifier: begun.verifier };
    const tokens = await this.#fetchTokens({ ...form, redirect_uri: this.#config.redirect_uri });
    if (readClaims(tokens.id_token).nonce !== begun.nonce) throw new LoginFailed("nonce");
    this.#keep(tokens);
    return true;
  }

  /** The token that the API takes, renewed where it is about to end. */
  async token() {
    if (!this.isOpen) throw new LoginFailed("over");
    if (endsSoon(this.#tokens)) await this.renew();
    return this.#tokens.id_token;
  }

  /** Gets new tokens, once for all who ask at the same time. LoginFailed where the log-in is over. */
  async renew() {
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = null));
    await this.#renewing;
  }

  /** Forgets the tokens, and leaves for the log-out of the user pool. */
  leave() {
    this.forget();
    const { client_id, redirect_uri, logout_url } = this.#config;
    location.assign(`${logout_url}?${new URLSearchParams({ client_id, logout_uri: redirect_uri })}`);
  }

  forget() {
    this.#tokens = null;
    sessionStorage.removeItem(TOKENS);
  }

  async #renew() {
    const refresh_token = this.#tokens?.refresh_token;
    try {
      if (!refresh_token) throw new LoginFailed("over");
      this.#keep({ refresh_token, ...(await this.#fetchTokens({ grant_type: "refresh_token", refresh_token })) });
    } catch (error) {
      if (error.code === "over") this.forget();
      throw error;
    }
  }

  #keep(tokens) {
    this.#tokens = tokens;
    sessionStorage.setItem(TOKENS, JSON.stringify(tokens));
  }

  async #fetchTokens(form) {
    const body = new URLSearchParams({ ...form, client_id: this.#config.client_id });
    const reply = await fetch(this.#config.token_url, { method: "POST", body }).catch(() => null);
    if (reply === null) throw new LoginFailed("away");
    if (!reply.ok) throw new LoginFailed("over");
    return reply.json();
  }
}
