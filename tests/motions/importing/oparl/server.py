"""A throw-away OParl server: replays objects page by page, and misbehaves on demand."""

import json
import threading
from collections import defaultdict
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

from tests.motions.importing.oparl.objects import SCHEMA, made

LISTS = {
    "organization": "organizations",
    "person": "people",
    "membership": "memberships",
    "meeting": "meetings",
    "agendaItem": "agendaitems",
    "paper": "papers",
    "consultation": "consultations",
    "file": "files",
}
ALL_LISTS = {*LISTS, "locationList", "legislativeTermList"}
HTML = b"<!DOCTYPE html><html><body>Wartungsarbeiten</body></html>"


class Replay:
    """What the server holds. `lists` maps a list's name to its objects, `files` a path to bytes.

    Asked for changes, it also names what is `buried` (tombstones by list), and keeps silent of what is `forgotten`
    (ids). `chaos` gives a fault for an answer, or "ok". `sent` is told the size of every answer before its bytes go out:
    whoever has read them finds them told.
    """

    def __init__(self, *, lists, body=None, files=None, page_size=10):
        self.lists = lists
        self.body = body or made("Body")
        self.files = files or {}
        self.page_size = page_size
        self.faults = defaultdict(list)
        self.buried = defaultdict(list)
        self.forgotten = set()
        self.chaos = None
        self.etags = True
        self.sent = lambda size: None
        self.requests = []
        self.released = threading.Event()
        self.url = ""

    def spoil(self, path, *faults):
        """The next answers on this path (with its query), one fault each; "ok" is a right answer in between."""
        self.faults[path].extend(faults)

    def start(self):
        return f"{self.url}/system"

    def value(self, path, query):
        if path == "/system":
            return made("System") | {"id": f"{self.url}/system", "body": f"{self.url}/bodies"}
        if path == "/bodies":
            addresses = {name: f"{self.url}/{plural}" for name, plural in LISTS.items() if plural in self.lists}
            own = {name: value for name, value in self.body.items() if name not in ALL_LISTS}
            return self.page([own | addresses], "/bodies", 1)
        name = path.strip("/")
        number = int(query.get("page", ["1"])[0])
        if name not in self.lists:
            return None
        since = query.get("modified_since", [""])[0]
        if not since:
            return self.page(self.lists[name], path, number)
        start = datetime.fromisoformat(since)
        every = [*self.lists[name], *self.buried[name]]
        known = (raw for raw in every if raw["id"] not in self.forgotten)
        changed = [raw for raw in known if datetime.fromisoformat(raw["modified"]) >= start]
        return self.page(changed, path, number, more=f"&modified_since={quote(since, safe='')}")

    def page(self, objects, path, number, *, more=""):
        first = (number - 1) * self.page_size
        links = {"self": f"{self.url}{path}?page={number}{more}"}
        if first + self.page_size < len(objects):
            links["next"] = f"{self.url}{path}?page={number + 1}{more}"
        return {
            "data": objects[first : first + self.page_size],
            "pagination": {"totalElements": len(objects)},
            "links": links,
        }


class _Handler(BaseHTTPRequestHandler):
    replay = None

    def log_message(self, format, *args):
        """Nothing on the console."""

    def do_GET(self):
        replay = self.replay
        replay.requests.append(self.path)
        waiting = replay.faults.get(self.path)
        fault = waiting.pop(0) if waiting else "ok"
        fault = replay.chaos(self.path) if replay.chaos else fault
        parts = urlsplit(self.path)
        if parts.path in replay.files:
            self.file(fault, replay.files[parts.path])
            return
        value = replay.value(parts.path, parse_qs(parts.query))
        if value is None:
            self.send(404, b'{"type": "https://schema.oparl.org/1.1/Error"}')
        elif fault == "loop":
            self.send(200, json.dumps(value | {"links": {"next": f"{replay.url}{self.path}"}}).encode())
        elif fault == "growing":
            number = len(replay.requests)
            onward = {
                "data": [made("Paper", 1000 + number)],
                "links": {"next": f"{replay.url}{parts.path}?page={number}"},
            }
            replay.spoil(onward["links"]["next"].removeprefix(replay.url), "growing")
            self.send(200, json.dumps(onward).encode())
        elif fault == "endless":
            onward = {"links": {"next": f"{replay.url}{parts.path}?page=1&again={len(replay.requests)}"}}
            replay.spoil(onward["links"]["next"].removeprefix(replay.url), "endless")
            self.send(200, json.dumps(value | onward).encode())
        else:
            self.answer(fault, json.dumps(value, ensure_ascii=False).encode(), sort="application/json")

    def file(self, fault, body):
        """A file that can be gone on with: "break" hangs up after half of it, "other" sends other bytes, "huge" promises 10 GB, "flood" never ends."""
        etag = f'"{hash(body)}"' if self.replay.etags else ""
        headers = {"ETag": etag, "Accept-Ranges": "bytes"} if etag else {}
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        if start and self.headers.get("If-Range") == etag:
            self.send(206, body[start:], **headers, **{"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"})
        elif fault == "break":
            self.send(200, body[: len(body) // 2], promised=len(body), **headers)
        elif fault == "huge":
            self.send(200, body, promised=10 * 2**30, **headers)
        elif fault == "flood":
            self.flood()
        elif fault == "other":
            self.send(200, b"%PDF-1.7 somebody else's", **headers)
        elif fault == "ok":
            self.send(200, body, sort="application/pdf", **headers)
        else:
            self.answer(fault, body, sort="application/pdf")

    def flood(self):
        """Bytes without end, their number never named; whoever hangs up ends it."""
        self.send_response(200)
        self.end_headers()
        while not self.replay.released.is_set():
            self.replay.sent(65_536)
            self.wfile.write(b"x" * 65_536)

    def answer(self, fault, body, *, sort):
        if fault == "ok":
            self.send(200, body, sort=sort)
        elif fault.startswith("busy "):
            self.send(503, HTML, sort="text/html", **{"Retry-After": fault.removeprefix("busy ")})
        elif fault.isdigit():
            self.send(int(fault), HTML, sort="text/html")
        elif fault.startswith("redirect "):
            self.send(302, b"", Location=fault.removeprefix("redirect "))
        elif fault == "hang":
            self.replay.released.wait(10)
        elif fault == "cut":
            self.send(200, body, promised=len(body) + 50)
        elif fault == "packed":
            self.send(200, body, **{"Content-Encoding": "gzip"})
        else:
            self.send(200, _SPOILT[fault](body))

    def send(self, status, body, *, sort="application/json", promised=None, **headers):
        self.send_response(status)
        self.send_header("Content-Type", sort)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.replay.sent(len(body))
        self.wfile.write(body)


_SPOILT = {
    "half": lambda body: body[: len(body) // 2],
    "html": lambda body: HTML,
    "garbage": lambda body: b"\x89PNG\xff\x00\xfe",
    "empty": lambda body: b"",
    "deep": lambda body: b"[" * 100_000,
    "number": lambda body: b"7",
    "foreign": lambda body: b'{"hello": "world"}',
    "error": lambda body: json.dumps({"type": SCHEMA + "Error", "message": "Heute nicht."}).encode(),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that hangs up early is no fault of ours."""


@contextmanager
def running(replay):
    """Serve on a free port of this machine until the block ends."""
    handler = type("Handler", (_Handler,), {"replay": replay})
    server = _Server(("127.0.0.1", 0), handler)
    replay.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        replay.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
