/** Schedules between their form and the API. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readFixed } from "../../web/schedules/fixed_days.js";
import { listPlaces, readSchedule, rhythmOf } from "../../web/schedules/written_schedule.js";

const FORM = { day: "1", hour: "7", format: "pdf", language: "fr", mail: " ana@shop.example, bo@shop.example;", description: " Lundi " };

test("a form is the body of the API", () => {
  assert.deepEqual(readSchedule({ question: "from-cart" }, { ...FORM, every: "monday" }), {
    question: "from-cart", every: "week", day: "monday", hour: 7, format: "pdf", language: "fr", description: "Lundi",
    to: { mail: ["ana@shop.example", "bo@shop.example"] },
  });
  const monthly = readSchedule({ dashboard: "morning" }, { ...FORM, every: "month", mail: "", folder: " board ", table: "on" });
  assert.deepEqual([monthly.every, monthly.day, monthly.to], ["month", 1, { folder: "board", table: true }]);
  assert.equal("day" in readSchedule({ question: "a" }, { ...FORM, every: "weekday" }), false);
});

test("a week is named by its day, and places are a line", () => {
  assert.deepEqual([rhythmOf(), rhythmOf({ every: "week", day: "friday" }), rhythmOf({ every: "month", day: 3 })], ["monday", "friday", "month"]);
  assert.equal(listPlaces({ mail: ["a@shop.example"], folder: "board", table: true }), "a@shop.example, board/, scheduled_answers");
});

test("what is of the same days each time is told of a question, and of a shop's own dashboard", async () => {
  const march = [{ question: "from cart", from: "2026-03-02", to: "2026-03-08" }];
  const files = { "/v1/saved/from%20cart": { fixed: march }, "/v1/dashboards": { dashboards: [{ name: "mornings", fixed: march }, { name: "moving", fixed: [] }] } };
  const context = { api: { read: async (path) => files[path] } };
  assert.deepEqual(await readFixed({ question: "from cart" }, context), march);
  assert.deepEqual(await readFixed({ dashboard: "mornings" }, context), march);
  for (const dashboard of ["moving", "yesterday"]) assert.deepEqual(await readFixed({ dashboard }, context), []);
});
