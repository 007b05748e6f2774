/** The line to a room: it brings the page from its cursor to the present, and after a break to exactly what was missed. */

import { elementOf, pageOf } from "../trusted.js";

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000];
const ASK_EVERY = 3000; // milliseconds between two asks while there is no socket
const FULL = 4429; // the server has no socket left: the page asks, and tries again after a while
const WHEN_FULL = 60000;

// Thousands of pages that lost their server do not all come back in the same moment.
const spread = (pause) => pause * (0.75 + Math.random() / 2);

/**
 * Follow a room.
 * @param {HTMLElement} line element with data-live (address of the socket), data-live-poll (address to ask instead; else
 *   the page itself is asked) and data-cursor; it holds the swappable parts, or names with data-live-root the element that does
 * @param {{onChange?: (ids: string[]) => void, onState?: (state: "live"|"asking"|"gone") => void, onTold?: () => void}} hooks
 *   onTold: the page is known to show the present
 * @returns {{stop: () => void}}
 */
export function follow(line, { onChange = () => {}, onState = () => {}, onTold = () => {} } = {}) {
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
    try {
      socket = new WebSocket(address);
    } catch {
      return retry({});
    }
    let full = false;
    socket.addEventListener("open", () => {
      // Whether there is a seat is known only when the server does not close at once.
      setTimeout(() => full || socket?.readyState !== WebSocket.OPEN || settled(), 300);
    });
    socket.addEventListener("message", ({ data }) => {
      settled();
      take(JSON.parse(data));
    });
    socket.addEventListener("close", (event) => {
      full = event.code === FULL;
      retry(event);
    });
  };

  const settled = () => {
    attempt = 0;
    clearTimeout(asking);
    asking = 0;
    if (stopped) return;
    onState("live");
    onTold();
  };

  const take = (frame) => {
    if (frame.gone) {
      gone();
      return;
    }
    // A difference from another state than the page's is no use: the line begins anew from where the page stands.
    if (frame.from !== undefined && frame.from !== cursor) {
      socket?.close();
      return;
    }
    cursor = frame.cursor;
    line.dataset.cursor = cursor;
    onChange(apply(root, frame));
    onTold();
  };

  const gone = () => {
    stopped = true;
    clearTimeout(asking);
    socket?.close();
    onState("gone");
  };

  const retry = ({ code }) => {
    if (stopped) return;
    asking ||= setTimeout(ask, spread(ASK_EVERY / 2));
    onState("asking");
    setTimeout(connect, spread(code === FULL ? WHEN_FULL : PAUSES[Math.min(attempt++, PAUSES.length - 1)]));
  };

  const ask = async () => {
    try {
      await (line.dataset.livePoll ? askFrame() : askPage());
    } catch {
      // still no line; asked again
    }
    if (!stopped && asking) asking = setTimeout(ask, spread(ASK_EVERY));
  };

  const askFrame = async () => {
    const from = cursor;
    const address = new URL(line.dataset.livePoll, location.href);
    address.searchParams.set("cursor", from);
    const answer = await fetch(address);
    if (answer.status === 404 || answer.redirected) return gone();
    if (!answer.ok || from !== cursor) return;
    if (answer.status === 204) return onTold();
    take(await answer.json());
  };

  // A room without such an address: the page is fetched as a whole and its parts are compared here.
  const askPage = async () => {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "live" } });
    if (!answer.ok) return;
    const page = pageOf(await answer.text());
    const fresh = page.querySelector("[data-live]");
    if (!fresh || fresh.dataset.cursor === cursor) return;
    const parts = [...(fresh.dataset.liveRoot ? page.querySelector(fresh.dataset.liveRoot) : fresh).querySelectorAll("[data-block]")];
    const changed = parts.map((part) => ({ id: part.id, html: part.outerHTML }));
    take({ cursor: fresh.dataset.cursor, order: parts.map((part) => part.id), changed });
  };

  const wake = () => {
    if (document.visibilityState === "visible" && asking) {
      clearTimeout(asking);
      ask();
    }
  };
  document.addEventListener("visibilitychange", wake);
  connect();
  return {
    stop() {
      stopped = true;
      clearTimeout(asking);
      document.removeEventListener("visibilitychange", wake);
      socket?.close();
    },
  };
}

/**
 * Swap the changed parts, take out what is gone, and put new parts in their place. Focus stays where it was.
 * @param {{order?: string[], changed: {id: string, html: string}[]}} frame without `order` all parts stay where they are
 * @returns {string[]} ids of the parts that really changed
 */
export function apply(root, { order, changed }) {
  if (order) {
    const wanted = new Set(order);
    for (const part of root.querySelectorAll("[data-block]")) if (!wanted.has(part.id)) part.remove();
  }
  const touched = [];
  for (const { id, html } of changed) {
    const fresh = elementOf(html);
    if (!fresh) continue;
    const old = document.getElementById(id);
    if (old?.outerHTML === fresh.outerHTML) continue;
    const focused = old?.contains(document.activeElement) ? document.activeElement.id : "";
    if (old) old.replaceWith(fresh);
    else place(root, fresh);
    if (focused) document.getElementById(focused)?.focus();
    touched.push(id);
  }
  if (order) sort(root, order);
  return touched;
}

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
