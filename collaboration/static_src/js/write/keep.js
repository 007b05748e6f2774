/** Sends a draft to the server every few seconds, one request after the other; what fails stays on the shelf and is tried again. */

import * as shelf from "./shelf.js";

const PAUSE = 2500; // milliseconds after the last key
const AGAIN = 5000; // milliseconds after a failure

/** Follow a form; `say` shows the state, `onConflict` is called once when somebody else saved meanwhile. */
export function keep(form, { say, onConflict }) {
  const key = form.dataset.write;
  let timer = 0;
  let sending = false;
  let changes = 0;
  let stopped = false;
  let waiting = null; // the button pressed while a request was on its way

  const values = () => Object.fromEntries(new FormData(form));
  const revision = () => form.elements.revision;

  function changed() {
    changes += 1;
    const kept = shelf.lay(key, { revision: revision().value, values: values() });
    if (!stopped) say(kept ? "Noch nicht gesichert …" : "Noch nicht gesichert. Bitte öfter speichern.");
    plan(PAUSE);
  }

  function plan(pause) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(send, pause);
  }

  async function send() {
    if (sending || stopped) return;
    sending = true;
    const sent = changes;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      await read(answer, sent);
    } catch {
      say("Keine Verbindung. Ihr Text ist auf diesem Gerät gesichert und wird gesendet, sobald es wieder geht.");
      plan(AGAIN);
    } finally {
      sending = false;
    }
    if (waiting) form.requestSubmit(waiting);
    else if (changes > sent) plan(PAUSE);
  }

  async function read(answer, sent) {
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) {
      revision().value = told.revision;
      if (changes > sent) return shelf.lay(key, { revision: told.revision, values: values() }); // the newest is not there yet
      shelf.clear(key);
      say(`Gesichert um ${told.kept_at}.`);
    } else if (told.conflict) {
      stop();
      say(told.problem);
      onConflict();
    } else if (answer.status < 500) {
      say(told.problem ? `Nicht gesichert: ${told.problem}` : "Nicht gesichert. Bitte neu anmelden; Ihr Text bleibt auf diesem Gerät.");
    } else {
      say("Der Server antwortet gerade nicht. Ihr Text ist auf diesem Gerät gesichert.");
      plan(AGAIN);
    }
  }

  function stop() {
    stopped = true;
    clearTimeout(timer);
  }

  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    waiting = sending ? event.submitter : null;
    if (waiting) return event.preventDefault(); // else the draft would meet its own autosave as a stranger
    stop();
    shelf.lay(key, { revision: revision().value, values: values(), sent: true });
  });
  addEventListener("online", () => changes && plan(0));
  addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
  return { changed, stop };
}
