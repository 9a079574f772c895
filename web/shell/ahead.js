/** Answers that were asked for before anybody needed them, by path; each is given once. */
const begun = new Map();

/** Asks, and waits for nothing. What is refused or does not come is asked again by who needs it. */
export function askAhead(path, options = {}) {
  begun.set(path, fetch(path, options).then((reply) => (reply.ok ? reply.json() : null)).catch(() => null));
}

/** @returns {Promise<any>} what came; null where nothing was asked for, or nothing came of it */
export async function takeAhead(path) {
  const answer = begun.get(path);
  begun.delete(path);
  return answer ?? null;
}
