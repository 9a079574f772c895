// Tells the witness of each event that this page's SDK tries to send: the second, independent count.
// <script src="https://events.shop.example/w.js?write_key=WRITE_KEY"></script>, before the SDK's own script.
// It reads what the page gives to fetch, XMLHttpRequest and sendBeacon, and changes none of it. A request that a
// blocker stops is read all the same: what counts is that the page made it. No cookie, no storage.
// Served as w.min.js; tests/journeys/sdks/test_web_line.py says how that is made and holds both together.
(() => {
  const [base, query] = document.currentScript.src.split("/w.js");
  const url = base + "/w" + query;
  const post = window.fetch;
  const beacon = navigator.sendBeacon;
  const told = new Set();
  let notes = [];
  let timer;

  // At most 50 notes at a time: a beacon of more than 64 kB is refused.
  const flush = () => {
    timer = clearTimeout(timer);
    while (notes.length) {
      const body = JSON.stringify(notes.splice(0, 50));
      beacon.call(navigator, url, body) || post(url, { method: "POST", body, keepalive: true }).catch(() => {});
    }
  };

  // One note: {event_id, event, ...}. An SDK that tries again tells the same id.
  const saw = (note) => {
    if (!note.event_id || !note.event || told.has(note.event_id)) return;
    told.add(note.event_id);
    notes.push({ occurred_at: Date.now(), platform: "web", path: location.pathname, ...note });
    timer ||= setTimeout(flush, 1000);
    if (document.visibilityState == "hidden") flush();
  };

  // One event of Mixpanel's (event, properties), Segment's and RudderStack's (type, messageId), or our own JSON.
  const tell = (event) => {
    const properties = event.properties || {};
    const { library = {}, app = {} } = event.context || {};
    const { type = "track" } = event;
    saw({
      platform: event.platform || "web",
      event_id: event.messageId || event.event_id || properties.$insert_id,
      event: type == "track" ? event.event : { page: "Page Viewed", screen: "Screen Viewed" }[type] || "$" + type,
      occurred_at: event.originalTimestamp || event.timestamp || event.occurred_at || properties.time,
      amount: properties.revenue ?? properties.total,
      device_id: event.anonymousId || event.device_id || properties.$device_id,
      app_version: app.version || properties.$app_version_string,
      sdk: library.name ? library.name + " " + library.version : properties.$lib_version && "mixpanel " + properties.$lib_version,
    });
  };

  // Mixpanel's body is a form: data=JSON, or base64 of it.
  const read = (body) => {
    try {
      if (body instanceof Blob) return void body.text().then(read);
      body = String(body);
      const form = /^data=([^&]*)/.exec(body);
      if (form) body = decodeURIComponent(form[1]);
      if (/^(eyJ|W3s)/.test(body)) body = new TextDecoder().decode(Uint8Array.from(atob(body), (c) => c.charCodeAt()));
      if (!/^[[{].*"(messageId|event_id|\$insert_id)"/s.test(body)) return;
      const found = JSON.parse(body);
      [].concat(found.batch || found).forEach(tell);
    } catch {}
  };

  const listen = (object, name, bodyOf) => {
    const original = object[name];
    object[name] = function (...words) {
      read(bodyOf(...words));
      return original.apply(this, words);
    };
  };
  listen(window, "fetch", (_, options) => options?.body);
  listen(XMLHttpRequest.prototype, "send", (body) => body);
  listen(navigator, "sendBeacon", (_, body) => body);
  addEventListener("pagehide", flush);
  addEventListener("visibilitychange", flush);
  window.tally = { saw };
})();
