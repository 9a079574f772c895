import { labelled, make, select } from "../shell/elements.js";
import { eventField } from "./event_field.js";
import { pickProperty } from "./fields.js";
import { explain, numberInput } from "./small_fields.js";

const COUNTED = ["total", "persons", "sessions", "frequency", "dau", "wau", "mau"];
const OF_NUMBERS = ["sum", "average", "median", "percentile", "min", "max"];
const MEASURES = [...COUNTED.slice(0, 4), ...OF_NUMBERS, "distinct", ...COUNTED.slice(4)];
const PER_PERSON = ["", "sum", "count", "average", "min", "max"];
const PERCENTILE = /^p(\d{1,2})$/;

/** A measure by its name in the list: each percentile is one of them. */
const nameMeasure = (measure) => (PERCENTILE.test(measure) ? "percentile" : measure || "total");

export const isOfNumbers = ({ measure }) => OF_NUMBERS.includes(nameMeasure(measure));
const needsProperty = (metric) => (isOfNumbers(metric) && metric.perPerson !== "count") || metric.measure === "distinct";

/** Whether it says what is measured. @param {import("./written.js").WrittenMetric} metric */
export const isMetricReady = (metric) => metric.event.name !== "" && (!needsProperty(metric) || metric.property !== "");

/**
 * One number: a measure, of which property where it has one, and of which event.
 *
 * @param {import("./written.js").WrittenMetric} metric changed in place
 * @param {() => void} changed
 * @param {{more?: Array<[string, string]>, choose?: (name: string) => void}} how other entries of the list of measures
 */
export function metricField(metric, changed, context, { more = [], choose = () => {} } = {}) {
  const { words } = context;
  const row = make("div", { class: "row fields" });
  function take(name) {
    if (more.some(([other]) => other === name)) return choose(name);
    metric.measure = name === "percentile" ? "p90" : name;
    if (!isOfNumbers(metric)) metric.perPerson = "";
    if (!needsProperty(metric)) metric.property = "";
    changed();
    draw();
    return row.querySelector("select").focus();
  }
  function draw() {
    const options = [...MEASURES.map((name) => [name, words.say(`measure.${name}`)]), ...more];
    row.replaceChildren(...[labelled(words.say("insights.measure"), select(options, nameMeasure(metric.measure), take)),
      PERCENTILE.test(metric.measure) && percentileField(), isOfNumbers(metric) && perPersonField(),
      needsProperty(metric) && pickProperty(metric.property, () => metric.event.name, (value) => ((metric.property = value), changed()),
        { ...context, title: "insights.property", numeric: metric.measure !== "distinct" })].filter(Boolean));
  }
  function percentileField() {
    const change = ({ target }) => ((metric.measure = `p${target.value || 90}`), changed());
    return labelled(words.say("insights.percentile"), numberInput(PERCENTILE.exec(metric.measure)[1], 1, 99, change));
  }
  function perPersonField() {
    const options = PER_PERSON.map((name) => [name, words.say(`insights.per-person.${name || "default"}`)]);
    const change = (name) => {
      metric.perPerson = name;
      if (!needsProperty(metric)) metric.property = "";
      changed();
      draw();
    };
    return explain(labelled(words.say("insights.per-person"), select(options, metric.perPerson, change)), "insights.per-person", words);
  }
  draw();
  return [row, make("h2", {}, words.say("insights.of")), eventField(metric.event, changed, { ...context, label: words.say("insights.event") })];
}
