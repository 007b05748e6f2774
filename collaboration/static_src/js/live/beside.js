/** Papers open beside what is happening, without leaving the page; a second tap, or "Schließen", takes them away again. */

import { pageOf } from "../trusted.js";

/** Let links with data-beside open in the place #beside. */
export function open() {
  const place = document.getElementById("beside");
  if (!place) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-beside]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(place, link);
  });
  place.querySelector("[data-close]").addEventListener("click", () => {
    place.hidden = true;
    document.querySelector(`a[data-beside][href="${CSS.escape(place.dataset.from ?? "")}"]`)?.focus();
  });
}

async function show(place, link) {
  const body = place.querySelector("[data-body]");
  place.dataset.from = link.getAttribute("href");
  place.querySelector("[data-whole]").href = link.href;
  place.querySelector("h2").textContent = link.dataset.beside;
  body.textContent = "Wird geladen …";
  place.hidden = false;
  place.querySelector("h2").focus();
  try {
    const answer = await fetch(link.href);
    const page = pageOf(await answer.text());
    const text = answer.ok && page.getElementById("text");
    if (!text) return location.assign(link.href);
    for (const part of text.querySelectorAll(".block-comment, .block-notes, script")) part.remove();
    for (const part of text.querySelectorAll("[id]")) part.removeAttribute("id");
    text.removeAttribute("id");
    body.replaceChildren(document.importNode(text, true));
  } catch {
    location.assign(link.href);
  }
}
