"""A bucket in this process that speaks as much S3 as the house does, and can be made to fail in every way one fails."""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from council.settings import Storage

BUCKET, KEY, SECRET = "akten", "schluessel", "geheim/+geheim"


class Bucket:
    """What lies in it, under its whole name; what was asked of it; and how it answers next.

    `trouble` is a status (403, 500 …), "silent" (it never answers), "cut" (half of what it promised), "forgets" or
    "halves" (it acknowledges what it does not keep, or keeps half of it); it holds for requests of the methods in `troubled`.
    """

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.asked: list[str] = []
        self.public = False
        self.page = 1000
        self.trouble: int | str = 0
        self.troubled = ("GET", "HEAD", "PUT", "POST")
        self.over = threading.Event()
        self.port = 0

    def settings(self, *, prefix: str = "stadt") -> Storage:
        return Storage(f"http://127.0.0.1:{self.port}", BUCKET, prefix, "de", KEY, SECRET)


@contextmanager
def served():
    """The bucket, served on a port of this machine for as long as the block lasts."""
    bucket = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"bucket": bucket}))
    server.daemon_threads = True
    bucket.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        bucket.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def log_message(self, *args: object) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _begin(self) -> bool:
        """Read the request; say whether it is still to be answered."""
        address = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        _, found, *key = unquote(address.path).split("/", 2)
        self.key = key[0] if key else ""
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.bucket.asked.append(f"{self.command} {self.key}")
        trouble = self.bucket.trouble if self.command in self.bucket.troubled else 0
        if trouble == "silent":
            self.bucket.over.wait(20)
            self.close_connection = True
            return False
        if isinstance(trouble, int) and trouble:
            self._error(trouble, "Trouble")
            return False
        signed = f"Credential={KEY}/" in self.headers.get("Authorization", "")
        if not signed and not self.bucket.public:
            self._error(403, "AccessDenied")
            return False
        if found != BUCKET:
            self._error(404, "NoSuchBucket")
            return False
        if signed and self.headers["x-amz-content-sha256"] != hashlib.sha256(self.body).hexdigest():
            self._error(400, "XAmzContentSHA256Mismatch")
            return False
        return True

    def do_HEAD(self) -> None:
        if self._begin():
            self._object()

    def do_GET(self) -> None:
        if self._begin():
            self._list() if "list-type" in self.query else self._object()

    def do_PUT(self) -> None:
        if not self._begin():
            return
        if "uploadId" in self.query:
            self.bucket.parts[self.query["uploadId"]][int(self.query["partNumber"])] = self.body
        elif self.bucket.trouble != "forgets":
            half = len(self.body) // 2 if self.bucket.trouble == "halves" else None
            self.bucket.objects[self.key] = self.body[:half]
        self._answer(200, etag=hashlib.md5(self.body).hexdigest())

    def do_POST(self) -> None:
        if not self._begin():
            return
        if "uploads" in self.query:
            upload = f"upload-{len(self.bucket.asked)}"
            self.bucket.parts[upload] = {}
            answer = f"<InitiateMultipartUploadResult><Bucket>{BUCKET}</Bucket><Key>{escape(self.key)}</Key><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
        else:
            parts = self.bucket.parts.pop(self.query["uploadId"])
            self.bucket.objects[self.key] = b"".join(parts[number] for number in sorted(parts))
            answer = f'<CompleteMultipartUploadResult><Key>{escape(self.key)}</Key><ETag>"zusammen"</ETag></CompleteMultipartUploadResult>'
        self._answer(200, answer.encode())

    def do_DELETE(self) -> None:
        if self._begin():
            self.bucket.parts.pop(self.query["uploadId"], None)
            self._answer(204)

    def _object(self) -> None:
        content = self.bucket.objects.get(self.key)
        if content is None:
            self._error(404, "NoSuchKey")
            return
        asked = self.headers.get("Range", "")
        if not asked:
            self._answer(200, content, etag=hashlib.md5(content).hexdigest())
            return
        first, last = asked.removeprefix("bytes=").split("-")
        start, end = int(first), min(len(content), int(last) + 1)
        stretch = f"bytes {start}-{end - 1}/{len(content)}"
        self._answer(206, content[start:end], etag=hashlib.md5(content).hexdigest(), stretch=stretch)

    def _list(self) -> None:
        prefix, delimiter = self.query.get("prefix", ""), self.query.get("delimiter", "")
        after = self.query.get("continuation-token", "")
        keys = sorted(key for key in self.bucket.objects if key.startswith(prefix) and key > after)
        folders = sorted({prefix + key[len(prefix) :].split("/")[0] + "/" for key in keys}) if delimiter else []
        page = [] if delimiter else keys[: self.bucket.page]
        more = not delimiter and len(keys) > len(page)
        files = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.bucket.objects[key])}</Size>"
            f'<LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"x"</ETag></Contents>'
            for key in page
        )
        rest = f"<NextContinuationToken>{page[-1]}</NextContinuationToken>" if more else ""
        within = "".join(f"<CommonPrefixes><Prefix>{escape(folder)}</Prefix></CommonPrefixes>" for folder in folders)
        told = (
            f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{rest}{files}{within}</ListBucketResult>"
        )
        self._answer(200, told.encode())

    def _error(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def _answer(self, status: int, content: bytes = b"", *, etag: str = "", stretch: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(0)))
        if etag:
            self.send_header("ETag", f'"{etag}"')
        if stretch:
            self.send_header("Content-Range", stretch)
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.bucket.trouble == "cut" and self.command in self.bucket.troubled:
            content, self.close_connection = content[: len(content) // 2], True
        self.wfile.write(content)
