// What the page tells of its visitor. The web line in index.html stands before this, and hears of each event too.
import mixpanel from "mixpanel-browser";

const CUP = { product_id: "p-1", price: 59.9, quantity: 1, currency: "EUR" };

mixpanel.init("WRITE_KEY", { api_host: "EVENTS" });
mixpanel.track("Product Viewed", CUP);
document.getElementById("add").onclick = () => mixpanel.track("Product Added", CUP);
document.getElementById("buy").onclick = () =>
  mixpanel.track("Order Completed", { order_id: crypto.randomUUID(), revenue: 59.9, currency: "EUR", products: [CUP] });
