/** One half of the reader: shows the agenda, an item, a paper or a file of the folder, and goes to the next item. */

import { answersTo, before, blocksOf, changed, notesOn, pagesOf, titleOf } from "./contents.js";
import { swipe } from "./gestures.js";
import { button, link, make } from "./nodes.js";
import { changeable, noteNode } from "./notes.js";
import { agendaNode } from "./agenda.js";
import { pageOf } from "../trusted.js";

const HELD = "a, button, input, select, textarea, iframe, [tabindex]"; // what can have the focus
const SETTLE = 400; // milliseconds until a place counts as read

export class Pane {
  /**
   * @param {HTMLElement} root
   * @param {object} reader what both panes share: folder, record, changes, and `go`, `write`, `onRead`
   */
  constructor(root, reader, side) {
    Object.assign(this, { root, reader, side, name: "agenda", waiting: 0, passages: [] });
    this.select = make("select", { "aria-label": `Dokument ${side}`, onchange: () => this.open(this.select.value, { focus: false }) });
    this.back = button("←", () => this.step(-1), { kind: "tertiary", "aria-label": "Voriger Tagesordnungspunkt", title: "Voriger Tagesordnungspunkt" });
    this.next = button("→", () => this.step(1), { kind: "tertiary", "aria-label": "Nächster Tagesordnungspunkt", title: "Nächster Tagesordnungspunkt" });
    this.body = make("div", { class: "pane-body", tabindex: "0", role: "region", "aria-label": `Inhalt ${side}` });
    root.replaceChildren(make("div", { class: "pane-head" }, this.back, this.select, this.next), this.body);
    swipe(this.body, (direction) => this.step(direction));
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("scroll", () => this.settle(), { passive: true });
    document.addEventListener("scroll", () => this.settle(), { passive: true });
  }

  /** Fill the list of documents; called when the folder was loaded anew. */
  fill() {
    const { folder } = this.reader;
    const options = folder.order.map((name) => {
      const { over, title } = titleOf(folder, name);
      const inset = name === "agenda" || name.startsWith("item-") ? "" : "\u2003";
      return make("option", { value: name }, `${inset}${[over, title].filter(Boolean).join(": ")}`.slice(0, 90));
    });
    this.select.replaceChildren(...options);
    if (!folder.order.includes(this.name)) this.name = "agenda";
    this.select.value = this.name;
  }

  /** Show a document, at a block of it if one is named. */
  open(name, { block = 0, focus = true, quiet = false } = {}) {
    const { folder } = this.reader;
    if (!folder.order.includes(name)) return;
    this.name = name;
    this.select.value = name;
    this.back.disabled = !this.neighbour(-1);
    this.next.disabled = !this.neighbour(1);
    this.passages = [];
    this.drawn = this.sign();
    this.body.replaceChildren(...this.content(name));
    this.reader.draw();
    this.body.scrollTop = 0;
    const wanted = block && this.body.querySelector(`[data-block-number="${block}"]`);
    if (wanted) wanted.scrollIntoView({ block: "start", behavior: "instant" });
    else if (!quiet) this.root.scrollIntoView({ block: "start", behavior: "instant" });
    if (focus) (wanted || this.body).focus({ preventScroll: true });
    if (!quiet) this.reader.onRead(this, name, block);
  }

  // All that decides what is shown: of a document its own parts, its entry in the agenda and what was written to it.
  sign() {
    const { name, reader } = this;
    const { folder, record } = reader;
    const whole = name === "agenda";
    const own = (part) => whole || part.endsWith(name.slice(name.indexOf("-")));
    const parts = [...folder.parts.values()].filter((part) => own(part.name)).map((part) => [part.name, part.hash]);
    const entry = whole ? [record.begun ? changed(folder, record) : null] : this.entry();
    const ways = [-1, 1].map((direction) => Boolean(this.neighbour(direction)));
    return JSON.stringify([name, parts, entry, ways, this.written(whole)]);
  }

  // What the agenda says of this document and of what is named beside it.
  entry() {
    const { named, itemOf } = this.reader.folder;
    const item = itemOf.get(this.name);
    return [named.get(this.name), item, item?.documents.map((document) => named.get(document))];
  }

  // The changes that are shown here, and which notes may still be changed.
  written(whole) {
    const { folder, changes, moment } = this.reader;
    const notes = this.name.startsWith("paper-") ? notesOn(folder, this.name) : [];
    const beside = new Set(notes.map(({ key }) => key));
    const here = changes.filter(({ content }) => whole || beside.has(content.note) || `paper-${content.paper}` === this.name);
    return [here.map(({ id, state, tried, content, theirs }) => [id, state, tried, content, theirs]), notes.map((note) => changeable(note, moment))];
  }

