/** What CloudFront does with paths that are none of the page's; `node --test` runs it. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const code = await readFile(new URL("../../infra/constructs/page_paths.js", import.meta.url), "utf8");
const send = (uri) => runInNewContext(`${code}; handler(${JSON.stringify({ request: { uri } })})`);

test("the page's own files are served as they are", () => {
  for (const uri of ["/", "/index.html", "/config.json"]) assert.equal(send(uri).uri, uri);
});

test("any other path leads into the page, on this origin alone", () => {
  const places = { "/dashboards/yesterday": "/#/dashboards/yesterday", "//evil.example/x": "/#/evilexample/x", "/%0d%0aset-cookie:a": "/#/0d0aset-cookiea" };
  for (const [uri, place] of Object.entries(places)) {
    const { statusCode, headers } = send(uri);
    assert.deepEqual([statusCode, headers.location.value], [302, place]);
  }
});
