/** The reader: two panes on wide screens, one elsewhere, and everything that can be done in a folder. */

import { blockAt, itemsOf, open, seen, titleOf } from "./contents.js";
import { contact } from "./contact.js";
import { Hindered, load, missing, packageOf, shell } from "./loading.js";
import { button, make } from "./nodes.js";
import { askFor } from "./notes.js";
import { Pane } from "./pane.js";
import { counted, moment, size } from "./sizes.js";
import { amend, inUse, folder as kept } from "./store.js";
import { choose, drop, jot, keepPlace, rewrite, send, waiting } from "./writing.js";
import { passageOf, rangeOf } from "../notes/places.js";

const AT_ONCE = 3e6; // bytes of changes that are fetched without asking
const AGAIN = 30_000; // milliseconds between attempts to reach the server
const LOOK = 300_000; // milliseconds between questions what is new; asking what waits costs the server much less
const NOTHING = { sent: 0, asked: 0, refused: 0, elsewhere: null, online: true };
const WIDE = matchMedia("(min-width: 1100px)");

export class Reader {
  constructor(root, key, { onGone }) {
    Object.assign(this, { root, key, onGone, changes: [], busy: false, lookedAt: 0 });
    this.state = root.querySelector("[data-state]");
    this.news = root.querySelector("[data-news]");
    const [left, right] = root.querySelectorAll("[data-pane]");
    this.left = new Pane(left, this, "links");
    this.right = new Pane(right, this, "rechts");
    this.selection();
    WIDE.addEventListener("change", () => this.show());
    document.addEventListener("visibilitychange", () => this.refresh());
    addEventListener("online", () => this.refresh());
    setInterval(() => this.refresh(), AGAIN);
  }

  /** Open what lies on the device. @returns {Promise<boolean>} whether there is anything */
  async begin() {
    if (!(await this.read())) return false;
    const { place } = this.record;
    const start = place && this.folder.order.includes(place.part) ? place : { part: "agenda", block: 0 };
    const [first, second] = this.folder.items.flatMap((item) => item.documents);
    if (WIDE.matches) {
      this.left.open("agenda", { focus: false, quiet: true });
      this.right.open(start.part === "agenda" ? (first ?? second ?? "agenda") : start.part, { block: start.block, focus: false, quiet: true });
    } else this.left.open(start.part, { block: start.block, focus: false, quiet: true });
    this.refresh();
    return true;
  }

  async read() {
    this.record = await kept(this.key);
    this.folder = this.record && this.record.state !== "wiped" && (await open(this.key));
    if (!this.folder) return false;
    if (!this.record.begun) {
      const read = Object.assign({}, ...this.folder.order.map((name) => seen(this.folder, name)));
      await amend(this.key, { begun: true, read: { ...read, ...this.record.read }, items: itemsOf(this.folder) });
      this.record = await kept(this.key);
    }
    this.changes = await waiting(this.key);
    this.root.querySelector("h1").textContent = this.folder.agenda.meeting.name;
    for (const pane of [this.left, this.right]) pane.fill();
    return true;
  }

  show() {
    if (!this.folder) return;
    if (WIDE.matches && this.left.name !== "agenda" && this.right.name === "agenda") {
      this.right.open(this.left.name, { focus: false, quiet: true });
      this.left.open("agenda", { focus: false, quiet: true });
    } else for (const pane of [this.left, this.right]) pane.renew();
  }

  async redraw() {
    this.changes = await waiting(this.key);
    this.record = await kept(this.key);
    for (const pane of [this.left, this.right]) pane.renew();
    this.tell();
  }

  /** Mark in both panes the passages that notes stand on, in the colour and line of their circle. */
  draw() {
    if (!globalThis.Highlight) return;
    const ranges = { private: [], faction: [], council: [], public: [] };
    for (const { passages } of [this.left, this.right].filter(Boolean)) {
      for (const [circle, block, start, end] of passages) {
        const range = ranges[circle] && rangeOf(block, start, end);
        if (range) ranges[circle].push(range);
      }
    }
    for (const [circle, found] of Object.entries(ranges)) CSS.highlights.set(`note-${circle}`, new Highlight(...found));
  }

