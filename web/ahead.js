/**
 * Runs before app.js: asks at once for what the page of the address needs, beside the modules that draw it. Otherwise
 * each would wait for the one before it: modules for those that import them, data for the module that reads it.
 */

import { FIRST_PAGE } from "./pages.js";
import { readAddress } from "./shell/address.js";
import { askAhead } from "./shell/ahead.js";
import { NEEDS } from "./shell/needs.js";
import { readHeldToken } from "./shell/session.js";

const { page, name } = readAddress(location.hash);
const place = page || FIRST_PAGE;
const { modules, files } = NEEDS[`${place}/${name}`] ?? NEEDS[place] ?? { modules: [], files: [] };
const token = readHeldToken();

askAhead("/config.json");
if (token) for (const file of files) askAhead(`/api/v1/published/${file}`, { headers: { authorization: `Bearer ${token}` } });
for (const module of modules) {
  const href = new URL(module, import.meta.url).href;
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
}
