// Makes visits in Chromium: pages of 127.0.0.1 post to localhost, which is another origin.
// Arguments: path of Chromium, name of the page (see pages/). Reads visits as JSON on stdin.
// A page's makeVisit(job) returns {told, posts}: it stays open until so many requests have their final answer.
// With job.page_left it is left soon, and opened again so that the SDK sends what it kept: comeBack(job).
import { createServer } from "node:http";
import esbuild from "esbuild";
import { chromium } from "playwright-core";
import { drive } from "./drive.mjs";

const LONGEST_WAIT_MS = 20000;
const STAY_MS = 300; // nobody reads a page and leaves it sooner
const SENT_AGAIN_WITHIN_MS = 8000; // analytics-next starts with what it kept at a random moment of 5 s
const [executablePath, page] = process.argv.slice(2);
const bundle = await esbuild.build({
  entryPoints: [new URL(`pages/${page}.js`, import.meta.url).pathname],
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

await drive(async (job) => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const errors = [];
  let settled = 0;
  tab.on("pageerror", (error) => errors.push(`page: ${error.message}`));
  tab.on("response", (response) => {
    const isFinal = response.ok() || (response.status() < 500 && response.status() !== 429);
    if (response.request().method() === "POST" && isFinal) settled += 1;
  });
  await tab.goto(shop);
  const { told, posts } = await tab.evaluate((visit) => window.makeVisit(visit), job);
  if (job.page_left) {
    await tab.waitForTimeout(STAY_MS);
    await tab.goto("about:blank");
    await tab.goto(shop);
    await tab.evaluate((visit) => window.comeBack(visit), job);
  }
  const patience = job.page_left ? SENT_AGAIN_WITHIN_MS : LONGEST_WAIT_MS;
  for (const deadline = Date.now() + patience; settled < posts; await tab.waitForTimeout(50)) {
    if (Date.now() <= deadline) continue;
    if (job.page_left) break; // an answer may have come when no page was there to see it
    throw new Error(`${posts - settled} requests were not answered in time`);
  }
  await context.close();
  return [...errors, ...told];
});