  /** Open a document: on a wide screen beside the pane it was asked for in. */
  go(name, { block = 0, from }) {
    (WIDE.matches && from === this.left ? this.right : from).open(name, { block });
  }

  // What was opened counts as read, as it lies here now.
  async onRead(pane, name, block) {
    const record = await kept(this.key);
    if (!record || name === "agenda") return;
    await amend(this.key, { read: { ...record.read, ...seen(this.folder, name) } });
    await keepPlace(this.key, name, block);
  }

  onSeen = async () => {
    const read = Object.assign({}, ...this.folder.order.map((name) => seen(this.folder, name)));
    await amend(this.key, { read: { ...this.record.read, ...read }, items: itemsOf(this.folder) });
    await this.redraw();
  };

  // Notes

  async write({ paper, start, end, quote, block }) {
    const words = await askFor({ title: `Absatz ${block} kommentieren`, quote, kinds: true, circles: this.circles(paper) });
    if (!words) return;
    await jot(this.key, { kind: "write", paper: paper.key, version: paper.version, start, end, exact: quote, ...words });
    await this.written();
  }

  circles(paper) {
    const { circles, documents } = this.folder.agenda;
    const open = documents.find(({ name }) => name === `paper-${paper.key}`)?.audience === "public";
    return circles[open ? "public" : "closed"] ?? [];
  }

  async edit(note) {
    const words = await askFor({ title: "Anmerkung bearbeiten", quote: note.quote, text: this.wordsOf(note) });
    if (!words) return;
    const open = note.change ?? this.changes.find(({ content, state, tried }) => content.note === note.key && content.kind === "edit" && state === "waiting" && !tried);
    if (open) await rewrite(open, { text: words.text });
    else await jot(this.key, { kind: "edit", note: note.key, version: note.version, text: words.text });
    await this.written();
  }

  wordsOf(note) {
    return this.changes.find(({ content }) => content.note === note.key && content.kind === "edit")?.content.text ?? note.text;
  }

  async reply(note, part) {
    const paper = this.folder.read.get(part);
    const order = ["private", "faction", "council", "public"];
    const circles = this.circles(paper).filter(({ circle }) => order.indexOf(circle) <= order.indexOf(note.circle));
    const words = await askFor({ title: "Antworten", quote: note.text, circles, circle: note.circle });
    if (!words) return;
    await jot(this.key, { kind: "reply", note: note.key, text: words.text, circle: words.circle });
    await this.written();
  }

  async withdraw(note) {
    if (!confirm("Diese Anmerkung zurückziehen? Ihr Text wird gelöscht.")) return;
    await jot(this.key, { kind: "withdraw", note: note.key, version: note.version });
    await this.written();
  }

  async discard(change) {
    if (change.content.text && !confirm("Diesen Text verwerfen? Er steht nur auf diesem Gerät.")) return;
    await drop(change);
    await this.redraw();
  }

  async again(change) {
    const { id, ...content } = change.content;
    await drop(change);
    await jot(this.key, content);
    await this.written();
  }

  async choose(change, choice) {
    await choose(change, choice);
    await this.written();
  }

  async written() {
    await this.redraw();
    await this.refresh();
  }

  // The server

  /** Ask whether one may still read, send what waits, fetch what changed; without network nothing happens. */
  async refresh() {
    this.asked = true; // also while the exchange before is still under way
    if (this.busy || document.visibilityState === "hidden" || !this.folder) return;
    this.busy = true;
    try {
      while (this.asked) {
        this.asked = false;
        await this.exchange();
      }
    } finally {
      this.busy = false;
    }
  }

  async exchange() {
    const found = await contact({ precise: true });
    const record = inUse() ? await kept(this.key) : null;
    if (["account", "unused", "out"].includes(found) || !record || record.state === "wiped") return this.onGone();
    if (found === "away") return this.tell(false);
    const first = !this.lookedAt;
    if (first) shell().catch(() => {}); // the house may have been rebuilt meanwhile
    const waits = first || record.moved || (await waiting(this.key)).some(({ state }) => state === "waiting");
    const { sent, asked, refused, elsewhere, online } = waits ? await send(this.key) : NOTHING;
    if (first && elsewhere && this.folder.order.includes(elsewhere.part)) this.offer(elsewhere);
    const settled = sent || asked || refused;
    if (found !== "same" || settled || Date.now() - this.lookedAt > LOOK) {
      this.lookedAt = Date.now();
      await this.update({ quiet: found === "same" && !settled });
    }
    return this.tell(online, sent);
  }

