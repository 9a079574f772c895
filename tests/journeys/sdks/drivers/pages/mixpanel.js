// mixpanel-browser, batching as by default, but every second instead of every 5: one batch after the first event.
import mixpanel from "mixpanel-browser";

const QUEUES = ["ev", "pp"];
const DEFAULT_INTERVAL_MS = 5000;
const LONGEST_WAIT_MS = 20000;

function start(job, told) {
  mixpanel.init(job.write_key, {
    api_host: job.url,
    batch_flush_interval_ms: job.page_left ? DEFAULT_INTERVAL_MS : 1000,
    persistence: "localStorage",
    ignore_dnt: true,
    autocapture: false,
    error_reporter: (message) => told.push(String(message)),
  });
}

window.comeBack = async (job) => {
  start(job, []);
  await sent(job);
  return [];
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
  // Its queue takes an event some 10 ms after track(): one that has not got there yet is lost with the page.
  if (job.page_left) await until(() => waiting(job, "ev").length === job.events.length + 2);
  else if (!(await sent(job))) told.push("the last events were not sent in time");
  return { told, posts: 0 };
};

const waiting = (job, queue) => JSON.parse(localStorage.getItem(`__mpq_${job.write_key}_${queue}`) ?? "[]");

const sent = (job) => until(() => QUEUES.every((queue) => waiting(job, queue).length === 0));

async function until(isSo) {
  for (const deadline = Date.now() + LONGEST_WAIT_MS; Date.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (isSo()) return true;
  }
  return false;
}