  /** Draw the same document again where it stands, if anything is different; what the person holds stays in hand. */
  renew() {
    if (this.sign() === this.drawn) return;
    const give = this.hold();
    const { scrollTop } = this.body;
    const page = document.scrollingElement.scrollTop;
    this.open(this.name, { focus: false, quiet: true });
    give();
    this.body.scrollTop = scrollTop;
    document.scrollingElement.scrollTop = page;
  }

  // Remember focus and words of the search; what comes back puts them where they were.
  hold() {
    const held = document.activeElement;
    const at = [...this.body.querySelectorAll(HELD)].indexOf(held);
    const words = this.body.querySelector("[type=search]")?.value ?? "";
    return () => {
      const field = this.body.querySelector("[type=search]");
      if (field && words) {
        field.value = words;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (at < 0) return;
      const now = [...this.body.querySelectorAll(HELD)];
      const like = (node) => node?.tagName === held.tagName && node.textContent === held.textContent;
      (like(now[at]) ? now[at] : (now.find(like) ?? this.body)).focus({ preventScroll: true });
    };
  }

  content(name) {
    if (name === "agenda") return agendaNode(this.reader, this);
    if (name.startsWith("item-")) return this.item(name);
    return name.startsWith("paper-") ? this.paper(name) : this.file(name);
  }

  head(name) {
    const { folder } = this.reader;
    const item = folder.itemOf.get(name);
    const { over, title } = titleOf(folder, name);
    const top = item && item.name !== name && item.number ? `TOP ${item.number} · ` : "";
    const home = make("button", { type: "button", class: "as-link to-agenda", onclick: () => this.open("agenda") }, "Zur Tagesordnung");
    return [home, make("p", { class: "overline" }, `${top}${over}`), make("h2", {}, title)];
  }

  item(name) {
    const { folder } = this.reader;
    const item = folder.itemOf.get(name);
    const list = item.documents.map((document) => make("li", {}, this.to(document)));
    return [
      ...this.head(name),
      item.closed && make("p", { class: "badges" }, make("span", { class: "badge" }, "nichtöffentlich")),
      item.result && make("p", {}, `Ergebnis: ${item.result}`),
      item.resolution && make("p", { class: "pages-text" }, item.resolution),
      list.length ? make("ul", {}, ...list) : make("p", { class: "muted" }, "Zu diesem Punkt liegen keine Unterlagen in der Mappe."),
    ].filter(Boolean);
  }

  /** A button that leads to another document of the folder. */
  to(name, { block = 0, label = "" } = {}) {
    const { over, title } = titleOf(this.reader.folder, name);
    const shown = label || [over, title].filter(Boolean).join(": ");
    return make("button", { type: "button", class: "as-link", title: label && title !== label ? title : null, onclick: () => this.reader.go(name, { block, from: this }) }, shown);
  }

  paper(name) {
    const { folder, changes } = this.reader;
    const paper = folder.read.get(name);
    if (!paper) return [...this.head(name), make("p", {}, "Diese Vorlage liegt nicht mehr auf dem Gerät.")];
    const notes = [...notesOn(folder, name), ...changes.filter(({ content }) => content.paper === paper.key).map(pending)];
    const old = before(folder, name);
    const text = make("div", { class: "text", "data-paper": name });
    const placed = new Set(); // a note over several paragraphs stands below its first
    for (const block of blocksOf(paper.html)) text.append(this.block(document.importNode(block, true), paper, notes, old, placed));
    const lost = notes.filter(({ start, on_file: file }) => start === null && !file);
    const beside = notes.filter(({ on_file: file }) => file);
    const answers = answersTo(folder, name);
    const files = folder.itemOf.get(name)?.documents.filter((one) => folder.named.get(one)?.of === name) ?? [];
    return [
      ...this.head(name),
      make("p", { class: "badges" }, make("span", { class: "badge" }, paper.state)),
      paper.summary && make("p", { class: "lead" }, paper.summary),
      old && make("p", { class: "alert tone-info" }, "Der Text wurde geändert, seit Sie ihn gelesen haben. Die geänderten Absätze sind bezeichnet."),
      files.length && make("ul", {}, ...files.map((file) => make("li", {}, this.to(file)))),
      paper.html ? text : make("p", { class: "muted" }, "Zu dieser Vorlage gibt es hier keinen Wortlaut, nur Dateien."),
      answers && make("section", { class: "section" }, make("h3", {}, "Antworten"), fragment(answers)),
      lost.length && make("section", { class: "section" }, make("h3", {}, "Anmerkungen zu früheren Fassungen"), ...lost.map((note) => noteNode(note, this.reader, name))),
      beside.length && make("section", { class: "section" }, make("h3", {}, "Anmerkungen zu Dateien"), ...beside.map((note) => noteNode(note, this.reader, name))),
    ].filter(Boolean);
  }

  block(block, paper, notes, old, placed) {
    const number = Number(block.id.replace("absatz-", ""));
    const { start, end } = block.dataset;
    block.id = `${this.side}-absatz-${number}`;
    block.dataset.blockNumber = number;
    block.tabIndex = -1;
    const label = block.querySelector(".block-number");
    label.replaceWith(make("span", { class: "block-number" }, `${number}`));
    const words = block.querySelector("[data-text]");
    if (words.matches("h3")) words.setAttribute("aria-level", "3");
    if (old && !old.has(words.textContent)) {
      block.classList.add("changed");
      block.lastElementChild.prepend(make("p", { class: "small changed-word" }, "neu oder geändert"));
    }
    const here = notes.filter((note) => note.start !== null && note.start < Number(end) && Number(start) < note.end);
    for (const { circle, start: from, end: to } of here) this.passages.push([circle, block, from, to]);
    const first = here.filter((note) => !placed.has(note));
    for (const note of first) placed.add(note);
    if (first.length) block.lastElementChild.append(make("div", { class: "folder-notes" }, ...first.map((note) => noteNode(note, this.reader, `paper-${paper.key}`))));
    const write = () => this.reader.write({ paper, block: number, start: Number(start), end: Number(end), quote: words.textContent });
    const sign = document.querySelector("template[data-note-sign]").content.cloneNode(true);
    block.append(make("button", { type: "button", class: "folder-write", onclick: write }, sign, make("span", { class: "sr-only" }, `Absatz ${number} kommentieren`)));
    return block;
  }

  file(name) {
    const { folder } = this.reader;
    const named = folder.named.get(name);
    const { url } = folder.parts.get(name).url ? folder.parts.get(name) : { url: `/meetings/${folder.key}/folder/files/${name.slice(5)}/` };
    const pages = pagesOf(folder, name);
    const facts = [named?.pages && `${named.pages} ${named.pages === 1 ? "Seite" : "Seiten"}`].filter(Boolean);
    const frame = make("div", {});
    const show = button("Original hier zeigen", () => frame.replaceChildren(make("iframe", { src: url, title: `Original: ${named?.title ?? ""}`, class: "folder-original" })));
    return [
      ...this.head(name),
      facts.length && make("p", { class: "muted" }, facts.join(" · ")),
      make("div", { class: "buttons" }, show, link("Original öffnen", url, { kind: "tertiary", target: "_blank", rel: "noopener" })),
      frame,
      ...pages.map(([number, text]) => make("section", { class: "folder-page", "data-block-number": number, tabindex: "-1" }, make("h3", { class: "muted small" }, `Seite ${number}`), make("div", { class: "pages-text" }, text))),
      !pages.length && make("p", { class: "muted" }, "Von dieser Datei gibt es keinen Text, nur das Original."),
    ].filter(Boolean);
  }

  /** The item before or after the one this document belongs to. */
  neighbour(direction) {
    const { items, itemOf } = this.reader.folder;
    const at = this.name === "agenda" ? -1 : items.indexOf(itemOf.get(this.name));
    if (this.name === "agenda" && direction < 0) return null;
    if (at === -1 && this.name !== "agenda") return direction < 0 ? items.at(-1) : null;
    return at + direction === -1 ? "agenda" : items[at + direction];
  }

  step(direction) {
    const item = this.neighbour(direction);
    if (item) this.open(item === "agenda" ? "agenda" : (item.documents[0] ?? item.name), { focus: false });
    if (document.activeElement?.disabled) this.body.focus({ preventScroll: true });
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, iframe")) return;
    if (event.key === "ArrowRight") this.step(1);
    else if (event.key === "ArrowLeft") this.step(-1);
    else return;
    event.preventDefault();
  }

  settle() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      if (!this.root.offsetParent || !this.body.querySelector("[data-block-number]")) return;
      const top = Math.max(this.body.getBoundingClientRect().top, 0);
      const shown = [...this.body.querySelectorAll("[data-block-number]")].find((block) => block.getBoundingClientRect().bottom > top + 8);
      if (shown) this.reader.onRead(this, this.name, Number(shown.dataset.blockNumber));
    }, SETTLE);
  }
}

const fragment = (html) => {
  const holder = make("div", {});
  holder.append(...pageOf(html).body.childNodes);
  return holder;
};

// A note that was written here and not sent stands where it will stand.
function pending(change) {
  const { content, state, sentence, at } = change;
  return { key: `local:${change.id}`, change, own: true, circle: content.circle, kind: content.motivation, text: content.text, quote: content.exact, start: content.start, end: content.end, state, sentence, written_at: new Date(at).toISOString(), author: "" };
}
