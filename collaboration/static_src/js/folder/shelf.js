/** One folder as it lies on the device: how far it is loaded, how much room it takes, and the buttons to load, open and delete it. */

import { load } from "./loading.js";
import { button, link, make } from "./nodes.js";
import { sentenceOf } from "./problems.js";
import { counted, moment, size, space } from "./sizes.js";
import { folder as kept, inUse, partsOf } from "./store.js";
import { wipeFolder } from "./wiping.js";
import { waiting } from "./writing.js";

/**
 * Show the folder in `root` and keep it up to date.
 * @param {{opened?: boolean, name?: string, onChange?: () => void}} options `opened`: this page is the folder
 */
export async function shelve(root, key, { opened = false, onChange = () => {} } = {}) {
  const record = inUse() ? await kept(key) : null;
  const again = () => shelve(root, key, { opened, onChange });
  const start = () => take(root, key, again, onChange);
  const buttons = make("div", { class: "buttons" });
  const lines = [];
  if (record?.state === "ready") {
    lines.push(await sentence(record));
    if (!opened) buttons.append(link("Mappe öffnen", `/meetings/${key}/folder/`, { kind: "primary" }));
    buttons.append(button("Neu abgleichen", start), button("Vom Gerät löschen", () => remove(root, key, again, onChange), { kind: "tertiary" }));
  } else {
    if (record) lines.push(record.reason || "Diese Mappe ist noch nicht vollständig geladen.");
    buttons.append(button(record?.state === "loading" ? "Weiter laden" : "Mappe laden", start, { kind: "primary" }));
    if (record?.state === "loading") buttons.append(button("Vom Gerät löschen", () => remove(root, key, again, onChange), { kind: "tertiary" }));
  }
  root.replaceChildren(...lines.map((line) => make("p", {}, line)), buttons, ...(await room(record)));
}

async function sentence(record) {
  const parts = await partsOf(record.key);
  const files = parts.filter(({ kind }) => kind === "file").length;
  const papers = parts.filter(({ name }) => name.startsWith("paper-")).length;
  const what = [counted(papers, "eine Vorlage", "Vorlagen"), counted(files, "eine Datei", "Dateien")].join(", ");
  return `Auf diesem Gerät, auch ohne Netz lesbar: ${what}. Geladen am ${moment(record.loadedAt)}.`;
}

async function room(record) {
  if (!record) return [];
  const bytes = (await partsOf(record.key)).reduce((sum, part) => sum + part.size, 0);
  const { usage, quota } = await space();
  const all = usage ? ` Alles zusammen: ${size(usage)} von ${size(quota)}.` : "";
  return [make("p", { class: "muted small" }, `Platz auf dem Gerät: ${size(bytes)}.${all}`)];
}

async function take(root, key, again, onChange) {
  const bar = make("progress", { max: 1, value: 0, "aria-label": "Laden der Mappe" });
  const told = make("p", { class: "numbers", role: "status" }, "Die Mappe wird gepackt …");
  root.replaceChildren(make("p", {}, "Die Mappe wird geladen. Sie können weiterlesen; bitte lassen Sie diese Seite offen."), bar, told);
  try {
    await load(key, ({ done, total, bytes, all }) => {
      bar.max = all || 1;
      bar.value = bytes;
      told.textContent = `${done} von ${counted(total, "einem Teil", "Teilen")}, ${size(bytes)} von ${size(all)}`;
    }, { anew: true });
    navigator.storage?.persist?.().catch(() => {});
    await again();
    onChange();
  } catch (problem) {
    const sentence = sentenceOf(problem);
    await again();
    root.prepend(make("p", { class: "alert tone-warning", role: "alert" }, sentence));
  }
}

async function remove(root, key, again, onChange) {
  const unsent = (await waiting(key)).length;
  const loss = unsent ? " Was Sie ohne Netz geschrieben haben und noch nicht übertragen ist, bleibt und wird später übertragen." : "";
  const yes = button("Ja, vom Gerät löschen", async () => {
    await wipeFolder(key);
    await again();
    onChange();
  }, { kind: "primary" });
  root.replaceChildren(
    make("p", {}, `Diese Mappe vom Gerät löschen? Beim Server bleibt alles, wie es ist.${loss}`),
    make("div", { class: "buttons" }, yes, button("Behalten", again)),
  );
  yes.focus();
}
