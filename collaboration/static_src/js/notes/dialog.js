/** Opens the pages for writing, changing, lifting and withdrawing a note in a dialog; their forms stay the server's. */

import { pageOf } from "../trusted.js";

const WORDS = {
  away: "Keine Verbindung. Ihr Text bleibt hier stehen – bitte noch einmal versuchen.",
  refused: "Das ging nicht. Ihr Text bleibt hier stehen.",
};

/**
 * @param {HTMLDialogElement} dialog
 * @param {(page: Document) => void} done is handed the page that the server leads to after success
 */
export function prepare(dialog, done) {
  const title = dialog.querySelector("h2");
  const problem = dialog.querySelector("[data-dialog-problem]");
  const body = dialog.querySelector("[data-dialog-body]");
  const typed = new Map(); // what was typed and not sent, by address
  let address = "";
  let busy = false;
  let origin = null; // what the dialog was opened from

  const say = (sentence) => {
    problem.textContent = sentence;
    problem.className = sentence ? "alert tone-danger" : "";
  };

  const show = (page, form) => {
    title.textContent = page.querySelector("h1").textContent;
    body.replaceChildren(document.adoptNode(form));
    say("");
  };

  const open = async (href, from) => {
    const answer = await fetch(href).catch(() => null);
    const page = answer?.ok ? await parsed(answer) : null;
    const form = page?.querySelector("[data-note-form]");
    if (!form) {
      location.assign(href);
      return;
    }
    address = href;
    origin = from;
    show(page, form);
    const field = body.querySelector("textarea");
    if (field && typed.has(address)) field.value = typed.get(address);
    dialog.showModal();
    body.querySelector("mark")?.scrollIntoView({ block: "nearest", behavior: "instant" });
    (field ?? body.querySelector("input:not([type=hidden]), button, a")).focus();
  };

  const send = async (form) => {
    busy = true;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    busy = false;
    if (!answer) {
      say(WORDS.away);
      wake(form);
      return;
    }
    const page = await parsed(answer);
    if (answer.ok && page.querySelector("[data-notes]")) {
      typed.delete(address);
      origin = null;
      body.replaceChildren();
      dialog.close();
      done(page);
      return;
    }
    const again = page.querySelector("[data-note-form]");
    if (again) {
      show(page, again);
      (body.querySelector(".summary") ?? body.querySelector("textarea"))?.focus();
      return;
    }
    say(`${WORDS.refused} ${page.querySelector(".page-head .lead")?.textContent ?? ""}`.trim());
    wake(form);
  };

  // The browser cannot always give the focus back: what had it may be hidden by now, or swapped for a newer part.
  dialog.addEventListener("close", () => (document.getElementById(origin?.id) ?? origin)?.focus());
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!busy) send(event.target);
  });
  dialog.addEventListener("input", ({ target }) => {
    if (target.matches("textarea")) typed.set(address, target.value);
  });
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cancel] a, [data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  return { open };
}

const parsed = async (answer) => pageOf(await answer.text());

// The buttons of a form that came back to life.
const wake = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
};
