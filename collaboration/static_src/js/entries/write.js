/** Writing a draft: it saves itself, survives a lost line, and keeps the structure of what is pasted. The form works without. */

import { arrived } from "../joint/carried.js";
import { keep } from "../write/keep.js";
import { put, taken } from "../write/paste.js";
import * as shelf from "../write/shelf.js";

const form = document.querySelector("form[data-write]");
const decision = document.querySelector("form[data-write-conflict]");

if (form) write(form);
if (decision) decide(decision);
for (const { dataset } of document.querySelectorAll("[data-write-reached]")) reached(dataset);

function write(form) {
  const key = form.dataset.write;
  const state = form.querySelector("[data-write-state]");
  const found = form.querySelector("[data-write-found]");
  const line = keep(form, {
    say: (text) => (state.textContent = text),
    onConflict: () => (found.hidden = false),
  });
  found.querySelector("[data-write-compare]").addEventListener("click", () => form.requestSubmit());
  found.querySelector("[data-write-drop]").addEventListener("click", () => {
    shelf.clear(key);
    line.stop();
    location.reload();
  });
  restore(form, line, found);
  form.addEventListener("paste", paste);
}

// What did not reach the server the last time is put back; on an older footing, both texts are shown before anything is saved.
function restore(form, line, found) {
  const entry = shelf.find(form.dataset.write);
  if (!entry) return;
  const revision = Number(form.elements.revision.value);
  const arrived = entry.sent && revision > Number(entry.revision);
  if (arrived || same(form, entry.values)) return shelf.clear(form.dataset.write);
  fill(form, entry.values);
  if (revision === Number(entry.revision)) return line.changed();
  form.elements.revision.value = entry.revision;
  line.stop();
  found.hidden = false;
}

function same(form, values) {
  const shown = Object.fromEntries(new FormData(form));
  const names = Object.keys({ ...shown, ...values }).filter((name) => name !== "csrfmiddlewaretoken" && name !== "revision");
  return names.every((name) => plain(shown[name]) === plain(values[name]));
}

function plain(value) {
  return (value ?? "").replace(/\r\n/g, "\n");
}

function fill(form, values) {
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.tagName === "BUTTON") continue;
    if (field.type === "checkbox") field.checked = field.name in values;
    else if (field.type === "radio") field.checked = values[field.name] === field.value;
    else if (field.name in values) field.value = values[field.name];
  }
}

function paste(event) {
  const field = event.target;
  const text = taken(event);
  if (!text) return;
  // insertText keeps "undo" alive; where a browser refuses it, the text goes in all the same
  if (document.execCommand("insertText", false, text)) return;
  put(field, text);
}

// Until the person has decided, the own text stays on this device, too.
function decide(form) {
  const key = form.dataset.writeConflict;
  const entry = () => ({ revision: form.elements.revision.value, values: Object.fromEntries(new FormData(form)) });
  shelf.lay(key, { ...entry(), revision: 0 });
  form.addEventListener("submit", () => shelf.lay(key, { ...entry(), sent: true }));
  form.querySelector("[data-write-drop]").addEventListener("click", () => shelf.clear(key));
}

// A later page of the same draft shows that what was sent has arrived.
function reached({ writeReached, revision }) {
  arrived(writeReached);
  const entry = shelf.find(writeReached);
  if (entry?.sent && Number(revision) > Number(entry.revision)) shelf.clear(writeReached);
}
