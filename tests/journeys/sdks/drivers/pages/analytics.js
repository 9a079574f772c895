// @segment/analytics-next: where to send to comes with the settings, which Tally serves.
import { AnalyticsBrowser } from "@segment/analytics-next";

const start = (job) => AnalyticsBrowser.load({ writeKey: job.write_key, cdnURL: job.url });

const KEPT = /^persisted-queue:v1:.*:items$/;

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
  if (!job.page_left) await sent[0];
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      if (!job.page_left) await Promise.all(sent); // what is still in its queue would be sent as the user's who logs in
      sent.push(analytics.identify(job.user_id, job.with_profile ? job.profile : {}));
    }
    sent.push(analytics.track(event.name, event.properties));
  }
  if (job.page_left) return { told, posts: sent.length };
  for (const context of await Promise.all(sent)) {
    const failed = context.failedDelivery();
    if (failed) told.push(String(failed.reason?.message ?? failed.reason));
  }
  return { told, posts: sent.length }; // what meets a 429 or 500 is sent after its promise was kept
};
