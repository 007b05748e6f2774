/** The folder's page: one folder at its address, or the list of all that lie on this device. */

import { contact } from "../folder/contact.js";
import { bring, leftovers } from "../folder/leftovers.js";
import { shell } from "../folder/loading.js";
import { link, make } from "../folder/nodes.js";
import { Hindered } from "../folder/problems.js";
import { Reader } from "../folder/reader.js";
import { shelve } from "../folder/shelf.js";
import { folder as kept, folders, inUse } from "../folder/store.js";
import { expire } from "../folder/wiping.js";

const root = document.querySelector("[data-folder]");
const shelf = root.querySelector("[data-shelf]");
const desk = root.querySelector("[data-reader]");
const key = location.pathname.match(/^\/meetings\/([^/]+)\/folder\/$/)?.[1];

const PATIENCE = 1500; // milliseconds; then what lies here is shown, as without network

begin();

// Another page of this device may empty it at any moment: then there is nothing here, whatever was under way.
async function begin() {
  try {
    await start();
  } catch (problem) {
    if (inUse() || !(problem instanceof Hindered)) throw problem;
    await (key ? gone() : list());
  }
}

async function start() {
  if (inUse()) await expire();
  // With network the server is asked first: the folder may be another account's.
  if (key && inUse() && navigator.onLine) await Promise.race([contact({ precise: true }).catch(() => {}), new Promise((on) => setTimeout(on, PATIENCE))]);
  if (!key) return list();
  root.querySelector("[data-meeting]").href = `/meetings/${key}/`;
  const reader = new Reader(desk, key, { onGone: gone });
  desk.hidden = false;
  if (inUse() && (await reader.begin())) {
    root.querySelector("[data-manage]").addEventListener("toggle", ({ target }) => target.open && shelve(target.querySelector("div"), key, { opened: true, onChange: () => location.reload() }));
    return undefined;
  }
  return gone();
}

// Nothing to read here (any more): why, and the button to load it.
async function gone() {
  desk.hidden = true;
  desk.querySelectorAll("[data-pane]").forEach((pane) => pane.replaceChildren());
  shelf.hidden = false;
  fresh();
  const record = inUse() && (await kept(key));
  const box = make("div", { class: "card stack" });
  shelf.replaceChildren(make("h1", {}, "Sitzungsmappe"), make("p", { class: "lead" }, record?.name ?? "Diese Mappe liegt nicht auf diesem Gerät."), box, ...(await leftovers(() => bring().then(gone))));
  await shelve(box, key, { opened: true, onChange: () => location.reload() });
}

// The house may have been rebuilt since this page was kept.
function fresh() {
  if (inUse() && navigator.onLine) shell().catch(() => {});
}

async function list() {
  shelf.hidden = false;
  shelf.replaceChildren(make("h1", {}, "Sitzungsmappen"));
  const found = await contact().catch(() => "away");
  if (["same", "session", "standing"].includes(found)) await bring();
  fresh();
  const all = inUse() ? await folders() : [];
  const boxes = all.sort((a, b) => (a.day < b.day ? 1 : -1)).map(({ key: one, name }) => {
    const box = make("div", { class: "stack" });
    shelve(box, one, { onChange: list });
    return make("section", { class: "card" }, make("h2", {}, name), box);
  });
  const none = make("div", { class: "stack" }, make("p", { class: "lead" }, "Auf diesem Gerät liegt keine Sitzungsmappe."), make("p", {}, "Öffnen Sie eine Sitzung und wählen Sie „Mappe laden“. Danach lesen und schreiben Sie darin auch ohne Netz."), make("div", { class: "buttons" }, link("Zu den Sitzungen", "/meetings/", { kind: "primary" })));
  const away = navigator.onLine ? [] : [make("p", { class: "alert tone-info" }, "Keine Verbindung. Ohne Netz lesen Sie die Mappen, die auf diesem Gerät liegen.")];
  const app = "Auf dem Tablet wählen Sie im Menü des Browsers „Zum Startbildschirm“: Dann öffnet sich die Mappe wie eine App, und das Gerät räumt sie nicht von selbst weg.";
  shelf.replaceChildren(make("h1", {}, "Sitzungsmappen"), ...away, ...(await leftovers(list)), ...(boxes.length ? boxes : [none]), make("p", { class: "muted" }, app));
}
