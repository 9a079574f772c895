// @segment/analytics-next: where to send to comes with the settings, which Tally serves.
import { AnalyticsBrowser } from "@segment/analytics-next";

const KEPT = /^persisted-queue:v1:.*:items$/;

// By default it posts message by message, to where the settings say.
function start(job) {
  if (job.turn !== "settings_turned_round") {
    return AnalyticsBrowser.load({ writeKey: job.write_key, cdnURL: job.url });
  }
  const { host, protocol } = new URL(job.url);
  const segment = {
    apiHost: `${host}/v1`,
    protocol: protocol.replace(":", ""),
    deliveryStrategy: { strategy: "batching", config: { size: 3, timeout: 200 } },
  };
  const cdnSettings = { integrations: { "Segment.io": { apiKey: job.write_key } } };
  return AnalyticsBrowser.load({ writeKey: job.write_key, cdnSettings }, { integrations: { "Segment.io": segment } });
}

window.comeBack = async (job) => {
  const queues = Object.keys(localStorage).filter((key) => KEPT.test(key));
  const kept = queues.flatMap((key) => JSON.parse(localStorage.getItem(key)));
  await start(job);
  return kept.map((item) => item.event.messageId);
};

window.makeVisit = async (job) => {
  const told = [];
  const analytics = start(job);
  await analytics;
  analytics.setAnonymousId(job.device_id);
  const sent = [analytics.page()];
  const mayLeave = job.turn === "page_left";
  if (!mayLeave) await sent[0];
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      if (!mayLeave) await Promise.all(sent); // what is still in its queue would be sent as the user's who logs in
      sent.push(analytics.identify(job.user_id, job.traits));
    }
    sent.push(analytics.track(event.name, event.properties));
  }
  if (mayLeave) return { told, posts: sent.length };
  if (job.turn === "every_call") {
    sent.push(analytics.identify(job.user_id, { ...job.traits, plan: "silver" }));
    sent.push(analytics.screen("Sale", "Cups"));
    // The SDK stamps milliseconds and posts both at once: within one, nothing would tell which came later.
    await new Promise((resolve) => setTimeout(resolve, 2));
    sent.push(analytics.identify(job.user_id, job.traits));
    sent.push(analytics.group(job.group.id, job.group.traits));
    sent.push(analytics.alias(job.user_id, job.device_id));
  }
  for (const context of await Promise.all(sent)) {
    const failed = context.failedDelivery();
    if (failed) told.push(String(failed.reason?.message ?? failed.reason));
  }
  return { told, posts: sent.length }; // what meets a 429 or 500 is sent after its promise was kept
};
