/** The person's own tools: after each change they are asked for once, and swapped unless something was begun in them. */

import { announce, know } from "./announce.js";
import { pageOf } from "../trusted.js";

const SPREAD = 300; // milliseconds over which the pages of one body spread their asking
const AT_LEAST_EVERY = 30000;

let waiting = 0;

/** Begin: once in a while the tools are asked for even if nothing seemed to happen. */
export function keep() {
  const box = document.getElementById("tools");
  if (!box) return;
  know(box);
  setInterval(() => document.visibilityState === "visible" && renew(), AT_LEAST_EVERY);
  box.addEventListener("focusout", () => box.dataset.late && renew());
}

/** Ask for the tools soon; several changes at once make one question. */
export function renew() {
  if (!document.getElementById("tools")) return;
  waiting ||= setTimeout(fetchTools, Math.random() * SPREAD);
}

async function fetchTools() {
  waiting = 0;
  const box = document.getElementById("tools");
  try {
    const answer = await fetch(box.dataset.tools);
    if (!answer.ok || answer.redirected) return;
    const page = pageOf(await answer.text());
    const fresh = page.getElementById("tools");
    if (fresh) swap(box, fresh);
  } catch {
    // no line; the next change asks again
  }
}

function swap(box, fresh) {
  delete box.dataset.late;
  for (const part of [...box.children]) if (!fresh.querySelector(`:scope > #${CSS.escape(part.id)}`)) leave(part);
  let before = null;
  for (const part of [...fresh.children]) {
    const old = document.getElementById(part.id);
    const now = old && (same(old, part) || busy(old)) ? old : document.importNode(part, true);
    if (old && now === old && !same(old, part)) box.dataset.late = "yes";
    if (old && now !== old) replace(old, now);
    if (before ? before.nextElementSibling !== now : box.firstElementChild !== now) {
      before ? before.after(now) : box.prepend(now);
    }
    before = now;
  }
  announce([box]);
}

function leave(part) {
  if (busy(part)) part.closest("#tools").dataset.late = "yes";
  else part.remove();
}

function replace(old, now) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.id;
  for (const fold of old.querySelectorAll("details[id][open]")) now.querySelector(`#${CSS.escape(fold.id)}`)?.setAttribute("open", "");
  old.replaceWith(now);
  if (focused) (document.getElementById(name) ?? now.querySelector("button, a[href], input, summary") ?? now).focus();
}

// Two renderings differ in their tokens though nothing changed.
const plain = (part) => part.outerHTML.replace(/(name="csrfmiddlewaretoken" value=)"[^"]*"/g, "$1");
const same = (old, fresh) => plain(old) === plain(fresh);

// Something was begun: a field is being written in, or differs from what the server sent.
const busy = (part) => {
  const at = document.activeElement;
  if (part.contains(at) && at.matches("textarea, select, input:not([type=hidden], [type=submit], [type=radio], [type=checkbox])")) return true;
  return [...part.querySelectorAll("input, textarea, select")].some(changed);
};
const changed = (field) => {
  if (field.type === "hidden") return false;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected && option.index);
  return field.value !== field.defaultValue;
};
