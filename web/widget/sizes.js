/** Prints what each script weighs as it is sent, and fails where one weighs more than it may. */

import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { ASSETS } from "./build.js";

/** In bytes after gzip; `chat-more` is what comes after people can write. */
const BUDGETS = { "chat-widget.js": 5_000, "chat-app.js": 20_000, "chat-more.js": 12_000 };
const LANGUAGE = 4_000;

let isTooLarge = false;
for (const name of (await readdir(ASSETS)).filter((file) => /^chat-[a-z-]+\.js$/.test(file)).sort()) {
  const size = gzipSync(await readFile(ASSETS + name), { level: 9 }).length;
  const budget = BUDGETS[/** @type {keyof typeof BUDGETS} */ (name)] ?? LANGUAGE;
  isTooLarge ||= size > budget;
  console.log(`${name.padEnd(18)} ${String(size).padStart(6)} of ${String(budget).padStart(6)} bytes gzip${size > budget ? "  too large" : ""}`);
}
process.exit(isTooLarge ? 1 : 0);