  // Fetch what is new; much of it only when asked.
  async update({ quiet = false } = {}) {
    try {
      const found = await packageOf(this.key);
      if (found) {
        const wanted = await missing(this.key, found);
        const bytes = wanted.reduce((sum, part) => sum + part.size, 0);
        if (bytes > AT_ONCE) this.invite(wanted.length, bytes);
        else await load(this.key);
      } else if (quiet) return undefined;
    } catch (problem) {
      if (!(problem instanceof Hindered)) throw problem;
      if (!(await kept(this.key))) return this.onGone();
    }
    if (!(await this.read())) return this.onGone();
    return this.redraw();
  }

  invite(parts, bytes) {
    const start = async () => {
      this.news.replaceChildren(make("p", { role: "status" }, "Wird geladen …"));
      await load(this.key).catch((problem) => this.news.replaceChildren(make("p", { role: "alert" }, problem.message)));
      this.news.replaceChildren();
      if (await this.read()) await this.redraw();
    };
    this.news.replaceChildren(make("div", { class: "alert tone-info" }, make("div", {}, make("p", {}, `Es gibt Neues: ${counted(parts, "ein Teil", "Teile")}, ${size(bytes)}.`), button("Jetzt laden", start))));
  }

  offer({ part, block }) {
    const { over, title } = titleOf(this.folder, part);
    const pane = WIDE.matches ? this.right : this.left;
    const go = () => {
      pane.open(part, { block });
      this.news.replaceChildren();
    };
    const where = `${over || title}${block ? `, ${part.startsWith("file-") ? "Seite" : "Absatz"} ${block}` : ""}`;
    this.news.replaceChildren(make("div", { class: "alert tone-info" }, make("div", {}, make("p", {}, `Auf einem anderen Gerät lasen Sie zuletzt: ${where}.`), button("Dorthin", go))));
  }

  tell(online = this.online, sent = 0) {
    this.online = online;
    const open = this.changes.filter(({ state }) => state === "waiting").length;
    const trouble = this.changes.length - open;
    const words = [
      online === false ? "Ohne Netz. Alles hier ist lesbar." : sent ? `${counted(sent, "Eine Anmerkung", "Anmerkungen")} übertragen.` : online ? "Verbunden, auf dem neuesten Stand." : "",
      open ? `${counted(open, "Eine Anmerkung wartet", "Anmerkungen warten")} auf die Übertragung.` : "",
      trouble ? `${counted(trouble, "Eine Anmerkung braucht", "Anmerkungen brauchen")} Ihre Entscheidung (auf der Tagesordnung).` : "",
      this.record?.loadedAt ? `Geladen am ${moment(this.record.loadedAt)}.` : "",
    ];
    const text = words.filter(Boolean).join(" ");
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.dataset.online = String(online);
  }

  // Words marked by mouse, finger or pen: a bar offers to comment on them.
  selection() {
    const bar = this.root.querySelector("[data-notes-bar]");
    const [comment, highlight] = bar.querySelectorAll("button");
    let passage = null;
    const look = () => {
      const selection = document.getSelection();
      const text = selection.anchorNode?.parentElement?.closest("[data-paper]");
      const found = text && passageOf(selection, text);
      passage = found ? { ...found, paper: this.folder.read.get(text.dataset.paper) } : null;
      bar.hidden = !passage;
      if (passage) bar.querySelector("[data-bar-quote]").textContent = `„${passage.quote}“`;
    };
    document.addEventListener("selectionchange", look);
    for (const press of ["pointerdown", "mousedown"]) bar.addEventListener(press, (event) => event.preventDefault());
    comment.addEventListener("click", () => passage && this.write({ ...passage, block: blockAt(passage.paper, passage.start) }));
    highlight.addEventListener("click", async () => {
      if (!passage) return;
      const { paper, start, end, quote } = passage;
      document.getSelection().removeAllRanges();
      await jot(this.key, { kind: "write", paper: paper.key, version: paper.version, start, end, exact: quote, text: "", circle: "private", motivation: "highlighting" });
      await this.written();
    });
  }
}
