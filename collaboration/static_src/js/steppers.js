/** Buttons − and + beside the numbers of a vote: for fingers. Without a script the number is typed. */

export function stepper(box) {
  const input = box.querySelector("input");
  if (!input || box.querySelector("button")) return;
  const button = (sign, word, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", `${word}: ${label(input)}`);
    made.addEventListener("click", () => {
      input.value = String(Math.max(0, Number(input.value || 0) + step));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return made;
  };
  input.before(button("−", "einer weniger", -1));
  input.after(button("+", "einer mehr", 1));
}

const label = (input) => document.querySelector(`label[for="${input.id}"]`)?.textContent.trim() ?? "";
