// @segment/analytics-node: reads visits as JSON, makes each with the SDK, prints what the SDK told the app.
import { Analytics } from "@segment/analytics-node";
import { drive } from "./drive.mjs";
import { makeVisit } from "./segment_visit.mjs";

await drive(async (job) => {
  const told = [];
  const turnedRound = job.turn === "settings_turned_round" ? { path: "/tally/v1/batch", flushAt: 1 } : {};
  const analytics = new Analytics({ writeKey: job.write_key, host: job.url, ...turnedRound });
  analytics.on("error", (error) => told.push(String(error.reason?.message ?? error.code)));
  await makeVisit(analytics, job);
  await analytics.closeAndFlush();
  return told;
});
