/** A draft that a faction writes together: the form as ever, its text fields bound to one document. The form works without. */

import * as Y from "yjs";
import { bind } from "../joint/binding.js";
import { read, written } from "../joint/bytes.js";
import { line } from "../joint/line.js";
import { presence } from "../joint/presence.js";
import { shelf } from "../joint/shelf.js";
import { put, taken } from "../write/paste.js";
import * as old from "../write/shelf.js";

const NAMES = ["name", "resolution", "reasons", "plain_summary"];
const STOPS_WRITING = 8000; // milliseconds after the last letter
const LATE = 2500; // milliseconds until it is said that something is not yet on the server
const SAVED = "Alles gesichert.";
const SAVING = "Wird gesichert …";
const BROKEN = "Verbindung unterbrochen – Ihr Text bleibt hier und wird nachgereicht.";
const BROKEN_AND_FULL = "Verbindung unterbrochen. Auf diesem Gerät lässt sich nichts ablegen; bitte lassen Sie die Seite offen.";
const ENDED = "Dieser Entwurf wird nicht mehr gemeinsam geschrieben. Was hier steht und noch nicht gesichert war, können Sie kopieren; geändert wird hier nichts mehr.";
const GONE = "Sie schreiben an diesem Entwurf nicht mehr mit.";

const form = document.querySelector("form[data-joint]");
if (form?.elements.base.value) together(form);

function together(form) {
  const { joint: key, jointPaper: paper, jointMe: me, jointLine: address } = form.dataset;
  const state = form.querySelector("[data-joint-state]");
  const trouble = form.querySelector("[data-joint-trouble]");
  const fields = Object.fromEntries(NAMES.map((name) => [name, { field: form.elements[name], label: labelOf(form.elements[name]) }]));
  const doc = new Y.Doc();
  const kept = shelf({ paper, key, me });
  const here = presence(document.querySelector("[data-joint-people]"), document.querySelector("[data-joint-names]"), fields);
  let connection = null;
  let broken = false;
  let late = 0;
  let writing = 0;
  let laying = 0;

  Y.applyUpdate(doc, read(form.elements.base.value), "line");
  const left = kept.unpack(doc);
  const unbind = NAMES.map((name) => bind(fields[name].field, doc.getText(name), { onWrite: () => wrote(name) }));
  if (old.find(paper)?.sent) old.clear(paper);

  function wrote(name) {
    clearTimeout(laying);
    laying = setTimeout(lay, 200);
    say(broken ? BROKEN : "");
    late ||= setTimeout(() => say(broken ? BROKEN : SAVING), LATE);
    connection?.at(name);
    clearTimeout(writing);
    writing = setTimeout(() => connection?.at(""), STOPS_WRITING);
  }

  function lay() {
    clearTimeout(laying);
    laying = 0;
    if (!kept.lay(doc) && broken) say(BROKEN_AND_FULL);
  }

  function say(words) {
    if (words && state.textContent !== words) state.textContent = words;
  }

  function complain(words) {
    trouble.hidden = !words;
    trouble.querySelector("p").textContent = words;
  }

  const states = {
    live() {
      broken = false;
      complain("");
      here.start();
    },
    broken() {
      broken = true;
      here.forget();
      say(BROKEN);
    },
    refused(words) {
      clearTimeout(late);
      late = 0;
      say("Nicht gesichert.");
      complain(`Nicht gesichert: ${words}`);
    },
    ended() {
      rest();
      complain(ENDED);
    },
    gone() {
      rest();
      kept.wipe();
      document.querySelector("ol.trail")?.replaceChildren();
      document.querySelector("main .page").replaceChildren(Object.assign(document.createElement("p"), { textContent: GONE, role: "alert" }));
    },
  };

  function rest() {
    if (laying) lay(); // the last letters, too
    clearTimeout(late);
    unbind.splice(0).forEach((letGo) => letGo());
    here.forget();
    for (const { field } of Object.values(fields)) field.readOnly = true;
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) button.disabled = true;
  }

  connection = line({
    address,
    key,
    doc,
    left,
    onState: (name, words) => states[name](words),
    onPresence: here.hear,
    onSettled() {
      clearTimeout(late);
      clearTimeout(laying);
      late = laying = 0;
      kept.clear();
      complain("");
      say(SAVED);
    },
  });

  form.addEventListener("paste", (event) => {
    const text = taken(event); // "undo" is the document's own, so the browser's need not know
    if (text) put(event.target, text);
  });
  addEventListener("pagehide", () => laying && lay());
  form.addEventListener("submit", () => {
    if (!connection.settled()) {
      lay();
      kept.carried();
    }
    form.elements.update.value = written(connection.lacking());
    form.elements.base.disabled = true;
  });
  addEventListener("pageshow", () => (form.elements.base.disabled = false));
}

function labelOf(field) {
  return field.labels[0]?.firstChild.textContent.trim() ?? field.name;
}
