/** Every module of the page can be read, and names only what another exports. `node --test` runs it. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

const WEB = new URL("../../web/", import.meta.url);
/** They begin the page, in its address; the chart's library is a script. */
const NOT_LOADED = ["ahead.js", "app.js", "vega.js"];

test("every module loads", async () => {
  const names = readdirSync(WEB, { recursive: true }).filter((name) => name.endsWith(".js") && !NOT_LOADED.includes(name));
  const failed = await Promise.all(names.map((name) => import(new URL(name, WEB).href).then(() => null, (error) => `${name}: ${error.message}`)));
  assert.deepEqual(failed.filter(Boolean), []);
  assert.ok(names.length > 50);
});
