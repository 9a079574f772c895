/** Proof Key for Code Exchange, RFC 7636: only who began a log-in can end it. */

/** 32 random bytes in base64url: a verifier, a state or a nonce. */
export const makeSecret = () => encodeBytes(crypto.getRandomValues(new Uint8Array(32)));

/** The S256 challenge of a verifier (RFC 7636, 4.2). */
export async function challenge(verifier) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return encodeBytes(new Uint8Array(digest));
}

/** The claims of a token, unchecked: who may do what is decided by the API alone. */
export function readClaims(token) {
  const text = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
}

const encodeBytes = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
