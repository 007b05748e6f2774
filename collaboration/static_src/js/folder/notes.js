/** Notes in the folder: how they are shown, written, changed and settled, with or without a network. */

import { button, make } from "./nodes.js";
import { sentenceOf } from "./problems.js";
import { moment } from "./sizes.js";

const CIRCLES = { private: "nur Sie", faction: "Fraktion", council: "Rat und Verwaltung", public: "öffentlich" };
const KINDS = { commenting: "Anmerkung", questioning: "Frage", editing: "Änderungsvorschlag", highlighting: "Markierung, ohne Text" };
const HELD = { waiting: "wartet auf Freigabe", hidden: "verborgen" };
const STATES = { waiting: "wird übertragen, sobald wieder Netz da ist", conflict: "an zwei Stellen geändert", refused: "nicht übernommen" };

/** Whether its author may still change the words of a note; the server decides, by its own clock. */
export const changeable = (note, moment) => note.editable && (!note.editable_until || moment <= Date.parse(note.editable_until));

/** One note below its paragraph. */
export function noteNode(note, reader, part) {
  const changes = reader.changes.filter(({ content }) => content.note === note.key);
  const edit = changes.findLast(({ content }) => content.kind === "edit");
  const gone = changes.some(({ content, state }) => content.kind === "withdraw" && state === "waiting");
  const local = note.change ?? edit;
  const text = edit ? edit.content.text : note.text;
  const replies = changes.filter(({ content }) => content.kind === "reply");
  const tools = make("p", { class: "note-actions" });
  if (note.change && !note.change.tried) {
    tools.append(small("Bearbeiten", () => reader.edit(note, part)), small("Verwerfen", () => reader.discard(note.change)));
  } else if (!note.change && !gone) {
    if (note.answerable) tools.append(small("Antworten", () => reader.reply(note, part)));
    if (changeable(note, reader.moment) && note.kind !== "highlighting") tools.append(small("Bearbeiten", () => reader.edit(note, part)));
    if (note.own && note.state === "open") tools.append(small("Zurückziehen", () => reader.withdraw(note)));
  }
  return make("article", { class: `note note-${note.circle}${note.reply_to ? " note-reply" : ""}` },
    make("p", { class: "note-head" },
      make("span", { class: `badge audience audience-${note.circle}` }, note.circle === "faction" && note.faction ? note.faction : CIRCLES[note.circle]),
      note.reply_to ? make("span", { class: "note-kind" }, "Antwort") : note.kind !== "commenting" ? make("span", { class: "note-kind" }, KINDS[note.kind] ?? "") : null,
      !note.change && HELD[note.state] ? make("span", { class: "badge" }, HELD[note.state]) : null),
    gone ? make("p", { class: "muted" }, "Wird zurückgezogen, sobald wieder Netz da ist.") : text ? make("p", { class: "note-text", dir: "auto" }, text) : null,
    note.start === null ? make("blockquote", { class: "note-quote" }, `${note.on_file ? `${note.on_file}: ` : ""}„${note.quote.slice(0, 160)}“`) : null,
    ...replies.map((reply) => make("p", { class: "note-text", dir: "auto" }, `Ihre Antwort: ${reply.content.text}`, make("span", { class: "muted small" }, ` – ${STATES[reply.state]}`))),
    make("p", { class: "muted small" }, [note.author || "Sie", moment(note.written_at), local && STATES[local.state]].filter(Boolean).join(" · ")),
    note.named?.length ? make("p", { class: "small" }, `Namentlich geteilt mit ${note.named.join(", ")}.`) : null,
    tools.childElementCount ? tools : null);
}

const small = (label, onclick) => make("button", { type: "button", class: "as-link", onclick }, label);

