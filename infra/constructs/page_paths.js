// CloudFront runs this for every request of the page that is no asset and no call of the API. Its files are the three
// below; any other path is what somebody typed, or an old bookmark: the page's own address of it says that there is none.
var FILES = ["/", "/index.html", "/config.json"];

function handler(event) {
  var request = event.request;
  if (FILES.indexOf(request.uri) >= 0) return request;
  var path = request.uri.replace(/^\/+/, "").replace(/[^A-Za-z0-9_\/-]/g, "");
  return {
    statusCode: 302,
    statusDescription: "Found",
    headers: { location: { value: "/#/" + path }, "cache-control": { value: "no-store" } },
  };
}
