// @rudderstack/analytics-js: what it may do comes with the source's configuration, which Tally serves.
import { RudderAnalytics } from "@rudderstack/analytics-js/bundled";

const LONGEST_START_MS = 15000;
const KEPT = /^rudder_.*\.(queue|inProgress|batchQueue)$/;

// By default it posts message by message. Null when it did not start.
function start(job) {
  const analytics = new RudderAnalytics();
  const batch = { enabled: job.turn === "settings_turned_round", maxItems: 3, flushInterval: 200 };
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), LONGEST_START_MS);
    analytics.load(job.write_key, job.url, {
      configUrl: job.url,
      queueOptions: { batch },
      onLoaded: () => resolve(analytics),
    });
  });
}

window.comeBack = async (job) => {
  const queues = Object.keys(localStorage).filter((key) => KEPT.test(key));
  const kept = queues.flatMap((key) => Object.values(JSON.parse(JSON.parse(localStorage.getItem(key)))));
  // Some 10 s later it takes what the page before had kept.
  if ((await start(job)) === null) return null;
  return kept.map(({ item }) => item.event.messageId);
};

window.makeVisit = async (job) => {
  const told = [];
  console.error = (...words) => told.push(words.join(" ")); // where it tells of what it gives up
  const analytics = await start(job);
  if (analytics === null) return null;
  analytics.setAnonymousId(job.device_id);
  let posts = 0;
  const send = (method, ...words) => {
    analytics[method](...words);
    posts += 1;
  };
  send("page");
  // A fault is for the first request: it must be this one.
  if (!["page_left", "settings_turned_round"].includes(job.turn)) await until(() => wasAsked("/v1/page"));
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) send("identify", job.user_id, job.traits);
    send("track", event.name, event.properties);
  }
  if (job.turn === "every_call") {
    send("identify", job.user_id, { ...job.traits, plan: "silver" });
    // The SDK stamps milliseconds and posts both at once: within one, nothing would tell which came later.
    await pause(2);
    send("identify", job.user_id, job.traits);
    send("group", job.group.id, job.group.traits);
    send("alias", job.user_id, job.device_id);
  }
  return { told, posts };
};

const wasAsked = (path) => performance.getEntriesByType("resource").some(({ name }) => name.endsWith(path));

const pause = (lengthMs) => new Promise((resolve) => setTimeout(resolve, lengthMs));

const until = async (isSo) => {
  while (!isSo()) await pause(20);
};
