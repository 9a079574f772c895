// Somebody logs in to the page in Chromium, first with a wrong password. Argument: path of Chromium.
// Reads one job as JSON on stdin: {url, email, wrong, right}. Prints what was seen: where the wrong password led, what
// the page says of the person, hosts that it asked, what the browser refused it, and what another site's page was told.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { chromium } from "playwright-core";

const [executablePath] = process.argv.slice(2);
const job = JSON.parse(await text(process.stdin));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
const tab = await browser.newPage();
const hosts = new Set();
const complaints = [];
tab.on("request", (request) => hosts.add(new URL(request.url()).host));
tab.on("console", (message) => message.text().includes("Content Security Policy") && complaints.push(message.text()));

const submit = async (password) => {
  await tab.fill("#username", job.email);
  await tab.fill("#password", password);
  await tab.click("button[type=submit]");
};
await tab.goto(job.url);
await tab.waitForSelector("#password");
await submit(job.wrong);
await tab.waitForLoadState();
const refused = { url: tab.url(), text: await tab.innerText("body") };
if ((await tab.locator("#password").count()) === 0) await tab.goto(job.url);
await submit(job.right);
await tab.getByText(job.email).first().waitFor({ state: "attached" });
const address = tab.url();
const kept = await tab.evaluate(() => ({ local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage) }));

// A page of another site that got hold of the token.
const site = createServer((_, response) => response.end("<!doctype html><title>Elsewhere</title>"));
await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
const other = await browser.newPage();
await other.goto(`http://127.0.0.1:${site.address().port}/`);
const token = JSON.parse(JSON.parse(kept.session)["tally.tokens"]).id_token;
const elsewhere = await other.evaluate(
  async ([url, bearer]) => {
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    try {
      return `${(await fetch(url, { method: "POST", headers, body: "{}" })).status}`;
    } catch (error) {
      return error.name;
    }
  },
  [`${job.url}api/v1/reports/funnel`, token],
);
await browser.close();
site.close();
console.log(JSON.stringify({ refused, address, hosts: [...hosts], complaints, local: kept.local, elsewhere }));
