// Somebody walks through every page in Chromium, and saves, pins and exports what they find. Argument: path of Chromium.
// Reads one job as JSON on stdin: {url, email, password, funnel, sizes, languages, name, evil}; `funnel` is the
// address of a question, and `evil` takes the place of `name` in all that the API says.
// Prints what was seen: faults (what the browser complained of, what was wider than the window, pages without a title,
// texts without words, names that became markup, what axe-core finds serious), the sentences of the funnel, of one that
// is offered and of what was saved, its rows, the file that was exported, and in how many places the name was wanted.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { chromium } from "playwright-core";

const PAGES = [
  ...["home", "dashboards", "dashboards/yesterday", "insights", "retention", "cohort", "flows", "sessions", "saved"],
  "subscription",
];
const WITH_NAMES = ["home", "dashboards/yesterday", "dashboards/trust", "dashboards/funnels", "saved", "insights"];
const [executablePath] = process.argv.slice(2);
const job = JSON.parse(await text(process.stdin));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
const tab = await browser.newPage();
const faults = [];
tab.on("pageerror", (error) => faults.push(`${tab.url()}: ${error}`));
tab.on("console", (message) => message.type() === "error" && faults.push(`${tab.url()}: ${message.text()}`));

await tab.goto(job.url);
await tab.fill("#username", job.email);
await tab.fill("#password", job.password);
await tab.click("button[type=submit]");
await tab.getByText(job.email).first().waitFor({ state: "attached" });
faults.length = 0; // the log-in page is not ours

// Every page is drawn into a main of its own: the old one is marked, so that it is not taken for the new one.
const visit = async (address) => {
  await tab.evaluate(() => document.querySelector("main")?.setAttribute("data-left", ""));
  await tab.goto(`${job.url}${address}`);
  await tab.waitForSelector("main:not([data-left]) h1");
  await tab.waitForFunction(() => !document.querySelector("main .loading"));
};
// What keeps somebody from reading or using the page. The same in every language: one of them is looked at.
const findBarriers = async () => {
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return serious.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`);
};
for (const language of job.languages) {
  for (const width of job.sizes) {
    await tab.setViewportSize({ width, height: 900 });
    for (const page of PAGES) {
      await visit(`#/${page}?lang=${language}`);
      const seen = await tab.evaluate(() => ({
        language: document.documentElement.lang,
        over: document.documentElement.scrollWidth - innerWidth,
        bare: document.body.innerText.match(/\b[a-z_]+(\.[a-z_]+){1,3}\b(?!\.)/g) ?? [],
      }));
      if (seen.language !== language) faults.push(`${page}: speaks ${seen.language}, not ${language}`);
      if (seen.over > 0) faults.push(`${page}, ${width} wide: ${seen.over} too wide`);
      seen.bare = seen.bare.filter((word) => !word.startsWith("demo.") && !word.includes("example"));
      if (language === job.languages[0]) faults.push(...(await findBarriers()).map((found) => `${page}, ${width} wide: ${found}`));
      if (seen.bare.length) faults.push(`${page}, ${language}: ${seen.bare.join(" ")} without words`);
    }
  }
}

await tab.setViewportSize({ width: 1280, height: 900 });
await tab.goto(`${job.url}${job.funnel}`);
await tab.locator(".answer [role=tab]").first().waitFor({ timeout: 60_000 });
const answer = tab.locator(".answer");
const sentence = await answer.innerText();
await tab.getByRole("tab", { name: "Table" }).click();
const rows = await tab.locator(".answer [role=tabpanel]:not([hidden]) tbody tr").allInnerTexts();
await tab.getByRole("tab", { name: "Export" }).click();
const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "PDF" }).click()]);
const file = await readFile(await download.path());

await tab.getByRole("button", { name: "Save" }).first().click();
await tab.locator("dialog[open] input[name=name]").fill("views-to-orders");
await tab.locator("dialog[open]").getByRole("button", { name: "Save" }).click();
await tab.locator("dialog[open] a").click();
await tab.getByText("views-to-orders").first().waitFor();
const saved = await tab.locator("main").innerText();

// What a builder offers is asked by one press.
await visit("#/funnel?lang=en");
await tab.locator(".answer .templates a").first().click();
await tab.locator(".answer .tab-row").waitFor({ timeout: 60_000 });
const offered = await tab.locator(".answer .sentence").first().innerText();

// What customers and colleagues name things: markup stays text, letters that turn the line end with it.
let wanted = 0;
tab.on("dialog", (dialog) => (faults.push(`a name ran: ${dialog.message()}`), dialog.dismiss()));
tab.on("request", (request) => new URL(request.url()).pathname.endsWith("/stolen") && faults.push("a name loaded a picture"));
await tab.route("**/api/v1/**", async (route) => {
  const reply = await route.fetch();
  const told = await reply.text();
  wanted += told.split(job.name).length - 1;
  await route.fulfill({ response: reply, body: told.replaceAll(job.name, JSON.stringify(job.evil).slice(1, -1)) });
});
for (const page of WITH_NAMES) {
  await visit(`#/${page}?lang=en`);
  const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) faults.push(`${page}: ${over} too wide for a name`);
  if ((await tab.locator("main").textContent()).includes("\u202e")) faults.push(`${page}: a name turns the line`);
  if (await tab.locator("main img, main script").count()) faults.push(`${page}: a name became an element`);
}
await browser.close();
console.log(JSON.stringify({ faults, sentence, offered, rows, file: file.subarray(0, 5).toString(), name: download.suggestedFilename(), saved, wanted }));
