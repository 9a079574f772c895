/** Logs in at the user pool's page (authorization code, PKCE) and says who is there. */

const BEGUN = "tally.login";

const toText = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const makeSecret = () => toText(crypto.getRandomValues(new Uint8Array(32)));

async function hash(text) {
  return toText(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

function readClaims(token) {
  const part = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0))));
}

async function begin(config) {
  const begun = { verifier: makeSecret(), state: makeSecret(), nonce: makeSecret() };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    scope: config.scopes,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge_method: "S256",
    code_challenge: await hash(begun.verifier),
  });
  location.assign(`${config.authorize_url}?${asked}`);
}

async function end(config, code, state) {
  const begun = JSON.parse(sessionStorage.getItem(BEGUN) ?? "{}");
  sessionStorage.removeItem(BEGUN);
  history.replaceState(null, "", location.pathname);
  if (state !== begun.state) throw new Error("This log-in began elsewhere: open the page again");
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    code,
    code_verifier: begun.verifier,
  });
  const answer = await fetch(config.token_url, { method: "POST", body });
  if (!answer.ok) throw new Error("The log-in was refused: open the page again");
  const claims = readClaims((await answer.json()).id_token);
  if (claims.nonce !== begun.nonce) throw new Error("This log-in began elsewhere: open the page again");
  return claims;
}

async function main() {
  const config = await (await fetch("/config.json")).json();
  const sent = new URLSearchParams(location.search);
  if (!sent.has("code")) return begin(config);
  const claims = await end(config, sent.get("code"), sent.get("state"));
  document.querySelector("#who").textContent = `${claims.email} (${(claims["cognito:groups"] ?? []).join(", ")})`;
}

main().catch((error) => {
  document.querySelector("#who").textContent = error.message;
});
