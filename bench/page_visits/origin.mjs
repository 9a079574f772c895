// A site as CloudFront serves it: HTTP/2 over TLS, files compressed and kept for good under a name of their content, and
// below /api/ the functions of an HTTP API. Nothing is checked of a token: the gateway does that, in some milliseconds.
import { readdirSync, readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const KINDS = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };
/** CloudFront leaves what is smaller as it is; it does not tell its quality. */
const LEAST_COMPRESSED = 1_000;
const QUALITY = 5;

/**
 * @param {{folder: string, keptBelow: string[], headers: object}} site `keptBelow`: paths whose files never change
 * @param {{cert: string, key: string}} certificate
 * @param {Record<string, import("./functions.mjs").FunctionPool>} pools by the first words of a path below /api
 */
export function serveSite(site, certificate, pools) {
  const files = readFiles(site);
  const server = createSecureServer(certificate);
  server.on("stream", (stream, headers) => {
    const path = headers[":path"].split("?")[0];
    if (path.startsWith("/api/")) return answer(stream, headers, pools, site).catch((error) => fail(stream, error));
    return give(stream, headers, files.get(path === "/" ? "/index.html" : path));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function readFiles({ folder, keptBelow, headers }) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return new Map(names.map((each) => {
    const whole = join(each.parentPath, each.name);
    const path = `/${relative(folder, whole).split(sep).join("/")}`;
    const isKept = keptBelow.some((start) => path.startsWith(start));
    const body = readFileSync(whole);
    // What is asked for anew each time has a cache policy without compression.
    const isSmall = isKept && body.length >= LEAST_COMPRESSED;
    return [path, {
      body: isSmall ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }) : body,
      headers: {
        ...headers,
        "content-type": KINDS[extname(path)] ?? "application/octet-stream",
        "cache-control": isKept ? "public, max-age=31536000, immutable" : "no-cache",
        etag: `"${body.length}"`,
        ...(isSmall ? { "content-encoding": "br" } : {}),
      },
    }];
  }));
}

function give(stream, asked, file) {
  if (!file) return stream.respond({ ":status": 403 }, { endStream: true });
  if (asked["if-none-match"] === file.headers.etag) return stream.respond({ ...file.headers, ":status": 304 }, { endStream: true });
  stream.respond({ ...file.headers, "content-length": file.body.length, ":status": 200 });
  return stream.end(file.body);
}

async function answer(stream, headers, pools, site) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  const event = describeCall(headers, Buffer.concat(parts).toString());
  const pool = Object.entries(pools).find(([start]) => event.rawPath.startsWith(start))?.[1];
  if (!pool) return stream.respond({ ":status": 404 }, { endStream: true });
  const reply = await pool.call(event);
  const body = Buffer.from(reply.body ?? "", reply.isBase64Encoded ? "base64" : "utf8");
  stream.respond({ ...reply.headers, ...site.headers, ":status": reply.statusCode }, { endStream: body.length === 0 });
  if (body.length) stream.end(body);
}

/** A call as API Gateway's HTTP API tells of it (payload format 2.0). */
function describeCall(headers, body) {
  const url = new URL(headers[":path"], "https://localhost");
  const rawPath = url.pathname.replace("/api", "");
  const { route, parameters } = findRoute(rawPath);
  const claims = readClaims(headers.authorization);
  return {
    version: "2.0",
    routeKey: `${headers[":method"]} ${route}`,
    rawPath,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":"))),
    queryStringParameters: Object.fromEntries(url.searchParams),
    pathParameters: parameters,
    requestContext: {
      requestId: "bench",
      http: { method: headers[":method"], path: rawPath },
      authorizer: { jwt: { claims: { ...claims, "cognito:groups": `[${claims["cognito:groups"].join(" ")}]` } } },
    },
    body,
    isBase64Encoded: false,
  };
}

/** The routes that a visit comes by, as infra/constructs/answering.py has them. */
const ROUTES = ["/v1/reports/answers/{id}", "/v1/reports/{kind}", "/v1/published/{name}", "/v1/catalog"];

function findRoute(path) {
  for (const route of ROUTES) {
    const found = path.match(new RegExp(`^${route.replace(/\{(\w+)\}/, "(?<$1>[^/]+)")}$`));
    if (found) return { route, parameters: { ...found.groups } };
  }
  return { route: path, parameters: {} };
}

const readClaims = (authorization) => JSON.parse(Buffer.from(authorization.split(".")[1], "base64url"));

function fail(stream, error) {
  process.stderr.write(`${error.stack}\n`);
  if (!stream.headersSent) stream.respond({ ":status": 502 }, { endStream: true });
}
