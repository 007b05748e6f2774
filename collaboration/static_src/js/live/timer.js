/** Timers: the server names the moment at which time is up, the page counts; after that it counts what is over. Where
 * there is no limit it names the moment of the beginning (data-timer-from), and the page counts on. */

const EVERY = 250; // milliseconds

/**
 * Count every timer of the page.
 * @param {string} now the server's time as it made the page (ISO 8601), so that a tablet's wrong clock does no harm
 */
export function count(now) {
  const ahead = now ? Date.parse(now) - Date.now() : 0;
  const show = () => {
    for (const timer of document.querySelectorAll("[data-timer-ends]")) draw(timer, Date.now() + ahead);
    for (const timer of document.querySelectorAll("[data-timer-from]")) rise(timer, Date.now() + ahead);
  };
  show();
  setInterval(show, EVERY);
}

function draw(timer, now) {
  const left = Math.ceil((Date.parse(timer.dataset.timerEnds) - now) / 1000);
  const text = words(left);
  if (timer.textContent !== text) timer.textContent = text;
  timer.classList.toggle("soon", left <= Number(timer.dataset.timerWarn ?? 30) && left >= 0);
  timer.classList.toggle("over", left < 0);
}

function rise(timer, now) {
  const text = words(Math.max(0, Math.floor((now - Date.parse(timer.dataset.timerFrom)) / 1000)));
  if (timer.textContent !== text) timer.textContent = text;
}

/** Seconds as people read them: 3:05, and 0:12 over as +0:12. */
export function words(left) {
  const seconds = Math.abs(left);
  return `${left < 0 ? "+" : ""}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
