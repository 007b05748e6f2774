// Bundle styles and scripts into .built/bundles: every css/*.css and js/entries/*.js under static_src is an entry of its own.
import { build } from "esbuild";
import { cp, readdir, rm } from "node:fs/promises";
import { basename, extname, join } from "node:path";

const source = "collaboration/static_src";
const target = ".built/bundles";

async function entries(folder, extension) {
  const names = await readdir(join(source, folder));
  return names
    .filter((name) => extname(name) === extension)
    .map((name) => ({ in: join(source, folder, name), out: basename(name, extension) }));
}

const shared = {
  bundle: true,
  minify: true,
  outdir: target,
  assetNames: "assets/[name]",
  target: ["chrome120", "firefox121", "safari17"],
  legalComments: "none",
  logLevel: "warning",
};

await rm(target, { recursive: true, force: true });
await Promise.all([
  build({ ...shared, entryPoints: await entries("css", ".css"), loader: { ".woff2": "file" } }),
  build({ ...shared, entryPoints: await entries("js/entries", ".js"), format: "esm" }),
  cp(join(source, "img"), join(target, "img"), { recursive: true }),
]);
