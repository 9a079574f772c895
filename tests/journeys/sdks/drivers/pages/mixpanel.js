// mixpanel-browser, batching as by default, but every second instead of every 5: one batch after the first event.
import mixpanel from "mixpanel-browser";

const QUEUES = ["ev", "pp"];
const LONGEST_WAIT_MS = 20000;

function start(job, told) {
  mixpanel.init(job.write_key, {
    api_host: job.url,
    batch_flush_interval_ms: 1000,
    persistence: "localStorage",
    ignore_dnt: true,
    autocapture: false,
    error_reporter: (message) => told.push(String(message)),
  });
}

window.comeBack = async (job) => {
  start(job, []);
  await sent(job);
};

window.makeVisit = async (job) => {
  const told = [];
  start(job, told);
  mixpanel.register({ $device_id: job.device_id, distinct_id: `$device:${job.device_id}` });
  mixpanel.track_pageview();
  if (!job.page_left && !(await sent(job))) told.push("the first event was not sent in time");
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      mixpanel.identify(job.user_id);
    }
    mixpanel.track(event.name, event.properties);
  }
  if (job.with_profile) {
    mixpanel.people.set(job.profile);
    mixpanel.people.set_once({ plan: "silver" });
    mixpanel.people.increment("orders", 1);
    mixpanel.people.union("sizes", ["M", "L"]);
  }
  if (!job.page_left && !(await sent(job))) told.push("the last events were not sent in time");
  return { told, posts: 0 };
};

async function sent(job) {
  for (const deadline = Date.now() + LONGEST_WAIT_MS; Date.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const waiting = QUEUES.map((queue) => localStorage.getItem(`__mpq_${job.write_key}_${queue}`));
    if (waiting.every((queue) => !queue || queue === "[]")) return true;
  }
  return false;
}
