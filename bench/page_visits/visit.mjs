// Visits of pages in Chromium, each measured. Arguments: path of Chromium, folder with playwright-core.
// Reads one job as JSON on stdin: {roundTripMs, rounds, certificate: {cert, key, pin}, token, minutes, sites, pools, visits}.
// MINUTES in an address is another number each time, so that no question was asked before.
// A visit: {name, site, address, chart, charts, phone, cold, again, choose, answer}: `chart` selects what is drawn, `charts` says
// how many there are; `cold` begins with no process of a function, `again` comes back to what the browser has kept;
// `choose` picks an option of a list once all is drawn; `answer` is the path below which a question is asked.
// Prints, as JSON, by visit's name a list of figures of each round.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { FarAway } from "./far_away.mjs";
import { FunctionPool } from "./functions.mjs";
import { serveSite } from "./origin.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 900 } };
const SLOWER = 4;
const QUIET_MS = 400;

const [executablePath, modules] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/`)("playwright-core");
const job = JSON.parse(await text(process.stdin));
const pools = Object.fromEntries(Object.entries(job.pools).map(([start, how]) => [start, new FunctionPool(how)]));
const sites = {};
for (const [name, site] of Object.entries(job.sites)) {
  const server = await serveSite(site, job.certificate, pools);
  const far = new FarAway(server.address().port, job.roundTripMs);
  sites[name] = { server, far, url: `https://localhost:${await far.listen()}` };
}
const browser = await chromium.launch({
  executablePath,
  // Without an error of the certificate, or nothing is kept.
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", `--ignore-certificate-errors-spki-list=${job.certificate.pin}`],
});

const figures = {};
let { minutes } = job;
// In turn: what else the machine does meets all of them.
for (let round = 0; round < job.rounds; round += 1) {
  for (const visit of job.visits) {
    process.stderr.write(`  ${visit.name}, ${round + 1} of ${job.rounds}\n`);
    (figures[visit.name] ??= []).push(await measure(visit, round === 0));
  }
}
await browser.close();
for (const { server, far } of Object.values(sites)) far.close(), server.close();
for (const pool of Object.values(pools)) pool.end();
console.log(JSON.stringify(figures));
process.exit();

async function measure(visit, isFirst) {
  if (visit.cold) return Object.values(pools).reduce((act, pool) => () => pool.coldly(act), () => look(visit))();
  if (isFirst) await look(visit); // so that functions are warm
  return look(visit);
}

/** In a browser that has kept nothing, or only what a first visit left. */
async function look(visit) {
  const { far, url } = sites[visit.site];
  const browsing = await browser.newContext(visit.phone ? PHONE : DESKTOP);
  await browsing.addInitScript(watch, { ...visit, token: job.token });
  if (visit.again) await open(browsing, visit, url);
  far.hangUp();
  const seen = await open(browsing, visit, url);
  await browsing.close();
  return seen;
}

async function open(browsing, visit, url) {
  const tab = await browsing.newPage();
  const line = await browsing.newCDPSession(tab);
  const asked = new Map();
  await line.send("Network.enable");
  await line.send("Performance.enable");
  line.on("Network.requestWillBeSent", ({ requestId }) => asked.set(requestId, 0));
  line.on("Network.requestServedFromCache", ({ requestId }) => asked.delete(requestId));
  line.on("Network.responseReceived", ({ requestId, response }) => response.fromDiskCache && asked.delete(requestId));
  line.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => asked.has(requestId) && asked.set(requestId, encodedDataLength));
  if (visit.phone) await line.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await tab.goto(`${url}${visit.address.replace("MINUTES", (minutes += 1))}`, { waitUntil: "commit" });
  await tab.waitForFunction(() => window.seen.all !== null, null, { timeout: 60_000, polling: 50 });
  const cpu = await readCpu(line);
  await tab.waitForTimeout(QUIET_MS);
  const seen = { ...await tab.evaluate(() => window.seen), cpu, requests: asked.size, bytes: [...asked.values()].reduce((sum, each) => sum + each, 0) };
  if (visit.choose) seen.chosen = await tab.evaluate(choose, { option: visit.choose, quietMs: QUIET_MS });
  await tab.close();
  return seen;
}

/** What the page's process has computed so far, in milliseconds: it tells nothing of what else the machine does. */
async function readCpu(line) {
  const { metrics } = await line.send("Performance.getMetrics");
  return 1_000 * metrics.find(({ name }) => name === "ProcessTime").value;
}

/**
 * In the page: notes when charts are there, and when a question left and its answer came, in milliseconds since the visit
 * began (`began`, since 1970). Whoever comes is logged in.
 */
function watch({ chart, charts, token, answer }) {
  sessionStorage.setItem("tally.tokens", JSON.stringify({ id_token: token }));
  window.seen = { began: performance.timeOrigin, first: null, all: null };
  const send = window.fetch;
  window.fetch = async (path, how) => {
    const isAsked = answer && String(path).includes(answer);
    if (isAsked) window.seen.left ??= performance.now();
    const reply = await send(path, how);
    if (isAsked) window.seen.answered = performance.now();
    return reply;
  };
  const look = () => {
    const drawn = document.querySelectorAll(chart).length;
    if (drawn) window.seen.first ??= performance.now();
    if (drawn >= charts) window.seen.all ??= performance.now();
    if (window.seen.all === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** In the page: picks an option of the list that has it; milliseconds until nothing changes any more. */
function choose({ option, quietMs }) {
  const wanted = (each) => each.textContent.trim().toLowerCase() === option;
  const list = [...document.querySelectorAll("select")].find((each) => [...each.options].some(wanted));
  return new Promise((resolve) => {
    const began = performance.now();
    let last = null;
    const tell = () => requestAnimationFrame(() => (last = performance.now()));
    const watcher = new MutationObserver(tell);
    watcher.observe(document.body, { childList: true, subtree: true });
    list.selectedIndex = [...list.options].findIndex(wanted);
    for (const event of ["input", "change"]) list.dispatchEvent(new Event(event, { bubbles: true }));
    const wait = setInterval(() => {
      if (last === null || performance.now() - last < quietMs) return;
      clearInterval(wait);
      watcher.disconnect();
      resolve(last - began);
    }, 50);
  });
}
