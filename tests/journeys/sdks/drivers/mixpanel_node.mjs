// mixpanel (Node): reads visits as JSON, makes each with the SDK, prints what the SDK told the app.
import Mixpanel from "mixpanel";
import { at, drive } from "./drive.mjs";

await drive(async (job) => {
  const told = [];
  const done = (call) =>
    new Promise((resolve) =>
      call((error) => resolve(error && told.push(...[error].flat().map((each) => String(each.message ?? each))))),
    );
  const secret = job.turn === "imported" ? job.write_key : undefined;
  const client = Mixpanel.init(job.write_key, { host: new URL(job.url).host, protocol: "https", secret });
  const device = { $device_id: job.device_id };
  const later = []; // what goes in one batch, where the turn says so
  const batchOf = { imported: client.import_batch, settings_turned_round: client.track_batch }[job.turn];

  const send = (event, { time, ...properties }) => {
    if (job.turn === "imported") return done((callback) => client.import(event, time, properties, callback));
    return done((callback) => client.track(event, { ...properties, time }, callback));
  };
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      const both = { ...device, $user_id: job.user_id, distinct_id: job.user_id };
      await send("Signed In", { ...both, time: at(job.log_in_at_ms) });
    }
    const who = event.known
      ? { distinct_id: job.user_id }
      : { distinct_id: `$device:${job.device_id}`, ...device };
    const properties = { ...event.properties, ...who, time: at(event.at_ms) };
    if (batchOf && event.known) later.push({ event: event.name, properties });
    else await send(event.name, properties);
  }
  if (later.length) await done((callback) => batchOf(later, callback));
  for (const [method, operand] of job.updates) {
    await done((callback) => client.people[method](job.user_id, operand, callback));
  }
  if (job.turn === "every_call") await otherCalls(client, job, done);
  return told;
});

async function otherCalls({ people, groups, alias }, job, done) {
  const { key, id, updates } = job.group;
  await done((callback) => people.track_charge(job.user_id, job.charge, callback));
  await done((callback) => people.set(job.gone_id, { plan: "gold" }, callback));
  await done((callback) => people.delete_user(job.gone_id, callback));
  for (const [method, operand] of updates) {
    await done((callback) => groups[method](key, id, operand, callback));
  }
  await done((callback) => groups.set(key, job.gone_id, { industry: "retail" }, callback));
  await done((callback) => groups.delete_group(key, job.gone_id, callback));
  await done((callback) => alias(job.device_id, job.user_id, callback));
}
