// mixpanel-browser, batching as by default, but every second instead of every 5: one batch after the first event.
import mixpanel from "mixpanel-browser";

const QUEUES = ["ev", "pp", "gr"];
const DEFAULT_INTERVAL_MS = 5000;
const LONGEST_WAIT_MS = 20000;

// By default it batches events for some seconds, as base64 text.
const TURNED_ROUND = {
  batch_requests: false,
  api_payload_format: "json",
  api_routes: { track: "shop/track/", engage: "shop/engage/", groups: "shop/groups/" },
};
const FEATURES_ON = { flags: true, remote_settings_mode: "strict", record_sessions_percent: 100 };
const SETTINGS = {
  settings_turned_round: TURNED_ROUND,
  features_on: FEATURES_ON,
  every_call: { batch_autostart: false },
};

function start(job, told) {
  mixpanel.init(job.write_key, {
    api_host: job.url,
    batch_flush_interval_ms: job.turn === "page_left" ? DEFAULT_INTERVAL_MS : 1000,
    persistence: "localStorage",
    ignore_dnt: true,
    autocapture: false,
    error_reporter: (message) => told.push(String(message)),
    ...SETTINGS[job.turn],
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
  if (job.turn === "every_call") return { told: told.concat(await everyCall(job)), posts: 0 };
  mixpanel.track_pageview();
  if (job.turn !== "page_left" && !(await sent(job))) told.push("the first event was not sent in time");
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      mixpanel.identify(job.user_id);
    }
    mixpanel.track(event.name, event.properties);
  }
  for (const [method, operand] of job.updates) mixpanel.people[method](operand);
  // Its queue takes an event some 10 ms after track(): one that has not got there yet is lost with the page.
  if (job.turn === "page_left") await until(() => waiting(job, "ev").length === job.events.length + 2);
  else if (!(await sent(job))) told.push("the last events were not sent in time");
  if (job.turn === "features_on") told.push(...(await useFeatures()));
  // Sent one by one: the view and the log-in besides.
  const alone = job.turn === "settings_turned_round" ? job.events.length + job.updates.length + 2 : 0;
  return { told, posts: alone };
};

// Its queues take what is called in one moment in any order: each call waits until the one before has got there.
async function everyCall(job) {
  const held = () => QUEUES.reduce((sum, queue) => sum + waiting(job, queue).length, 0);
  const call = async (make) => {
    const before = held();
    make();
    return await until(() => held() > before);
  };
  const { people } = mixpanel;
  const groupOf = (id) => mixpanel.get_group(job.group.key, id);
  const calls = [
    ...job.updates.map(([method, operand]) => () => people[method](operand)),
    ...job.group.updates.map(([method, operand]) => () => {
      // A group's lists are changed one by one.
      const words = ["union", "remove"].includes(method) ? Object.entries(operand)[0] : [operand];
      groupOf(job.group.id)[method](...words);
    }),
    () => groupOf(job.gone_id).set("industry", "retail"),
    () => groupOf(job.gone_id).delete(),
    () => mixpanel.identify(job.gone_id),
    () => people.set({ plan: "gold" }),
    () => people.delete_user(),
    () => mixpanel.alias(`${job.gone_id}-alias`), // and then identify(), by itself
  ];
  mixpanel.identify(job.user_id); // an event, and what is known of the first visit
  await until(() => ["ev", "pp"].every((queue) => waiting(job, queue).length === 1));
  for (const make of calls) {
    if (!(await call(make))) return [`${make} did not get into a queue`];
  }
  await until(() => waiting(job, "ev").length === 4); // what alias() brings comes after its own event
  mixpanel.start_batch_senders();
  return (await sent(job)) ? [] : ["the updates were not sent in time"];
}

async function useFeatures() {
  const colour = await mixpanel.flags.get_variant_value("button", "blue");
  const isRecording = Boolean(mixpanel.get_session_recording_properties().$mp_replay_id);
  // Asked for by the app itself. What has not reached the recorder's queue when it stops is not sent.
  for (let stay = 200; !wasAsked("/record/") && stay < LONGEST_WAIT_MS; stay *= 2) {
    await mixpanel.start_session_recording();
    document.body.click(); // nothing is sent of a visitor who does nothing
    await pause(stay);
    await mixpanel.stop_session_recording();
  }
  return [
    ...(colour === "blue" ? [] : [`a flag that nobody set is ${colour}`]),
    ...(isRecording ? ["it records, although the settings say that it must not"] : []),
  ];
}

const wasAsked = (path) => performance.getEntriesByType("resource").some(({ name }) => name.includes(path));

const pause = (lengthMs) => new Promise((resolve) => setTimeout(resolve, lengthMs));

const waiting = (job, queue) => JSON.parse(localStorage.getItem(`__mpq_${job.write_key}_${queue}`) ?? "[]");

const sent = (job) => until(() => QUEUES.every((queue) => waiting(job, queue).length === 0));

async function until(isSo) {
  for (const deadline = Date.now() + LONGEST_WAIT_MS; Date.now() < deadline; ) {
    await pause(50);
    if (isSo()) return true;
  }
  return false;
}
