// Write the page into the Python package. The same sources give the same bytes.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "src", "kindfold", "viewer", "static");
const BUNDLED = ["preact", "@preact/signals", "@preact/signals-core", "htm", "kdbush"];

await mkdir(target, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.js" },
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none", // the notices are given in full below
});
const script = join(target, "app.js");
await writeFile(script, `${await notices()}${await readFile(script, "utf8")}`);
for (const name of ["index.html", "icon.svg"]) await copyFile(join(here, "src", name), join(target, name));

/** The licences of the libraries that are bundled, in a comment ahead of the code. */
async function notices() {
  const parts = await Promise.all(
    BUNDLED.map(async (name) => {
      const folder = join(here, "node_modules", name);
      const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      const licence = await readFile(join(folder, "LICENSE"), "utf8");
      return `${name} ${version}\n\n${licence.trim()}`;
    }),
  );
  return `/*! kindfold's page, Apache-2.0. It holds these libraries:\n\n${parts.join("\n\n---\n\n").replaceAll("*/", "* /")}\n*/\n`;
}
