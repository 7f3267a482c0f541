// Bundle the editor into one file with its licences: node build.mjs OUT. `make editor` calls it where npm has installed.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const [out] = process.argv.slice(2);
const sources = readdirSync(".").filter((name) => /\.(?:js|mjs)$|^package(?:-lock)?\.json$/.test(name)).sort();
const digest = createHash("sha256");
for (const name of sources) digest.update(`${name}\0`).update(readFileSync(name));

const done = await build({
  entryPoints: ["main.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  write: false,
});
const packages = [...new Set(Object.keys(done.metafile.inputs).flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []))];
const licences = packages.sort().map((name) => {
  const told = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const file = readdirSync(`node_modules/${name}`).find((one) => /^licen[cs]e/i.test(one));
  return `${name} ${told.version} (${told.license})\n\n${file ? readFileSync(`node_modules/${name}/${file}`, "utf8").trim() : ""}\n`;
});
const head = `// Built from server/editor by \`make editor\`; licences of what it holds: editor.licences.txt\n// sources: ${digest.digest("hex")}\n`;
writeFileSync(`${out}/editor.js`, head + done.outputFiles[0].text);
writeFileSync(`${out}/editor.licences.txt`, licences.join(`\n${"-".repeat(80)}\n\n`));
console.log(`${out}/editor.js: ${done.outputFiles[0].text.length} bytes, ${packages.length} packages`);
