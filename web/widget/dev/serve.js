/**
 * A host page for trying the widget by hand: `node dev/serve.js [port] [address of a running server]`.
 *
 * The scripts come from the last build, everything else from the server. The page stands under a strict policy with Trusted
 * Types and with a stylesheet that means ill; `/?lang=de&theme=dark&mode=inline` become `data-*` attributes.
 */

import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { ASSETS } from "../build.js";

const port = Number(process.argv[2] ?? 8312);
const server = new URL(process.argv[3] ?? "http://127.0.0.1:8000");
const ATTRIBUTES = ["primary", "theme", "position", "lang", "mode", "identity"];
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");
const STYLES = `* { color: red !important; font-size: 40px !important; display: inline; letter-spacing: 4px }
div:empty { display: none !important } button { background: lime !important; width: 100% !important }
body { background: #e9ecf1; margin: 40px } #support-chat[data-mode=inline] { display: block; height: 640px; max-width: 720px }`;

/** @param {URLSearchParams} wanted */
function page(wanted) {
  const attributes = ATTRIBUTES.filter((name) => wanted.has(name)).map((name) => `data-${name}="${wanted.get(name)?.replaceAll(/["<&]/g, "")}"`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A shop</title><link rel="stylesheet" href="/host.css"><script src="/chat-widget.js"></script>
<main><h1>A shop</h1><div id="support-chat" ${attributes.join(" ")}></div></main><script src="/chat-widget.js"></script></html>`;
}

createServer(async (asked, answer) => {
  const address = new URL(asked.url ?? "/", "http://localhost");
  if (address.pathname === "/") {
    answer.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY });
    answer.end(page(address.searchParams));
  } else if (address.pathname === "/host.css") {
    answer.writeHead(200, { "Content-Type": "text/css" }).end(STYLES);
  } else if (/^\/chat-[a-z-]+\.js$/.test(address.pathname)) {
    const script = await readFile(ASSETS + address.pathname).catch(() => null);
    answer.writeHead(script ? 200 : 404, { "Content-Type": "text/javascript" }).end(script ?? "");
  } else {
    const { hostname, port: to } = server;
    const passed = request({ hostname, port: to, path: asked.url, method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on("error", () => answer.writeHead(502).end());
    asked.pipe(passed);
  }
})
  .on("upgrade", (asked, socket, head) => {
    const passed = connect(Number(server.port), server.hostname, () => {
      const lines = [`${asked.method} ${asked.url} HTTP/1.1`];
      for (let at = 0; at < asked.rawHeaders.length; at += 2) lines.push(`${asked.rawHeaders[at]}: ${asked.rawHeaders[at + 1]}`);
      passed.write(`${lines.join("\r\n")}\r\n\r\n`);
      passed.write(head);
      passed.pipe(socket).pipe(passed);
    });
    for (const end of [passed, socket]) end.on("error", () => [passed, socket].forEach((one) => one.destroy()));
  })
  .listen(port, "127.0.0.1", () => console.log(`http://localhost:${port}/ in front of ${server.origin}`));
