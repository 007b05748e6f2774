/** What a person writes in a folder: kept on the device before its dialog closes, and sent when there is a network. */

import { Hindered, sentenceOf } from "./problems.js";
import { askFor } from "./notes.js";
import { jot, rewrite } from "./writing.js";

const ORDER = ["private", "faction", "council", "public"];
const SENT = "Diese Anmerkung wurde inzwischen übertragen. Kopieren Sie Ihren Text, brechen Sie hier ab und bearbeiten Sie die Anmerkung dann neu.";

/** @param {object} reader the folder with its `key` and `changes`; `written` follows, `fail` tells a problem */
export function authoring(reader) {
  const ask = async (about) => (await askFor(about)) && reader.written();
  const keep = (change) => jot(reader.key, change).then(() => reader.written()).catch((problem) => reader.fail(sentenceOf(problem)));

  const circles = (paper, suffix = "") => {
    const { circles: all, documents } = reader.folder.agenda;
    const open = documents.find(({ name }) => name === `paper-${paper.key}`)?.audience === "public";
    return all[`${open ? "public" : "closed"}${suffix}`] ?? [];
  };

  // The words of a closed paper stay under its key: beside it, the place alone says which passage is meant.
  const passage = ({ paper, start, end, quote }) => {
    const closed = reader.folder.parts.get(`paper-${paper.key}`)?.closed ?? true;
    return { kind: "write", paper: paper.key, version: paper.version, start, end, ...(closed ? {} : { exact: quote }) };
  };

  const unsentEdit = (note) => reader.changes.findLast(({ content }) => content.note === note.key && content.kind === "edit");

  return {
    write: ({ block, ...about }) =>
      ask({ title: `Absatz ${block} kommentieren`, quote: about.quote, kinds: true, circles: circles(about.paper), save: (words) => jot(reader.key, { ...passage(about), ...words }) }),

    highlight: (about) => keep({ ...passage(about), text: "", circle: "private", motivation: "highlighting" }),

    edit(note) {
      const save = async ({ text }) => {
        const waits = note.change ?? unsentEdit(note);
        if (waits && (await rewrite(waits, { text }))) return;
        if (note.change) throw new Hindered(SENT);
        await jot(reader.key, { kind: "edit", note: note.key, version: note.version, text });
      };
      return ask({ title: "Anmerkung bearbeiten", quote: note.quote, text: unsentEdit(note)?.content.text ?? note.text, save });
    },

    reply(note, part) {
      const paper = reader.folder.read.get(part);
      const within = ({ circle }) => ORDER.indexOf(circle) <= ORDER.indexOf(note.circle);
      const open = note.circle === "private" ? circles(paper, "-private-reply") : circles(paper).filter(within);
      const save = ({ text, circle }) => jot(reader.key, { kind: "reply", note: note.key, text, circle });
      return ask({ title: "Antworten", quote: note.text, circles: open, circle: note.circle, save });
    },

    async withdraw(note) {
      if (!confirm("Diese Anmerkung zurückziehen? Ihr Text wird gelöscht.")) return;
      await keep({ kind: "withdraw", note: note.key, version: note.version });
    },
  };
}
