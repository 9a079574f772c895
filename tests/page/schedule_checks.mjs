/** Schedules between their form and the API. */

import assert from "node:assert/strict";
import { test } from "node:test";

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
