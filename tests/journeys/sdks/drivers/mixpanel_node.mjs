// mixpanel (Node): reads visits as JSON, makes each with the SDK, prints what the SDK told the app.
import Mixpanel from "mixpanel";
import { drive } from "./drive.mjs";

await drive(async (job) => {
  const told = [];
  const client = Mixpanel.init(job.write_key, { host: new URL(job.url).host, protocol: "https" });
  const done = (call) =>
    new Promise((resolve) => call((error) => resolve(error && told.push(String(error.message ?? error)))));
  const device = { $device_id: job.device_id };
  const track = (name, properties) => done((callback) => client.track(name, properties, callback));

  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      const both = { ...device, $user_id: job.user_id, distinct_id: job.user_id };
      await track("Signed In", { ...both, time: new Date(job.log_in_at_ms) });
    }
    const who = event.known
      ? { distinct_id: job.user_id }
      : { distinct_id: `$device:${job.device_id}`, ...device };
    await track(event.name, { ...event.properties, ...who, time: new Date(event.at_ms) });
  }
  if (job.with_profile) {
    await done((callback) => client.people.set(job.user_id, job.profile, callback));
    await done((callback) => client.people.set_once(job.user_id, { plan: "silver" }, callback));
    await done((callback) => client.people.increment(job.user_id, { orders: 1 }, callback));
    await done((callback) => client.people.union(job.user_id, { sizes: ["M", "L"] }, callback));
  }
  return told;
});
