/**
 * The line of a joint draft: sends what was written, one change after the other, and takes in what others write. What
 * is not acknowledged stays unsent; after a break the server says what it has, and gets what it lacks.
 */

import * as Y from "yjs";
import { read, written } from "./bytes.js";

const PAUSES = [500, 1000, 2000, 4000, 8000];
const PIECE = 9000; // bytes of a change in one message
const SILENCE = 10000; // milliseconds without an answer after which the line counts as broken
const SLOWEST = 10; // bytes a millisecond
const PAUSE = 80; // milliseconds between two changes
const NOT_FOUND = 4404;
const ENDED = 4410;
const UNFIT = 4422;

/**
 * @param {{address: string, key: string, doc: Y.Doc, left: boolean, onState: (state: string, words?: string) => void,
 *   onPresence: (presence: object) => void, onSettled: () => void}} of
 *   left: something was left on the device; onSettled: the server has everything
 */
export function line({ address, key, doc, left, onState, onPresence, onSettled }) {
  const theirs = new Y.Doc(); // what the server is known to have
  let socket = null;
  let attempt = 0;
  let retry = 0;
  let silence = 0;
  let pending = [];
  let underway = null;
  let behind = left; // the server lacks more than what is pending
  let field = "";
  let over = false;
  let ready = false; // the server said what it has
  let next = 0;

  function connect() {
    clearTimeout(retry);
    if (over || socket) return;
    const url = new URL(address, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const mine = (socket = new WebSocket(url));
    wait();
    mine.addEventListener("message", ({ data }) => mine === socket && hear(JSON.parse(data)));
    mine.addEventListener("close", ({ code }) => mine === socket && broken(code));
  }

  function hear(said) {
    clearTimeout(silence);
    if (said.state) return arrive(said);
    if (said.presence) onPresence(said.presence);
    if (said.refused) onState("refused", said.refused);
    for (const update of said.updates ?? []) take(read(update));
    if (said.ack === undefined) return underway && wait();
    Y.applyUpdate(theirs, underway);
    underway = null;
    if (!pending.length) return send();
    next = setTimeout(send, PAUSE);
  }

  function arrive(said) {
    if (said.key !== key) return stop("ended"); // opened anew since this page was loaded
    attempt = 0;
    take(read(said.state));
    pending = [];
    ready = true;
    const lacking = behind ? Y.encodeStateAsUpdate(doc, Y.encodeStateVector(theirs)) : null;
    onState("live");
    if (lacking) push(lacking);
    else send();
    if (field) tell();
  }

  function take(update) {
    Y.applyUpdate(theirs, update);
    Y.applyUpdate(doc, update, "line");
  }

  function send() {
    clearTimeout(next);
    if (!ready || underway || socket?.readyState !== WebSocket.OPEN) return;
    if (pending.length) return push(Y.mergeUpdates(pending.splice(0)));
    behind = false;
    onSettled();
  }

  function push(update) {
    underway = update;
    for (let at = 0; at < update.length; at += PIECE) {
      const more = at + PIECE < update.length;
      socket.send(JSON.stringify({ update: written(update.subarray(at, at + PIECE)), more }));
    }
    wait();
  }

  function wait() {
    clearTimeout(silence);
    silence = setTimeout(() => broken(0), SILENCE + (underway?.length ?? 0) / SLOWEST);
  }

  function broken(code) {
    clearTimeout(silence);
    clearTimeout(next);
    socket?.close();
    socket = null;
    ready = false;
    pending = [];
    underway = null;
    if (code === NOT_FOUND) return stop("gone");
    if (code === ENDED) return stop("ended");
    if (code === UNFIT) return; // tried again with the next change
    onState("broken");
    retry = setTimeout(connect, PAUSES[Math.min(attempt, PAUSES.length - 1)] * (0.75 + Math.random() / 2));
    attempt += 1;
  }

  function stop(state) {
    over = true;
    clearTimeout(silence);
    clearTimeout(retry);
    socket?.close();
    socket = null;
    onState(state);
  }

  function tell() {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ here: field }));
  }

  doc.on("update", (update, origin) => {
    if (origin === "line" || origin === "shelf") return;
    behind = true;
    if (!socket) return connect();
    pending.push(update);
    send();
  });
  const again = () => {
    attempt = 0;
    if (!over && !socket) connect();
  };
  addEventListener("online", again);
  addEventListener("offline", () => socket && broken(0));
  addEventListener("pageshow", ({ persisted }) => persisted && again());
  connect();

  return {
    /** In which field the person writes; "" is none. */
    at(name) {
      if (name === field) return;
      field = name;
      tell();
    },
    /** Whether the server has everything. */
    settled: () => !behind,
    /** What the server lacks, for a form that carries it there. */
    lacking: () => Y.encodeStateAsUpdate(doc, Y.encodeStateVector(theirs)),
  };
}
