/** A swipe to the side leads on or back; it leaves scrolling, selecting and the browser's own edges alone. */

const FAR = 70; // pixels to the side
const EDGE = 24; // pixels where the browser's own gesture begins

export function swipe(area, step) {
  let start = null;
  area.addEventListener("touchstart", ({ touches }) => {
    const [{ clientX: x, clientY: y }] = touches;
    start = touches.length === 1 && x > EDGE && x < innerWidth - EDGE ? { x, y } : null;
  }, { passive: true });
  area.addEventListener("touchend", ({ changedTouches, target }) => {
    if (!start) return;
    const [{ clientX, clientY }] = changedTouches;
    const [aside, down] = [clientX - start.x, clientY - start.y];
    start = null;
    if (Math.abs(aside) < FAR || Math.abs(aside) < 2 * Math.abs(down)) return;
    if (!document.getSelection().isCollapsed || target.closest("textarea, input, select, .scroll")) return;
    step(aside < 0 ? 1 : -1);
  }, { passive: true });
  area.addEventListener("touchcancel", () => (start = null), { passive: true });
}
