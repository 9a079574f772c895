import { make } from "./elements.js";

let library = null;
/** The library would tell of every layout that it settles by itself. */
const ERRORS_ONLY = 1;

/** Loads the library while an answer is waited for: it weighs more than all the rest of the page. */
export const prepareCharts = () => (library ??= loadLibrary());

/**
 * Draws a Vega-Lite specification that has its rows inside, in the page's colours, as wide as its place is.
 * Expressions are interpreted (`ast`), since the page's policy allows no eval; marks take no keyboard focus, so
 * a chart never stands without its table.
 *
 * @param {object} spec as the API makes it
 * @param {{language: string, label: string, failed: string, pick?: (datum: object) => void}} how `failed` is said where
 *   it cannot be drawn; `pick` hears which mark was pressed
 * @returns {HTMLElement} a figure, drawn as soon as it stands in the page
 */
export function drawChart(spec, { language, label, failed, pick }) {
  const plot = make("div", { class: "plot", "aria-hidden": "true" });
  const figure = make("figure", { class: "chart", role: "img", "aria-label": spec.description ?? label }, plot);
  prepareCharts();
  let drawn = 0;
  const fit = new ResizeObserver(([{ contentRect }]) => {
    const width = Math.floor(contentRect.width);
    if (width === 0 || width === drawn) return;
    drawn = width;
    library.then(() => embed(plot, spec, width, language)).then(({ view }) => pick && listenTo(view, pick)).catch((error) => plot.replaceChildren(`${failed} (${error.message})`));
  });
  fit.observe(figure);
  return figure;
}

function embed(plot, spec, width, language) {
  const locale = LOCALES[language] ?? {};
  return window.vegaEmbed(plot, fitToPage(spec, width), {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
    logLevel: ERRORS_ONLY,
    formatLocale: locale.numbers, timeFormatLocale: locale.times,
    tooltip: { theme: "custom", disableDefaultStyle: true },
    loader: { load: refuseLoading },
  });
}

/** A line is no point: it stands for many rows. */
function listenTo(view, pick) {
  view.addEventListener("click", (_, item) => item?.datum && item.mark?.marktype !== "line" && pick(item.datum));
}

/** The specification without what only a picture needs: paper, title (the page has it), a width of its own. */
function fitToPage(spec, width) {
  const isDark = document.documentElement.dataset.theme === "dark";
  const { title, usermeta, ...plot } = isDark ? darken(spec) : spec;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const letters = { labelColor: colour("--chart-soft"), titleColor: colour("--chart-soft"), labelFontSize: 12, titleFontSize: 12 };
  const narrow = width < 480;
  return {
    ...plot,
    width,
    autosize: { type: "fit-x", contains: "padding" },
    padding: { left: 0, top: 4, bottom: 4, right: 8 },
    config: {
      ...plot.config,
      font: style.fontFamily,
      background: null,
      view: { stroke: null },
      axis: { ...plot.config?.axis, ...letters, gridColor: colour("--chart-grid"), domainColor: colour("--chart-grid"), tickColor: colour("--chart-grid"), aria: false, ...(narrow ? { labelLimit: 128 } : {}) },
      legend: { ...plot.config?.legend, ...letters, ...(narrow ? { columns: 2 } : {}), aria: false },
      text: { ...plot.config?.text, color: colour("--chart-ink") },
      mark: { ...plot.config?.mark, aria: false },
    },
  };
}

/** The API draws for paper: its colours (domain/charts/frame.py), and what each is on a dark ground. */
const IN_THE_DARK = {
  "#1b5f8c": "#6cb6e6", "#b4500a": "#f2a65a", "#2f7d4f": "#74cf97", "#8e3b77": "#d99ac7", "#7a6a00": "#d8c65a", "#3d4350": "#b8c0cf",
  "#c2185b": "#f48fb1", "#3f7fc4": "#8fb8f0", "#565e6a": "#9aa3b2", "#b3261e": "#ff8a80", "#1f2430": "#e8eaef", "#e3e6eb": "#343b47", "#ffffff": "#1b2028", "#eaf2f8": "#1f3242",
};

/** The same specification in the colours of a dark page; its rows are left alone. */
function darken(part) {
  if (typeof part === "string") return IN_THE_DARK[part.toLowerCase()] ?? part;
  if (Array.isArray(part)) return part.map(darken);
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, name === "data" ? value : darken(value)]));
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
