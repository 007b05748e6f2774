/** Draws the pages of a PDF: those in sight and their neighbours, and lets go of the others, for tablets have little room. */

import * as pdfjs from "pdfjs-dist";
import { scriptOf } from "../trusted.js";

const SHARPEST = 2; // device pixels for a pixel; more shows nothing and fills the memory
const LARGEST = 12e6; // pixels of one canvas, for plans
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

/**
 * Open the PDF an element names, and lay its pages out in it.
 * @param {HTMLElement} root with data-original, data-worker and data-parts
 * @param {(page: Sheet) => void} drawn is called each time the text of a page is there
 * @param {(number: number) => void} reached is called with the page that came to the middle of the screen
 */
export async function open(root, drawn, reached) {
  const { original, worker, parts } = root.dataset;
  const port = new Worker(scriptOf(worker), { type: "module" });
  const file = await pdfjs.getDocument({
    worker: pdfjs.PDFWorker.create({ port }),
    url: original,
    useWasm: false,
    wasmUrl: `${parts}wasm/`,
    cMapUrl: `${parts}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${parts}standard_fonts/`,
    enableXfa: false,
    disableWorkerRendering: true,
    disableRange: true,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  }).promise;
  return lay(file, root, drawn, reached);
}

async function lay(file, root, drawn, reached) {
  const place = root.querySelector("[data-original-pages]");
  const first = (await file.getPage(1)).getViewport({ scale: 1 });
  const sheets = [];
  let zoom = 1;
  const fit = () => Math.max(0.2, (place.clientWidth - 26) / first.width);
  const scale = () => fit() * zoom;
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const sheet = sheets[target.dataset.page - 1];
        sheet.near = isIntersecting;
        if (isIntersecting) sheet.draw(scale());
        else sheet.release();
      }
    },
    { rootMargin: "60% 0px" },
  );
  const middle = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) reached(Number(target.dataset.page));
    },
    { rootMargin: "-48% 0px" },
  );
  for (let number = 1; number <= file.numPages; number++) {
    const sheet = new Sheet(file, number, root.dataset.reading, drawn);
    sheet.size(first, scale());
    sheets.push(sheet);
    place.append(sheet.element);
    watcher.observe(sheet.element);
    middle.observe(sheet.element);
  }
  const redraw = () => {
    const stay = hold(sheets);
    for (const sheet of sheets) {
      sheet.release();
      sheet.size(sheet.known ?? first, scale());
    }
    stay();
    for (const sheet of sheets) if (sheet.near) sheet.draw(scale());
  };
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(place.clientWidth - width) < 24) return;
    width = place.clientWidth;
    redraw();
  }).observe(place);
  return {
    count: file.numPages,
    sheets,
    get zoom() {
      return zoom;
    },
    step(direction) {
      const next = direction > 0 ? ZOOMS.find((one) => one > zoom) : ZOOMS.findLast((one) => one < zoom);
      if (!next) return;
      zoom = next;
      redraw();
    },
    go(number) {
      const sheet = sheets[Math.min(Math.max(number, 1), sheets.length) - 1];
      sheet.element.scrollIntoView({ block: "start" });
      return sheet;
    },
  };
}

// What is in the middle of the screen stays there when all pages become larger or smaller.
function hold(sheets) {
  const middle = innerHeight / 2;
  const { sheet } = sheets.find(({ element }) => element.getBoundingClientRect().bottom > middle) ?? sheets.at(-1);
  const box = sheet.getBoundingClientRect();
  const share = (middle - box.top) / box.height;
  return () => {
    const now = sheet.getBoundingClientRect();
    scrollBy({ top: now.top + now.height * share - middle, behavior: "instant" });
  };
}

/** One page: its place, and while it is near its picture and its text. */
class Sheet {
  constructor(file, number, reading, drawn) {
    Object.assign(this, { file, number, drawn, near: false, known: null, layer: null, turn: 0 });
    this.element = document.createElement("section");
    this.element.className = "original-page";
    this.element.dataset.page = number;
    this.element.id = `seite-${number}`;
    this.element.setAttribute("aria-label", `Seite ${number}`);
    this.sheet = document.createElement("div");
    this.sheet.className = "original-sheet";
    this.foot = document.createElement("p");
    this.foot.className = "original-foot";
    const link = document.createElement("a");
    link.href = `${reading}?seite=${number}#seite-${number}`;
    link.textContent = `Seite ${number} in der Leseansicht`;
    this.said = document.createElement("span");
    this.said.className = "muted";
    this.foot.append(link, this.said);
    this.element.append(this.sheet, this.foot);
  }

  size(viewport, scale) {
    this.sheet.style.width = `${Math.floor(viewport.width * scale)}px`;
    this.sheet.style.height = `${Math.floor(viewport.height * scale)}px`;
    this.sheet.style.setProperty("--total-scale-factor", scale);
    this.sheet.style.setProperty("--scale-round-x", "1px");
    this.sheet.style.setProperty("--scale-round-y", "1px");
  }

  async draw(scale) {
    if (this.canvas) return;
    const turn = ++this.turn;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Bild der Seite ${this.number}`);
    this.canvas = canvas;
    const page = await this.file.getPage(this.number);
    if (turn !== this.turn) return;
    this.page = page;
    this.known = page.getViewport({ scale: 1 });
    this.size(this.known, scale);
    const viewport = page.getViewport({ scale });
    const sharp = Math.min(devicePixelRatio || 1, SHARPEST, Math.sqrt(LARGEST / (viewport.width * viewport.height)));
    canvas.width = Math.floor(viewport.width * sharp);
    canvas.height = Math.floor(viewport.height * sharp);
    const layer = document.createElement("div");
    layer.className = "textLayer";
    this.sheet.replaceChildren(canvas, layer);
    this.task = page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
    const text = new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
    try {
      await Promise.all([this.task.promise, text.render()]);
    } catch (problem) {
      if (problem.name !== "RenderingCancelledException") throw problem;
    }
    if (turn !== this.turn) return;
    this.layer = layer;
    this.said.textContent = layer.textContent.trim()
      ? ""
      : "Diese Seite ist ein Bild ohne lesbaren Text. Eine Anmerkung braucht eine Stelle im Text; schreiben Sie sie bitte an der Vorlage selbst.";
    this.drawn(this);
  }

  release() {
    this.turn++;
    this.task?.cancel();
    if (this.canvas) this.canvas.width = this.canvas.height = 0; // Safari frees the memory of a canvas only so
    this.sheet.replaceChildren();
    this.page?.cleanup();
    this.canvas = this.layer = this.task = this.page = null;
  }
}