/** What could not be sent: both texts and a question, or the sentence why and what can be done. */
export function troubleNode(change, reader) {
  const { content, state, sentence, theirs } = change;
  const box = make("section", { class: "alert tone-warning folder-trouble", role: "region", "aria-label": STATES[state] });
  const inner = make("div", {}, make("p", {}, make("strong", {}, state === "conflict" ? "Diese Anmerkung wurde an zwei Stellen geändert" : "Diese Anmerkung wurde nicht übernommen")));
  box.append(inner);
  if (state !== "conflict") {
    inner.append(make("p", {}, sentence), make("p", { class: "note-text", dir: "auto" }, content.text ?? ""));
    inner.append(make("div", { class: "buttons" },
      content.text ? button("Text kopieren", () => navigator.clipboard.writeText(content.text)) : "",
      content.kind === "write" ? button("Noch einmal versuchen", () => reader.again(change)) : "",
      button("Verwerfen", () => reader.discard(change), { kind: "tertiary" })));
    return box;
  }
  const mine = content.kind === "withdraw" ? "Sie wollten sie zurückziehen." : content.text;
  inner.append(
    make("div", { class: "folder-two" },
      make("div", {}, make("h3", {}, "Auf diesem Gerät"), make("p", { class: "note-text", dir: "auto" }, mine)),
      make("div", {}, make("h3", {}, "An anderer Stelle"), make("p", { class: "note-text", dir: "auto" }, theirs.text))),
    make("div", { class: "buttons" },
      button(content.kind === "withdraw" ? "Trotzdem zurückziehen" : "Text dieses Geräts", () => reader.choose(change, "mine")),
      button("Text der anderen Stelle", () => reader.choose(change, "theirs")),
      content.kind === "edit" ? button("Beide Texte behalten", () => reader.choose(change, "both"), { kind: "primary" }) : ""));
  return box;
}

/**
 * Ask for words, kind and circle in a dialog; it closes once `save` has kept them, and otherwise says why it has not.
 * @param {{title: string, save: (words: {text: string, circle: string, motivation: string}) => Promise<void>,
 *   quote?: string, text?: string, circles?: object[], circle?: string, kinds?: boolean}} about
 * @returns {Promise<boolean>} whether something was kept
 */
export function askFor({ title, save, quote = "", text = "", circles = [], circle = "private", kinds = false }) {
  const dialog = make("dialog", { class: "notes-dialog", "aria-labelledby": "folder-dialog-title" });
  const field = make("textarea", { id: "folder-words", rows: "6", maxlength: "10000" });
  field.value = text;
  const kind = make("select", { id: "folder-kind" }, ...Object.entries(KINDS).map(([value, label]) => make("option", { value }, label)));
  const readers = make("div", { class: "note-readers", role: "status" });
  const radios = circles.map((one, at) => make("label", { class: "folder-circle" }, make("input", { type: "radio", name: "circle", value: one.circle, checked: one.circle === circle || (at === 0 && !circles.some((other) => other.circle === circle)) }), make("span", {}, one.label)));
  const problem = make("p", { role: "alert" });
  const form = make("form", { class: "form", method: "dialog", novalidate: true },
    quote && make("blockquote", { class: "note-passage", tabindex: "0", role: "region", "aria-label": "Die Stelle im Text" }, quote),
    kinds && make("div", { class: "field" }, make("label", { for: "folder-kind" }, "Art"), kind),
    make("div", { class: "field" }, make("label", { for: "folder-words" }, "Ihre Anmerkung"), field),
    circles.length > 0 && make("fieldset", { class: "field" }, make("legend", {}, "Wer soll das lesen?"), ...radios),
    circles.length > 0 && readers,
    problem,
    make("div", { class: "buttons" }, make("button", { type: "submit", class: "kern-btn kern-btn--primary" }, make("span", { class: "kern-label" }, "Speichern")), button("Abbrechen", () => dialog.close(), { kind: "tertiary" })));
  dialog.append(make("div", { class: "notes-dialog-head" }, make("h2", { id: "folder-dialog-title" }, title)), form);
  const chosen = () => form.querySelector("input[name=circle]:checked")?.value ?? "";
  const say = () => (readers.textContent = circles.find((one) => one.circle === chosen())?.sentence ?? "");
  form.addEventListener("change", say);
  say();
  document.body.append(dialog);
  return new Promise((resolve) => {
    let kept = false;
    let busy = false;
    const keep = async (words) => {
      busy = true;
      try {
        await save(words);
        kept = true;
        dialog.close();
      } catch (hindrance) {
        problem.textContent = sentenceOf(hindrance);
      }
      busy = false;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (busy) return;
      const words = field.value.trim();
      if (words || (kinds && kind.value === "highlighting")) keep({ text: words, circle: chosen(), motivation: kind.value });
      else {
        problem.textContent = "Bitte schreiben Sie etwas.";
        field.focus();
      }
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(kept);
    });
    dialog.showModal();
    field.focus();
  });
}
