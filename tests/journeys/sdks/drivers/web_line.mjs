// Views of the shop's pages in Chromium, each with the web line. Argument: path of Chromium.
// Reads one job as JSON on stdin: {shop, url, write_key, sdk, blocked, views, turn}; prints what the pages told.
// `blocked`: the SDK's host is, by a rule of ours, and the shop's is not.
import { text } from "node:stream/consumers";
import { chromium } from "playwright-core";

const [executablePath] = process.argv.slice(2);
const job = JSON.parse(await text(process.stdin));
// A rule of the browser itself: a driver's own sees no beacon of a page that is left.
const { hostname } = new URL(job.url);
const rules = `--host-resolver-rules=MAP ${hostname} ${job.blocked ? "~NOTFOUND" : "127.0.0.1"}`;
const browser = await chromium.launch({
  executablePath,
  ignoreDefaultArgs: ["--disable-back-forward-cache"],
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", rules],
});
const errors = [];
const refused = new Set();
const tab = await browser.newPage();
tab.on("requestfailed", (request) => refused.add(new URL(request.url()).host));
tab.on("pageerror", (error) => errors.push(error.message));

const call = (name, ...words) => tab.evaluate(([method, args]) => void window.sdk[method](...args), [name, words]);
const open = async (number) => {
  await tab.goto(`${job.shop}/view/${number}`);
  await tab.evaluate((given) => window.startSdk(given), job);
};
const ORDER = { order_id: "1001", revenue: 59.9, currency: "EUR", note: "perché no 😀" };
const TURNS = {
  // The page stays open until everything was sent.
  stays: async () => {
    await open(0);
    await call("page");
    await call("track", "Product Viewed", { product_id: "p-1" });
    await call("track", "Order Completed", ORDER);
    await tab.waitForTimeout(8000);
  },
  // Views one after another; each page is left some moments after its event.
  views: async () => {
    for (let number = 0; number < job.views; number += 1) {
      await open(number);
      await call("page");
      await tab.waitForTimeout(job.stay_ms);
    }
    await tab.goto(`${job.shop}/view/last`);
  },
  // Left, come back to from the browser's cache of whole pages, and used again.
  comes_back: async () => {
    await open(0);
    await call("track", "Product Viewed", { product_id: "p-1" });
    await tab.waitForTimeout(300);
    await tab.goto(`${job.shop}/view/1`);
    await tab.evaluate(() => history.back());
    await tab.waitForFunction(() => window.cameBack); // only a page that was kept has it
    await call("track", "Product Added", { product_id: "p-1" });
    await tab.waitForTimeout(8000);
  },
  // What an app tells the witness itself.
  says: async () => {
    await tab.goto(`${job.shop}/view/0`);
    await tab.evaluate(() => window.tally.saw({ event_id: "own-1", event: "Product Viewed" }));
    await tab.evaluate(() => window.tally.saw({ event_id: "own-1", event: "Product Viewed" }));
    await tab.evaluate(() => fetch("/v1/nothing", { method: "POST", body: '{"event_id": "own-2", "event": "Product Added"}' }));
    await tab.evaluate(() => fetch("/v1/nothing", { method: "POST", body: "no event" }));
    await tab.waitForTimeout(2000);
  },
};
await TURNS[job.turn]();
const left = await tab.evaluate(() => ({ cookie: document.cookie, stored: Object.keys(localStorage) }));
await tab.waitForTimeout(1000);
await browser.close();
process.stdout.write(JSON.stringify({ errors, refused: [...refused], ...left }), () => process.exit(0));
