import { make } from "./elements.js";

let library = null;

/**
 * Draws a Vega-Lite specification that has its rows inside, in the page's colours. Expressions are interpreted
 * (`ast`), since the page's policy allows no eval; marks take no keyboard focus, so a chart never stands
 * without its table.
 *
 * @param {object} spec as the API makes it
 * @param {{language: string, label: string}} how
 * @returns {Promise<HTMLElement>} a figure; its `vegaView` is the running chart
 */
export async function drawChart(spec, { language, label }) {
  await (library ??= loadLibrary());
  const plot = make("div", { class: "plot" });
  const figure = make("figure", { class: "chart", role: "img", "aria-label": spec.description ?? label }, plot);
  const locale = LOCALES[language] ?? {};
  const result = await window.vegaEmbed(plot, fitToPage(spec), {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
    formatLocale: locale.numbers, timeFormatLocale: locale.times,
    tooltip: { theme: "custom", disableDefaultStyle: true },
    loader: { load: refuseLoading },
  });
  figure.vegaView = result.view;
  plot.querySelector("svg")?.setAttribute("aria-hidden", "true");
  return figure;
}

/** The specification without what only a picture needs: paper, title (the page has it), a width of its own. */
function fitToPage(spec) {
  const { title, usermeta, ...plot } = spec;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const letters = { labelColor: colour("--chart-soft"), titleColor: colour("--chart-soft"), labelFontSize: 12, titleFontSize: 12 };
  const narrow = matchMedia("(max-width: 760px)").matches;
  return {
    ...plot,
    width: "container",
    autosize: { type: "fit-x", contains: "padding" },
    config: {
      ...plot.config,
      font: style.fontFamily,
      background: null,
      padding: 0,
      view: { stroke: null },
      axis: { ...plot.config?.axis, ...letters, gridColor: colour("--chart-grid"), domainColor: colour("--chart-grid"), tickColor: colour("--chart-grid"), aria: false },
      legend: { ...plot.config?.legend, ...letters, ...(narrow ? { columns: 2 } : {}), aria: false },
      text: { ...plot.config?.text, color: colour("--chart-ink") },
      mark: { ...plot.config?.mark, aria: false },
    },
  };
}

/** A specification draws what is in it, and fetches nothing. */
const refuseLoading = () => Promise.reject(new Error("a chart loads nothing"));

function loadLibrary() {
  return new Promise((resolve, reject) => {
    const script = make("script", { src: new URL("../vega.js", import.meta.url).href });
    script.addEventListener("load", resolve, { once: true });
    script.addEventListener("error", () => reject(new Error("vega.js")), { once: true });
    document.head.append(script);
  });
}

const DAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];
const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const LOCALES = {
  fr: {
    numbers: { decimal: ",", thousands: "\u202f", grouping: [3], currency: ["", "\u00a0€"], percent: "\u202f%" },
    times: {
      dateTime: "%A %e %B %Y à %X", date: "%d/%m/%Y", time: "%H:%M:%S", periods: ["", ""],
      days: DAYS, shortDays: DAYS.map((day) => `${day.slice(0, 3)}.`), months: MONTHS,
      shortMonths: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    },
  },
};
