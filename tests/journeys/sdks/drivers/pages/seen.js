// A page of the shop with the web line before it: one of the three SDKs, its settings from the shop's own host.
import { RudderAnalytics } from "@rudderstack/analytics-js/bundled";
import { AnalyticsBrowser } from "@segment/analytics-next";
import mixpanel from "mixpanel-browser";

const STARTS = {
  "mixpanel-browser": (job) => {
    mixpanel.init(job.write_key, { api_host: job.url, persistence: "localStorage", autocapture: false });
    return { page: () => mixpanel.track_pageview(), track: (...words) => mixpanel.track(...words) };
  },
  "analytics-next": async (job) => {
    const { host } = new URL(job.url);
    const segment = { apiHost: `${host}/v1`, protocol: "http" };
    const settings = { writeKey: job.write_key, cdnURL: location.origin };
    const analytics = AnalyticsBrowser.load(settings, { integrations: { "Segment.io": segment } });
    await analytics;
    return { page: () => analytics.page(), track: (...words) => analytics.track(...words) }; // it is a promise itself
  },
  "rudder-browser": (job) => {
    const analytics = new RudderAnalytics();
    return new Promise((resolve) => {
      const onLoaded = () => resolve(analytics);
      analytics.load(job.write_key, job.url, { configUrl: location.origin, onLoaded });
    });
  },
};

window.startSdk = async (job) => {
  window.sdk = await STARTS[job.sdk](job);
};
window.addEventListener("pageshow", (event) => {
  window.cameBack = event.persisted;
});
