// @rudderstack/rudder-sdk-node: reads visits as JSON, makes each with the SDK, prints what it told the app.
import Analytics from "@rudderstack/rudder-sdk-node";
import { drive } from "./drive.mjs";

await drive(async (job) => {
  const told = [];
  const analytics = new Analytics(job.write_key, {
    dataPlaneUrl: job.url,
    path: "/v1/batch",
    logLevel: "silent",
    errorHandler: (error) => told.push(String(error.message)),
  });
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      const both = { userId: job.user_id, anonymousId: job.device_id };
      const traits = job.with_profile ? job.profile : {};
      analytics.identify({ ...both, traits, timestamp: new Date(job.log_in_at_ms) });
    }
    const who = event.known ? { userId: job.user_id } : { anonymousId: job.device_id };
    const { name, properties } = event;
    analytics.track({ ...who, event: name, properties, timestamp: new Date(event.at_ms) });
    if (place === 0) await analytics.flush();
  }
  await analytics.flush();
  return told;
});
