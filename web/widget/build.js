/**
 * Builds the scripts that the server hands out: languages, `chat-more`, app, loader, in this order, because each knows the
 * content hash of what it imports. The same source gives the same bytes.
 *
 * `node build.js [folder]` writes elsewhere, which is how `check.js` compares.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const HERE = fileURLToPath(new URL(".", import.meta.url));
export const ASSETS = fileURLToPath(new URL("../../src/support_ai/channels/web/assets/", import.meta.url));
const LANGUAGES = ["hi", "es", "de", "ar"];
export const OURS = /^chat-[a-z-]+\.js$/;
const KIT = `${HERE}src/app/kit.ts`;
/** What the app hands to `chat-more`, by the names that `Kit` has for it. */
const SHARED = { "preact/hooks": "kit.hooks", "preact/jsx-runtime": "kit.jsx", [KIT]: "kit.kit" };

/** Widely available since November 2026. */
const BROWSERS = ["chrome123", "edge123", "firefox121", "safari17.5"];

/** The name of a content, as the server has it: under it a browser may keep a script for ever.
 * @param {string} code
 */
function version(code) {
  return createHash("sha256").update(code).digest("hex").slice(0, 16);
}

/**
 * @param {string} entry
 * @param {"es" | "iife"} format
 * @param {Record<string, string>} [define]
 * @param {Record<string, string>} [shared]
 */
async function bundle(entry, format, define = {}, shared = {}) {
  const built = await build({
    root: HERE,
    configFile: false,
    logLevel: "warn",
    define,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      write: false,
      target: BROWSERS,
      minify: true,
      modulePreload: false,
      lib: { entry, formats: [format], name: "more", fileName: () => "out.js" },
      rolldownOptions: {
        external: (id) => id in shared,
        output: { codeSplitting: false, comments: false, minify: true, globals: shared },
      },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const output = result && "output" in result ? result.output : [];
  const [chunk] = output;
  if (!chunk || output.length !== 1) throw new Error(`${entry} became ${output.length} files, not one`);
  return chunk.code;
}

/** Build everything.
 * @returns {Promise<Map<string, string>>} the scripts by their names
 */
export async function scripts() {
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const language of LANGUAGES) {
    files.set(`chat-lang-${language}.js`, await bundle(`src/app/languages/${language}.ts`, "es"));
  }
  const more = (await bundle("src/more/index.tsx", "iife", {}, SHARED)).trim();
  files.set("chat-more.js", `export default function(kit){${more}return more.parts}\n`);
  const versions = Object.fromEntries([...files].map(([name, code]) => [name.replace(".js", ""), version(code)]));
  const app = await bundle("src/app/index.tsx", "es", { __VERSIONS__: JSON.stringify(versions) });
  files.set("chat-app.js", app);
  files.set("chat-widget.js", await bundle("src/loader/index.ts", "iife", { __APP_VERSION__: JSON.stringify(version(app)) }));
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? ASSETS;
  const files = await scripts();
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) if (OURS.test(name) && !files.has(name)) await rm(`${folder}/${name}`);
  for (const [name, code] of files) await writeFile(`${folder}/${name}`, code);
}
