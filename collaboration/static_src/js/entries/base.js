/** Small comforts for every page; nothing here is needed to read or to act. */

import { contact } from "../folder/contact.js";
import { leave } from "../folder/leaving.js";
import { leave as leaveDrafts } from "../joint/leaving.js";
import { stepper } from "../steppers.js";
import "../trusted.js";

document.querySelectorAll(".stepper").forEach(stepper);

// Where folders lie on this device, the server says at once whether they may stay.
leaveDrafts();
leave();
if (!document.querySelector("[data-folder]")) contact().catch(() => {});

const fold = document.querySelector(".menu details");

fold?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !fold.open) return;
  fold.open = false;
  fold.querySelector("summary").focus();
});

// A form that is on its way is not sent twice.
document.addEventListener("submit", ({ target }) => {
  if (target.method !== "post") return;
  if (target.dataset.sent) return;
  target.dataset.sent = "yes";
  setTimeout(() => {
    target.querySelectorAll("button:not([name])").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
});

// Coming back by "back" finds every button alive again.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});
