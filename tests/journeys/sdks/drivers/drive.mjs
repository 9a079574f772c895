// Reads visits as a JSON list, makes them all at once, prints a JSON list of {run, told}.
import { text } from "node:stream/consumers";

export async function drive(visit) {
  const jobs = JSON.parse(await text(process.stdin));
  const results = await Promise.all(jobs.map(async (job) => ({ run: job.run, told: await visit(job) })));
  process.stdout.write(JSON.stringify(results), () => process.exit(0));
}

// An app that leaves the time to the SDK gives none.
export const at = (atMs) => (atMs === null ? undefined : new Date(atMs));
