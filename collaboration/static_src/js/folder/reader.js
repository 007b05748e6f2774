/** The reader: two panes on wide screens, one elsewhere, and everything that can be done in a folder. */

import { authoring } from "./authoring.js";
import { now } from "./clock.js";
import { contact } from "./contact.js";
import { blockAt, keepItems, open, release, seen, titleOf } from "./contents.js";
import { agendas, load, missing, packageOf, shell } from "./loading.js";
import { button, make } from "./nodes.js";
import { Pane } from "./pane.js";
import { sentenceOf } from "./problems.js";
import { settling } from "./settling.js";
import { counted, moment, size } from "./sizes.js";
import { amend, folder as kept, forget, inUse, mark, part as partOf } from "./store.js";
import { expire } from "./wiping.js";
import { keepPlace, send, waiting } from "./writing.js";
import { passageOf, rangeOf } from "../notes/places.js";

const AT_ONCE = 3e6; // bytes of changes that are fetched without asking
const AGAIN = 30_000; // milliseconds between attempts to reach the server
const SOON = 3_000; // the same while the device has network: only that one attempt failed
const LOOK = 300_000; // milliseconds between questions what is new; asking what waits costs the server much less
const NOTHING = { sent: 0, asked: 0, refused: 0, elsewhere: null, online: true, hindered: false };
const UNSENT = "Die Übertragung ist nicht gelungen; sie wird wiederholt.";
const WIDE = matchMedia("(min-width: 1100px)");

