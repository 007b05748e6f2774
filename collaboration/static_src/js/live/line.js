/** The line to a room: it brings the page from its cursor to the present, and after a break to exactly what was missed. */

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000];
const ASK_EVERY = 5000; // milliseconds between two asks while there is no socket

/**
 * Follow a room.
 * @param {HTMLElement} line element with data-live (address of the socket) and data-cursor; it holds the swappable parts,
 *   or names with data-live-root the element that does
 * @param {{onChange?: (ids: string[]) => void, onState?: (state: "live"|"asking"|"gone") => void}} hooks
 * @returns {{stop: () => void}}
 */
export function follow(line, { onChange = () => {}, onState = () => {} } = {}) {
  const root = line.dataset.liveRoot ? document.querySelector(line.dataset.liveRoot) : line;
  let cursor = line.dataset.cursor ?? "";
  let socket = null;
  let attempt = 0;
  let asking = 0;
  let stopped = false;

  const connect = () => {
    if (stopped) return;
    const address = new URL(line.dataset.live, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.searchParams.set("cursor", cursor);
    if ("livePublic" in line.dataset) address.searchParams.set("public", "1");
    socket = new WebSocket(address);
    socket.addEventListener("open", () => {
      attempt = 0;
      clearInterval(asking);
      asking = 0;
      onState("live");
    });
    socket.addEventListener("message", ({ data }) => take(JSON.parse(data)));
    socket.addEventListener("close", retry);
  };

  const take = (frame) => {
    if (frame.gone) {
      stopped = true;
      onState("gone");
      return;
    }
    cursor = frame.cursor;
    line.dataset.cursor = cursor;
    onChange(apply(root, frame));
  };

  const retry = () => {
    if (stopped) return;
    asking ||= setInterval(ask, ASK_EVERY);
    onState("asking");
    setTimeout(connect, PAUSES[Math.min(attempt++, PAUSES.length - 1)]);
  };

  // Without a socket the page is fetched as a whole and its parts are compared here.
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "live" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (!fresh || fresh.dataset.cursor === cursor) return;
      const parts = [...(fresh.dataset.liveRoot ? page.querySelector(fresh.dataset.liveRoot) : fresh).querySelectorAll("[data-block]")];
      const changed = parts.map((part) => ({ id: part.id, html: part.outerHTML }));
      take({ cursor: fresh.dataset.cursor, order: parts.map((part) => part.id), changed });
    } catch {
      // still no line; asked again
    }
  };

  const wake = () => {
    if (document.visibilityState === "visible" && socket?.readyState === WebSocket.CLOSED) ask();
  };
  document.addEventListener("visibilitychange", wake);
  connect();
  return {
    stop() {
      stopped = true;
      clearInterval(asking);
      document.removeEventListener("visibilitychange", wake);
      socket?.close();
    },
  };
}

/**
 * Swap the changed parts, take out what is gone, and put new parts in their place. Focus stays where it was.
 * @returns {string[]} ids of the parts that really changed
 */
export function apply(root, { order, changed }) {
  const wanted = new Set(order);
  for (const part of root.querySelectorAll("[data-block]")) if (!wanted.has(part.id)) part.remove();
  const touched = [];
  for (const { id, html } of changed) {
    const fresh = element(html);
    if (!fresh) continue;
    const old = document.getElementById(id);
    if (old?.outerHTML === fresh.outerHTML) continue;
    const focused = old?.contains(document.activeElement) ? document.activeElement.id : "";
    if (old) old.replaceWith(fresh);
    else place(root, fresh);
    if (focused) document.getElementById(focused)?.focus();
    touched.push(id);
  }
  sort(root, order);
  return touched;
}

const element = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
};

// A new part goes into its list (data-into); `sort` then puts it in its place. A page without that list does not show it.
const place = (root, fresh) => {
  const list = document.getElementById(fresh.dataset.into ?? "");
  if (list && root.contains(list)) list.append(fresh);
};

// Parts of one list follow the order of the frame.
const sort = (root, order) => {
  const lists = new Map();
  for (const id of order) {
    const part = document.getElementById(id);
    if (!part || !root.contains(part)) continue;
    const list = lists.get(part.parentElement) ?? [];
    list.push(part);
    lists.set(part.parentElement, list);
  }
  for (const [parent, parts] of lists) {
    const now = [...parent.children].filter((child) => parts.includes(child));
    if (parts.every((part, index) => now[index] === part)) continue;
    for (const part of parts) parent.append(part);
  }
};
