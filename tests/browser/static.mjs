/** A server of files, for pages drawn from samples: displays/ at the root, the wire samples under /samples/. */
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** As the real server sends it, from its own source: Rust leaves out the break and the blanks behind a backslash. */
export const CSP = /const POLICY: &str = "([^"]+)";/
  .exec(readFileSync(join(ROOT, "crates/server/src/headers.rs"), "utf8"))?.[1]
  ?.replace(/\\\n\s*/g, "");
if (!CSP?.includes("default-src 'self'")) throw new Error("the server's content policy is not where it was");
/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".ftl": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};

/** @returns {Promise<{ url: string, close: () => void }>} */
export function serveFiles() {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://files").pathname));
    const within = path.startsWith("/samples/") ? join("crates/wire", path) : join("displays", path);
    const file = join(ROOT, within, path.endsWith("/") ? "index.html" : "");
    const found = !path.includes("..") && statSync(file, { throwIfNoEntry: false })?.isFile();
    response.writeHead(found ? 200 : 404, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": CSP,
      "Cache-Control": "no-store",
    });
    if (found) createReadStream(file).pipe(response);
    else response.end();
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      done({ url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() });
    });
  });
}
