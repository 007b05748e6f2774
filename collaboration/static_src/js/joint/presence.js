/** Says in words who else is here and where somebody writes; screen readers hear who came and went alone. */

const FORGET = 40000; // milliseconds after which somebody who says nothing is gone
const PAUSE = 1200; // milliseconds until a change is said

/** `people`: where it is shown; `names`: where it is read out; `fields`: the text fields by name, with their labels. */
export function presence(people, names, fields) {
  const known = new Map(); // who → {name, field, at}
  const notes = new Map(Object.entries(fields).map(([name, { field }]) => [name, note(field)]));
  let saying = 0;

  function hear({ who, name, field }) {
    if (name) known.set(who, { name, field, at: Date.now() });
    else known.delete(who);
    plan();
  }

  function plan() {
    saying ||= setTimeout(() => {
      saying = 0;
      say();
    }, PAUSE);
  }

  function say() {
    for (const [who, { at }] of known) if (Date.now() - at > FORGET) known.delete(who);
    const here = [...known.values()].sort((one, other) => one.name.localeCompare(other.name, "de"));
    put(people, sentence(here.map(words)));
    put(names, sentence(here.map(({ name }) => name)));
    for (const [name, element] of notes) {
      const writers = [...new Set(here.filter(({ field }) => field === name).map((one) => one.name))];
      element.hidden = !writers.length;
      put(element, writers.length ? `${writers.join(", ")} ${writers.length === 1 ? "schreibt" : "schreiben"} hier gerade.` : "");
    }
  }

  const words = ({ name, field }) => (fields[field] ? `${name} (schreibt gerade: ${fields[field].label})` : name);
  setInterval(() => known.size && plan(), 10000);

  return {
    hear,
    /** The line is broken: nobody knows who is there. */
    forget() {
      known.clear();
      say();
      for (const element of [people, names]) put(element, "");
    },
    start: plan,
  };
}

function sentence(found) {
  const here = [...new Set(found)];
  return here.length ? `Hier ${here.length === 1 ? "ist" : "sind"} auch: ${here.join(", ")}.` : "Außer Ihnen ist gerade niemand hier.";
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function note(field) {
  const element = document.createElement("p");
  element.className = "small muted";
  element.hidden = true;
  field.after(element);
  return element;
}
