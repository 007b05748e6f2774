/** The agenda of a folder, with what changed since one read, what waits, and the search. */

import { changed, passages, titleOf } from "./contents.js";
import { button, make } from "./nodes.js";
import { troubleNode } from "./notes.js";
import { find } from "./searching.js";
import { counted } from "./sizes.js";

const SHOWN = 60;

/** The parts of the agenda's page, top to bottom. */
export function agendaNode(reader, pane) {
  const { folder, changes } = reader;
  const { meeting, items, withheld } = folder.agenda;
  const held = withheld ? make("p", { class: "alert tone-info" }, `${withheld === 1 ? "Ein nichtöffentlicher Punkt liegt" : `${withheld} nichtöffentliche Punkte liegen`} nicht in der Mappe: Die Regeln der Stadt lassen das nicht zu. Sie lesen ${withheld === 1 ? "ihn" : "sie"} auf der Seite der Sitzung.`) : null;
  const troubles = changes.filter(({ state }) => state !== "waiting");
  return [
    make("p", { class: "overline" }, meeting.body),
    make("h2", {}, "Tagesordnung"),
    make("p", {}, [meeting.when, meeting.where].filter(Boolean).join(" · ")),
    ...troubles.map((change) => troubleNode(change, reader)),
    ...news(reader, pane),
    searching(reader, pane),
    held,
    items.length ? list(reader, pane) : make("p", { class: "muted" }, "Die Tagesordnung ist noch leer."),
    folder.files.length ? make("section", { class: "section" }, make("h3", {}, "Unterlagen der Sitzung"), make("ul", {}, ...folder.files.map((name) => make("li", {}, pane.to(name))))) : null,
  ].filter(Boolean);
}

function list({ folder }, pane) {
  const rows = [];
  let part = null;
  const parted = new Set(folder.items.map((item) => item.part)).size > 1;
  for (const item of folder.items) {
    if (parted && item.part !== part) rows.push(make("li", { class: "folder-part" }, make("h3", {}, item.part)));
    part = item.part;
    const documents = item.documents.map((name) => make("li", {}, pane.to(name, { label: shortly(folder, name, item) })));
    rows.push(
      make("li", { class: `folder-item level-${item.level}` },
        make("span", { class: "number" }, item.number),
        make("div", {},
          make("p", { class: "row-title" }, pane.to(item.documents[0] ?? item.name, { label: item.title })),
          item.closed && make("p", { class: "badges" }, make("span", { class: "badge" }, "nichtöffentlich")),
          item.result && make("p", { class: "muted small" }, item.result),
          documents.length > 0 && make("ul", { class: "folder-documents" }, ...documents),
        ),
      ),
    );
  }
  return make("ol", { class: "folder-agenda" }, ...rows);
}

// In a row of the agenda the number says enough where the paper is called like the item.
function shortly(folder, name, item) {
  const { over, title } = titleOf(folder, name);
  return title === item.title || title.startsWith(over) ? title.startsWith(over) ? title : over : `${over}: ${title}`;
}

function news({ folder, record, onSeen }, pane) {
  if (!record.begun) return [];
  const found = changed(folder, record);
  if (!found.length) return [];
  const rows = found.map(({ name, words }) => make("li", {}, pane.to(name), make("span", { class: "muted" }, ` – ${words.join(", ")}`)));
  return [
    make("section", { class: "card folder-news" },
      make("h3", {}, "Was sich geändert hat, seit Sie lasen"),
      make("ul", {}, ...rows),
      make("div", { class: "buttons" }, button("Alles gesehen", onSeen, { kind: "tertiary" })),
    ),
  ];
}

function searching({ folder }, pane) {
  const said = make("p", { role: "status", class: "muted" });
  const hits = make("ol", { class: "folder-hits" });
  const field = make("input", { type: "search", id: `${pane.side}-suche`, autocomplete: "off", placeholder: "In dieser Mappe suchen" });
  let known = null;
  const look = (event) => {
    event?.preventDefault();
    if (field.value.trim().length < 2) {
      hits.replaceChildren();
      said.textContent = event?.type === "submit" ? "Bitte geben Sie mindestens zwei Zeichen ein." : "";
      return;
    }
    known ??= passages(folder);
    const found = find(known, field.value);
    said.textContent = found.length ? `${counted(found.length, "Eine Stelle", "Stellen")} in dieser Mappe${found.length > SHOWN ? `, die ersten ${SHOWN}` : ""}.` : "Nichts gefunden in dieser Mappe. Versuchen Sie ein kürzeres Wort.";
    hits.replaceChildren(...found.slice(0, SHOWN).map((hit) => row(hit, pane)));
  };
  return make("div", { class: "folder-search" },
    make("form", { class: "search", role: "search", "aria-label": `In dieser Mappe suchen (${pane.side})`, onsubmit: look, oninput: look },
      make("label", { class: "sr-only", for: field.id }, "In dieser Mappe suchen"), field, make("button", { type: "submit" }, "Suchen")),
    said, hits);
}

function row({ name, block, label, pieces }, pane) {
  const text = pieces.map(([words, found]) => (found ? make("mark", {}, words) : words));
  return make("li", {}, pane.to(name, { block }), label && make("span", { class: "muted" }, ` · ${label}`), make("p", { class: "small" }, ...text));
}
