import { reachNewest } from "../figures/periods.js";
import { writeAddress, writeQuestion } from "../shell/address.js";
import { make } from "../shell/elements.js";
import { listTemplates } from "./templates.js";

/** What may be asked with one press, where nothing is asked yet; it comes once the catalogue is read. */
export function showTemplates(kind, { words, catalog }) {
  const place = make("div", { class: "stack", hidden: true });
  fill().catch(() => {}); // without a catalogue names are typed
  return place;

  async function fill() {
    const [events, newest] = [await catalog.events({ words }), await catalog.newestDay()];
    const found = listTemplates(kind, events.map(({ value }) => value));
    place.hidden = !found.length;
    place.replaceChildren(make("h2", {}, words.say("template.title")), make("ul", { class: "templates" }, ...found.map((each) => showTemplate(each, newest))));
  }

  function showTemplate({ name, asked }, newest) {
    const fields = writeQuestion({ ...asked, ...reachNewest(newest) });
    return make("li", {}, make("a", { href: writeAddress({ page: kind, fields }) }, words.say(`template.${kind}.${name}`)));
  }
}
