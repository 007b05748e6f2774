// Bundle styles and scripts into .built/bundles: every css/*.css and js/entries/*.js under static_src is an entry of its own.
import { build } from "esbuild";
import { copyFile, cp, mkdir, readdir, rm } from "node:fs/promises";
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

// What pdf.js opens by name while it draws: nothing else of the package is served. Its WebAssembly stays out.
const pdf = {
  from: "node_modules/pdfjs-dist",
  folders: { cmaps: /\.bcmap$/, standard_fonts: /\.(pfb|ttf)$/, wasm: /_nowasm_fallback\.js$/ },
};

async function copyPdf() {
  const into = join(target, "pdf");
  await mkdir(into, { recursive: true });
  await copyFile(join(pdf.from, "build/pdf.worker.min.mjs"), join(into, "pdf.worker.mjs"));
  for (const [folder, wanted] of Object.entries(pdf.folders)) {
    await mkdir(join(into, folder));
    const names = (await readdir(join(pdf.from, folder))).filter((name) => wanted.test(name));
    await Promise.all(names.map((name) => copyFile(join(pdf.from, folder, name), join(into, folder, name))));
  }
}

await rm(target, { recursive: true, force: true });
await Promise.all([
  build({ ...shared, entryPoints: await entries("css", ".css"), loader: { ".woff2": "file", ".svg": "file", ".gif": "file" } }),
  build({ ...shared, entryPoints: await entries("js/entries", ".js"), format: "esm" }),
  copyPdf(),
  cp(join(source, "img"), join(target, "img"), { recursive: true }),
]);
