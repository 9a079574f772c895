// Makes visits in Chromium: pages of 127.0.0.1 post to localhost, which is another origin.
// Arguments: path of Chromium, file of the page's script (see pages/). Reads visits as JSON on stdin.
// A page's makeVisit(job) returns {told, posts}: it stays open until so many messages have their final answer.
// It returns null when its SDK did not start: RudderStack's asks once for its settings, waits 10 s for the answer on
// a busy machine as on an idle one, and is silent from then on. Nothing was sent then, and the page is opened again.
// The turn page_left leaves it as soon as they began, and opens it again: comeBack(job) returns the messages
// that the SDK had kept for then.
import { createServer } from "node:http";
import esbuild from "esbuild";
import { chromium } from "playwright-core";
import { moveClock } from "./clock.mjs";
import { drive } from "./drive.mjs";

const LONGEST_WAIT_MS = 60000;
const LONGEST_STAY_MS = 120000;
const MOST_STARTS = 4;
const [executablePath, page] = process.argv.slice(2);
const bundle = await esbuild.build({
  entryPoints: [page],
  nodePaths: [new URL("../node_modules", import.meta.url).pathname],
  bundle: true,
  write: false,
  format: "iife",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "error",
});
const script = bundle.outputFiles[0].text;
const site = createServer((request, response) => {
  const isScript = request.url === "/shop.js";
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
  response.end(isScript ? script : '<!doctype html><title>Shop</title><script src="/shop.js"></script>');
});
await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
const shop = `http://127.0.0.1:${site.address().port}/sale?utm_source=letter&utm_campaign=spring`;
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

// The messages in a request, by the ids that stay the same when they are sent again, where they have some.
const messagesOf = (request) => {
  const text = request.postData() ?? request.url();
  const ids = [...text.matchAll(/"messageId":"([^"]+)"/g)].map(([, id]) => id);
  return ids.length > 0 ? ids : [text];
};

const within = (lengthMs, job, promise) =>
  Promise.race([
    promise,
    new Promise((_, reject) => {
      const tooLong = new Error(`${job.run}: the page's script was not done after ${lengthMs} ms`);
      setTimeout(() => reject(tooLong), lengthMs).unref();
    }),
  ]);

await drive(async (job) => {
  const context = await browser.newContext();
  if (job.clock_ahead_ms) await context.addInitScript(`(${moveClock})(${job.clock_ahead_ms})`);
  const tab = await context.newPage();
  const errors = [];
  const started = new Set();
  const settled = new Set();
  const until = async (isSo) => {
    for (const deadline = Date.now() + LONGEST_WAIT_MS; !isSo(); await tab.waitForTimeout(50)) {
      if (Date.now() <= deadline) continue;
      throw new Error(`${job.run}: ${started.size} messages were sent, ${settled.size} have their answer`);
    }
  };
  const openShop = async (call) => {
    for (let start = 0; start < MOST_STARTS; start += 1) {
      await tab.goto(shop);
      const made = await within(LONGEST_STAY_MS, job, tab.evaluate(([name, visit]) => window[name](visit), [call, job]));
      if (made !== null) return made;
    }
    throw new Error(`${job.run}: the SDK did not start on ${MOST_STARTS} pages`);
  };
  tab.on("pageerror", (error) => errors.push(`page: ${error.message}`));
  tab.on("console", (line) => {
    if (job.turn === "features_on" && line.type() === "error") errors.push(`console: ${line.text()}`);
  });
  tab.on("request", (request) => {
    if (request.method() === "POST") messagesOf(request).forEach((message) => started.add(message));
  });
  tab.on("response", (response) => {
    const isFinal = response.ok() || (response.status() < 500 && response.status() !== 429);
    if (response.request().method() !== "POST" || !isFinal) return;
    messagesOf(response.request()).forEach((message) => settled.add(message));
  });
  const { told, posts } = await openShop("makeVisit");
  if (job.turn === "page_left") {
    await until(() => started.size >= posts);
    await tab.goto("about:blank"); // answers that come now are seen by nobody
    settled.clear();
    const kept = await openShop("comeBack");
    await until(() => kept.every((message) => settled.has(message)));
  } else {
    await until(() => settled.size >= posts);
  }
  await context.close();
  return [...errors, ...told];
});
