// @rudderstack/rudder-sdk-node: reads visits as JSON, makes each with the SDK, prints what it told the app.
import Analytics from "@rudderstack/rudder-sdk-node";
import { drive } from "./drive.mjs";
import { makeVisit } from "./segment_visit.mjs";

await drive(async (job) => {
  const told = [];
  const turnedRound = job.turn === "settings_turned_round" ? { gzip: false, flushAt: 1 } : {};
  const analytics = new Analytics(job.write_key, {
    dataPlaneUrl: job.url,
    path: "/v1/batch",
    logLevel: "silent",
    errorHandler: (error) => told.push(String(error.message)),
    ...turnedRound,
  });
  await makeVisit(analytics, job);
  await analytics.flush();
  return told;
});
