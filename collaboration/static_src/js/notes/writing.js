/** Lets links with data-dialog open the pages for writing in the dialog, and brings the list to the present afterwards. */

import { apply } from "../live/line.js";
import { prepare } from "./dialog.js";

/**
 * @param {{root: HTMLElement, list: HTMLElement, dialog: HTMLDialogElement, redraw: () => void,
 *   renew?: (page: Document) => Promise<Document>}} about `renew` gives the page whose list this page shows
 * @returns {(href: string, from: HTMLElement, about?: string) => void} opens an address in the dialog
 */
export function writing({ root, list, dialog, redraw, renew = async (page) => page }) {
  const known = () => new Set([...list.querySelectorAll(".note")].map((note) => note.id));
  let before = known();
  let subject = "";

  const { open } = prepare(dialog, async (answer) => {
    const fresh = (await renew(answer)).querySelector("[data-notes]");
    const parts = [...fresh.querySelectorAll("[data-block]")];
    const own = [...fresh.querySelectorAll("[data-own]")].map((note) => note.id);
    apply(root, {
      order: parts.map((part) => part.id),
      changed: parts.map((part) => ({ id: part.id, html: part.outerHTML })),
    });
    redraw();
    const made = own.find((id) => !before.has(id)) ?? subject;
    go(document.getElementById(made) ?? root.querySelector("h2"));
  });

  const begin = (href, from, about = "") => {
    before = known();
    subject = about;
    open(href, from);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    begin(link.href, link, link.closest(".note")?.id);
  });
  return begin;
}

/** Bring an element into sight and give it the focus. */
export function go(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
  element.classList.remove("fresh");
  requestAnimationFrame(() => element.classList.add("fresh"));
}
