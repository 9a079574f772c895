/** Questions that are offered, and the titles that questions are kept by. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { titleCohort, titleQuestion } from "../../web/builders/question_title.js";
import { findTemplate, listTemplates } from "../../web/builders/templates.js";
import { reachNewest } from "../../web/figures/periods.js";
import { findFree } from "../../web/shell/free_name.js";
import { Words } from "../../web/shell/words.js";

const WORDS = new Words("en", { "title.question": "{kind}: {about}", "title.by": "{about}, by {by}", "title.did-not": "no {about}", "page.funnel": "Funnel", "page.cohort": "Cohorts" });

test("a template is offered where its events arrive, and no other", () => {
  const events = ["Product Added", "Order Completed"];
  assert.deepEqual(listTemplates("cohort", events).map(({ name }) => name), ["carts", "phone-carts", "regulars"]);
  assert.deepEqual(listTemplates("funnel", events), []);
  assert.deepEqual(listTemplates("sessions", events), []);
});

test("a question is titled by its first event and its last", () => {
  const platforms = { ...findTemplate("funnel", "platforms"), by: "platform:step 2" };
  assert.equal(titleQuestion("funnel", platforms, WORDS), "Funnel: Product Viewed → Order Completed, by platform");
  assert.equal(titleCohort(findTemplate("cohort", "phone-carts"), WORDS), "Product Added (ios, android), no Order Completed");
  assert.equal(titleCohort(findTemplate("cohort", "regulars"), WORDS), "Order Completed × 2");
  assert.equal(titleCohort({ cohort: ["buyers"] }, WORDS), "Cohorts");
});

test("a name that is taken is numbered", () => {
  assert.deepEqual([findFree("carts", []), findFree("carts", ["carts", "carts-2"])], ["carts", "carts-3"]);
});

test("days reach the newest events where the usual ones have none", () => {
  assert.deepEqual(reachNewest("2026-03-03", "2026-11-30"), { last: "30d", to: "2026-03-03" });
  assert.equal(reachNewest("2026-11-29", "2026-11-30"), null);
  assert.equal(reachNewest(undefined, "2026-11-30"), null);
});
