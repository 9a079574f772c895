// The visit of a server's SDK that speaks Segment's protocol: Segment's own and RudderStack's have one interface.
import { at } from "./drive.mjs";

export async function makeVisit(analytics, job) {
  const both = { userId: job.user_id, anonymousId: job.device_id };
  for (const [place, event] of job.events.entries()) {
    if (event.known && !job.events[place - 1].known) {
      analytics.identify({ ...both, traits: job.traits, timestamp: at(job.log_in_at_ms) });
    }
    const who = event.known ? { userId: job.user_id } : { anonymousId: job.device_id };
    const { name, properties } = event;
    analytics.track({ ...who, event: name, properties, timestamp: at(event.at_ms) });
    if (place === 0) await analytics.flush();
  }
  if (job.turn === "every_call") {
    analytics.page({ ...both, category: "Sale", name: "Cups" });
    analytics.screen({ ...both, category: "Sale", name: "Cups" });
    analytics.identify({ ...both, traits: { ...job.traits, plan: "silver" } });
    analytics.identify({ ...both, traits: job.traits });
    analytics.group({ ...both, groupId: job.group.id, traits: job.group.traits });
    analytics.alias({ previousId: job.device_id, userId: job.user_id });
  }
}
