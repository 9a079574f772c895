/** What the log-in refuses, and when it asks for new tokens. The browser's objects stand here as far as it uses them. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { askAhead, takeAhead } from "../../web/shell/ahead.js";
import { challenge } from "../../web/shell/pkce.js";
import { LoginFailed, readHeldToken, Session } from "../../web/shell/session.js";

const CONFIG = { authorize_url: "https://pool.example/authorize", token_url: "https://pool.example/token", client_id: "c", redirect_uri: "https://shop.example/", scopes: "openid" };
const kept = new Map();
let sent;

globalThis.sessionStorage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text), removeItem: (name) => kept.delete(name) };
globalThis.history = { replaceState: (_state, _title, address) => (location.replaced = address) };

/** A token with these claims, unsigned: the page checks none. */
const token = (claims) => `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.y`;
const inOneHour = () => Date.now() / 1_000 + 3_600;

/** The pool answers with these tokens, or with 400. */
function answerWith(tokens) {
  sent = [];
  globalThis.fetch = async (url, { body }) => (sent.push(Object.fromEntries(body)), Response.json(tokens ?? {}, { status: tokens ? 200 : 400 }));
}

beforeEach(() => {
  kept.clear();
  globalThis.location = { search: "", hash: "#/funnel?by=x", pathname: "/", assign: (address) => (location.left = new URL(address)) };
});

/** Begins a log-in, and comes back with what the pool's page sends along. */
async function comeBack({ nonce, state }) {
  const session = new Session(CONFIG);
  await session.begin();
  const asked = Object.fromEntries(location.left.searchParams);
  location.search = `?code=abc&state=${state ?? asked.state}`;
  answerWith({ id_token: token({ nonce: nonce ?? asked.nonce, exp: inOneHour() }), refresh_token: "r" });
  await session.end();
  return { session, asked };
}

test("a log-in proves that it began here, and comes back to its address", async () => {
  const { session, asked } = await comeBack({});
  assert.equal(await challenge(sent[0].code_verifier), asked.code_challenge);
  assert.deepEqual([asked.code_challenge_method, sent[0].code, location.replaced, session.isOpen], ["S256", "abc", "/#/funnel?by=x", true]);
});

test("another window's log-in and another question's token are refused", async () => {
  await assert.rejects(comeBack({ state: "foreign" }), { code: "state" });
  assert.deepEqual(sent, []);
  await assert.rejects(comeBack({ nonce: "foreign" }), { code: "nonce" });
  assert.equal(new Session(CONFIG).isOpen, false);
});

test("a token that ends is renewed once for all who ask, and its refresh token stays", async () => {
  kept.set("tally.tokens", JSON.stringify({ id_token: token({ exp: 1 }), refresh_token: "r" }));
  const session = new Session(CONFIG);
  const fresh = token({ exp: inOneHour() });
  answerWith({ id_token: fresh });
  assert.deepEqual(await Promise.all([session.token(), session.token()]), [fresh, fresh]);
  assert.deepEqual([sent.length, JSON.parse(kept.get("tally.tokens")).refresh_token], [1, "r"]);
});

test("a log-in that is over forgets its tokens", async () => {
  kept.set("tally.tokens", JSON.stringify({ id_token: token({ exp: 1 }), refresh_token: "r" }));
  const session = new Session(CONFIG);
  answerWith(null);
  await assert.rejects(session.token(), LoginFailed);
  assert.deepEqual([session.isOpen, kept.size], [false, 0]);
});

test("before there is a session a token is held only while it is good", () => {
  assert.equal(readHeldToken(), null);
  for (const [exp, held] of [[1, false], [inOneHour(), true]]) {
    kept.set("tally.tokens", JSON.stringify({ id_token: token({ exp }) }));
    assert.equal(readHeldToken() !== null, held);
  }
});

test("what was asked for ahead is given once, and nothing of a refusal", async () => {
  globalThis.fetch = async (path) => Response.json({ path }, { status: path === "/good" ? 200 : 401 });
  askAhead("/good");
  askAhead("/refused");
  assert.deepEqual([await takeAhead("/good"), await takeAhead("/good")], [{ path: "/good" }, null]);
  assert.deepEqual([await takeAhead("/refused"), await takeAhead("/never")], [null, null]);
});