export class Reader {
  constructor(root, key, { onGone }) {
    Object.assign(this, { root, key, onGone, changes: [], moment: 0, busy: false, lookedAt: 0, hindrance: "", unsent: false, invited: false });
    Object.assign(this, authoring(this), settling({ after: () => this.written(), fail: (sentence) => this.fail(sentence) }));
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
    this.account = await mark("account");
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
      await amend(this.key, { begun: true, read: { ...read, ...this.record.read } });
      this.record = await kept(this.key);
    }
    await keepItems(this.folder, { anew: false });
    this.changes = await waiting(this.key);
    this.moment = await now();
    this.entitle(this.folder.agenda.meeting.name);
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
    if (!this.folder) return;
    this.changes = await waiting(this.key);
    this.record = await kept(this.key);
    this.moment = await now();
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
    const record = this.folder && inUse() && name !== "agenda" ? await kept(this.key) : null;
    if (!record || !this.folder) return;
    await amend(this.key, { read: { ...record.read, ...seen(this.folder, name) } });
    await keepPlace(this.key, name, block);
  }

  onSeen = async () => {
    const read = Object.assign({}, ...this.folder.order.map((name) => seen(this.folder, name)));
    await keepItems(this.folder);
    await amend(this.key, { read: { ...this.record.read, ...read } });
    await forget(this.key, ({ name }) => name.startsWith("before:paper-"));
    if (await this.read()) await this.redraw();
  };

  async written() {
    await this.redraw();
    await this.refresh();
  }

  fail(sentence) {
    this.news.replaceChildren(make("p", { class: "alert tone-warning", role: "alert" }, sentence));
  }

  entitle(name) {
    this.root.querySelector("h1").textContent = name;
    document.title = name;
  }

  // Nothing of the folder stays in memory or on the page.
  leave() {
    Object.assign(this, { folder: null, record: null, changes: [] });
    release();
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    for (const pane of [this.left, this.right]) pane.passages = [];
    this.draw();
    this.news.replaceChildren();
    this.state.replaceChildren();
    this.entitle("Sitzungsmappe");
    return this.onGone();
  }

  // The server

  /** Ask whether one may still read, send what waits, fetch what changed; without network nothing happens. */
  async refresh() {
    this.asked = true; // also while the exchange before is still under way
    const away = document.visibilityState === "hidden" || document.querySelector("dialog[open]");
    if (this.busy || away || !this.folder) return;
    this.busy = true;
    try {
      while (this.asked && this.folder) {
        this.asked = false;
        await this.exchange();
      }
    } finally {
      this.busy = false;
    }
  }

  async exchange() {
    if (inUse() && (await expire())) {
      if (!(await this.read())) return this.leave();
      await this.redraw();
    }
    const found = await contact({ precise: true });
    const record = inUse() ? await kept(this.key) : null;
    const mine = record && record.state !== "wiped" && (await mark("account")) === this.account;
    if (["account", "unused", "out"].includes(found) || !mine) return this.leave();
    if (found === "away") {
      if (navigator.onLine) setTimeout(() => this.refresh(), SOON);
      return this.tell(false);
    }
    const first = !this.lookedAt;
    if (first) shell().catch(() => {}); // the house may have been rebuilt meanwhile
    const waits = first || record.moved || (await waiting(this.key)).some(({ state }) => state === "waiting");
    const { sent, asked, refused, elsewhere, online, hindered } = waits ? await send(this.key) : NOTHING;
    if (first && elsewhere && this.folder.order.includes(elsewhere.part)) this.offer(elsewhere);
    this.unsent = hindered;
    const settled = sent || asked || refused;
    if (found !== "same" || settled || Date.now() - this.lookedAt > LOOK) {
      this.lookedAt = Date.now();
      await this.update({ quiet: found === "same" && !settled });
    }
    return this.tell(online, sent);
  }

  // Fetch what is new; much of it only when asked.
  async update({ quiet = false } = {}) {
    Object.assign(this, { hindrance: "", invited: false });
    try {
      const found = await packageOf(this.key);
      if (!found && quiet) return undefined;
      if (found) await this.take(found);
    } catch (problem) {
      this.hindrance = sentenceOf(problem);
    }
    if (!inUse() || !(await this.read())) return this.leave();
    return this.redraw();
  }

  async take(found) {
    const wanted = await missing(this.key, found);
    const bytes = wanted.reduce((sum, part) => sum + part.size, 0);
    if (bytes <= AT_ONCE || !(await partOf(this.key, "agenda"))) return load(this.key, () => {}, { packed: found });
    await agendas(this.key, found);
    return this.invite(wanted.length, bytes);
  }

  invite(parts, bytes) {
    const start = async () => {
      this.news.replaceChildren(make("p", { role: "status" }, "Wird geladen …"));
      try {
        await load(this.key);
        this.news.replaceChildren();
        this.invited = false;
      } catch (problem) {
        this.fail(sentenceOf(problem));
      }
      if (inUse() && (await this.read())) await this.redraw();
      else await this.leave();
    };
    this.invited = true;
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
    if (!this.folder) return;
    this.online = online;
    const problem = this.unsent ? UNSENT : this.hindrance;
    const good = this.invited ? "Verbunden. Es gibt Neues, das noch nicht geladen ist." : "Verbunden, auf dem neuesten Stand.";
    const open = this.changes.filter(({ state }) => state === "waiting").length;
    const trouble = this.changes.length - open;
    const words = [
      online === false ? "Ohne Netz. Alles hier ist lesbar." : online && problem ? `Verbunden. ${problem}` : sent ? `${counted(sent, "Eine Anmerkung", "Anmerkungen")} übertragen.` : online ? good : "",
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
      const found = text && this.folder && passageOf(selection, text);
      passage = found ? { ...found, paper: this.folder.read.get(text.dataset.paper) } : null;
      bar.hidden = !passage;
      if (passage) bar.querySelector("[data-bar-quote]").textContent = `„${passage.quote}“`;
    };
    document.addEventListener("selectionchange", look);
    for (const press of ["pointerdown", "mousedown"]) bar.addEventListener(press, (event) => event.preventDefault());
    comment.addEventListener("click", () => passage && this.write({ ...passage, block: blockAt(passage.paper, passage.start) }));
    highlight.addEventListener("click", () => {
      const marked = passage;
      if (!marked) return;
      document.getSelection().removeAllRanges();
      this.highlight(marked);
    });
  }
}
