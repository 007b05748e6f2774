/** Reads to screen readers what changed: one polite region on the page, whole sentences, each only once. */

const said = new Map();
const region = () => document.querySelector("[data-live-announcement]");
const speaking = (within) => [
  ...(within.matches?.("[data-announce]") ? [within] : []),
  ...within.querySelectorAll("[data-announce]"),
];
const place = (element) => element.id || `${element.closest("[id]")?.id}:${element.dataset.announce.split(" ", 1)[0]}`;

/** Take what the page says already as known. */
export function know(within = document) {
  for (const element of speaking(within)) said.set(place(element), element.dataset.announce);
}

/** Say what is new in these elements. */
export function announce(elements) {
  const fresh = [];
  for (const within of elements) {
    for (const element of within ? speaking(within) : []) {
      const text = element.dataset.announce;
      if (text && said.get(place(element)) !== text && !fresh.includes(text)) fresh.push(text);
      said.set(place(element), text);
    }
  }
  if (fresh.length) say(fresh.slice(0, 3).join(" "));
}

/** Say one sentence; the same one twice is heard twice. */
export function say(text) {
  const spot = region();
  if (!spot) return;
  spot.textContent = "";
  setTimeout(() => (spot.textContent = text), 50);
}
