/** Builds again and fails where what lies in the repository is not exactly that: the server sends what lies there. */

import { readdir, readFile } from "node:fs/promises";
import { ASSETS, OURS, scripts } from "./build.js";

const built = await scripts();
const there = (await readdir(ASSETS)).filter((name) => OURS.test(name));
const wrong = [...built.keys()].filter((name) => !there.includes(name));
for (const name of there) {
  if ((await readFile(ASSETS + name, "utf8")) !== built.get(name)) wrong.push(name);
}
for (const name of wrong.sort()) console.log(`${name}: not what the source makes; run \`npm run build\` in web/`);
if (wrong.length === 0) console.log(`Scripts: ${built.size}, each what the source makes.`);
process.exit(wrong.length > 0 ? 1 : 0);
