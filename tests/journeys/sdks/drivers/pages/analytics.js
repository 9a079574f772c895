// @segment/analytics-next, its settings fetched from Tally too.
import { AnalyticsBrowser } from "@segment/analytics-next";

window.makeVisit = async (job) => {
  const told = [];
  const { host, protocol } = new URL(job.url);
  const analytics = AnalyticsBrowser.load(
    { writeKey: job.write_key, cdnURL: job.url },
    { integrations: { "Segment.io": { apiHost: `${host}/v1`, protocol: protocol.slice(0, -1) } } },
  );
  await analytics;
  analytics.setAnonymousId(job.device_id);
  const sent = [analytics.page()];
  await sent[0];
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      sent.push(analytics.identify(job.user_id, job.with_profile ? job.profile : {}));
    }
    sent.push(analytics.track(event.name, event.properties));
  }
  for (const context of await Promise.all(sent)) {
    const failed = context.failedDelivery();
    if (failed) told.push(String(failed.reason?.message ?? failed.reason));
  }
  return told;
};
