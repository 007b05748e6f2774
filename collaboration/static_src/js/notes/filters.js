/** Narrows the list of notes at once, where a page shows all of them; without a script the form asks the server. */

/**
 * @returns {() => void} applies what is chosen anew, for notes that came meanwhile
 */
export function narrow(root, list) {
  const form = root.querySelector("[data-notes-filters]");
  if (!form || !root.dataset.live || root.querySelector(".pagination")) return () => {};
  form.querySelector(".buttons").hidden = true;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  form.after(said);

  const apply = () => {
    const { circle, author, stand } = Object.fromEntries(new FormData(form));
    let shown = 0;
    for (const note of list.querySelectorAll(".note")) {
      const { dataset } = note;
      const fits =
        (!circle || dataset.audience === circle) &&
        (!stand || dataset.stand === stand) &&
        (!author || (author === "-" ? "own" in dataset : dataset.author === author));
      note.hidden = !fits;
      shown += fits;
    }
    said.textContent = circle || author || stand ? `Gefiltert: ${shown === 1 ? "eine Anmerkung" : `${shown} Anmerkungen`}.` : "";
  };
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  return apply;
}
