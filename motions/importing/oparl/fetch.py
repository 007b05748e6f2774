"""Polite HTTP for importing: bounded in time and size, patient with faults, never lured into our own network."""

import functools
import http.client
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPResponse
from io import BytesIO
from typing import IO, Any, BinaryIO, TypeVar, cast
from urllib.parse import quote, urlsplit

from motions.importing.oparl import answers, guard

USER_AGENT = "oparl-import/1.0"

_PIECE = 1 << 16
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 60.0
_KEPT = "%/:=&?~#+!$,;'@()*[]"

T = TypeVar("T")


class FetchError(Exception):
    """The address gave nothing usable; the text is the German reason.

    `passing` tells that another try may help, `wait` how many seconds the other side asked us to wait.
    """

    def __init__(self, message: str, *, passing: bool = False, wait: float = 0.0) -> None:
        super().__init__(message)
        self.passing = passing
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds for one read and for a whole answer, tries and first pause (seconds), bytes of a page and of a file."""

    read: float = 30.0
    answer: float = 600.0
    tries: int = 4
    pause: float = 1.0
    page: int = 64 * 1024 * 1024
    file: int = 512 * 1024 * 1024


USUAL = Limits()


class Fetcher:
    """Reads addresses of one source, several at a time if asked from several threads.

    `home` is the address somebody gave. Given on the machine itself it may be local, others not; given on a page
    only the hosts in `trusted` may be.
    """

    def __init__(
        self,
        home: str,
        *,
        limits: Limits = USUAL,
        sleep: Callable[[float], None] = time.sleep,
        trusted: Collection[str] | None = None,
    ) -> None:
        self._limits = limits
        self._sleep = sleep
        self._home = _host_and_port(home)
        self._trusted = trusted
        self._opener = _opener(self._allowed)

    def value(self, url: str) -> Any:
        """The JSON value at an address; FetchError after the last try."""
        return self._patiently(lambda: self._value(url))

    def copy(self, url: str, *, into: BinaryIO) -> int:
        """Write the bytes at an address and give their number.

        A try that broke off is gone on with where it broke, if the other side vouches that the file is still the same
        (RFC 9110, If-Range); else what it wrote is taken back.
        """
        part = _Part(start=into.tell())

        def once() -> int:
            into.seek(part.start + part.size)
            into.truncate()
            self._copy(url, into=into, most=self._limits.file, part=part)
            return part.size

        return self._patiently(once)

    def _patiently(self, attempt: Callable[[], T]) -> T:
        for number in range(1, self._limits.tries):
            try:
                return attempt()
            except FetchError as error:
                if not error.passing:
                    raise
                self._sleep(min(_LONGEST_WAIT, max(error.wait, self._limits.pause * 2 ** (number - 1))))
        return attempt()

    def _value(self, url: str) -> Any:
        page = BytesIO()
        self._copy(url, into=page, most=self._limits.page)
        try:
            return answers.decode(page.getvalue())
        except answers.UnreadableError as error:
            raise FetchError(str(error), passing=True) from error

    def _copy(self, url: str, *, into: BinaryIO, most: int, part: "_Part | None" = None) -> None:
        part = part or _Part(start=into.tell())
        request = urllib.request.Request(_checked(url), headers=_HEADERS | part.wish())
        try:
            with self._opener.open(request, timeout=self._limits.read) as response:
                if not part.continues(response):
                    into.seek(part.start)
                    into.truncate()
                self._drain(response, into=into, most=most, part=part)
        except FetchError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _told(error) from error

    def _drain(self, response: HTTPResponse, *, into: BinaryIO, most: int, part: "_Part") -> None:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise FetchError("Die Antwort ist gepackt, obwohl darum nicht gebeten wurde.")
        promised = _whole(response.headers.get("Content-Length"))
        whole = None if promised is None else part.size + promised
        deadline = time.monotonic() + self._limits.answer
        _within(whole or 0, most=most)
        while piece := response.read1(_PIECE):
            _within(part.size + len(piece), most=most)
            if time.monotonic() > deadline:
                raise FetchError("Die Antwort dauert zu lange.", passing=True)
            into.write(piece)
            part.size += len(piece)
        if whole is not None and part.size < whole:
            raise FetchError(f"Die Antwort bricht nach {part.size} von {whole} Byte ab.", passing=True)

    def _allowed(self, host: str, port: int) -> bool:
        """The named host itself; beside it other ports of this machine only if the named host is this machine."""
        here = (host.lower(), port)
        if self._trusted is not None:
            return here[0] in self._trusted or f"{here[0]}:{port}" in self._trusted
        return here == self._home or (guard.is_loopback(self._home[0]) and guard.is_loopback(host))


class _Part:
    """What has been written of an answer so far, and by which sign the other side knows that it is the same file."""

    def __init__(self, *, start: int) -> None:
        self.start = start
        self.size = 0
        self._sign = ""

    def wish(self) -> dict[str, str]:
        """The headers that ask for the rest."""
        if not self.size or not self._sign:
            self.size = 0
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._sign}

    def continues(self, response: HTTPResponse) -> bool:
        """Whether the answer is the rest that was asked for; else it is the whole, and what is here goes."""
        rest = response.headers.get("Content-Range", "").startswith(f"bytes {self.size}-")
        if response.status == 206 and self.size and rest:
            return True
        self.size = 0
        etag = response.headers.get("ETag", "")
        self._sign = etag if etag.startswith('"') else response.headers.get("Last-Modified", "")
        return False


_HEADERS = {"User-Agent": USER_AGENT, "Accept": "application/json, */*;q=0.5", "Accept-Encoding": "identity"}


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, allowed: guard.Allowed) -> None:
        super().__init__()
        self._connection = functools.partial(guard.Connection, allowed=allowed)

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(cast(Any, self._connection), req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, allowed: guard.Allowed) -> None:
        super().__init__()
        tls = ssl.create_default_context()
        self._connection = functools.partial(guard.SecureConnection, allowed=allowed, tls=tls)

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(cast(Any, self._connection), req)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects to the web, never from https back to http."""

    max_redirections = 5
    max_repeats = 2

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if req.type == "https" and urlsplit(newurl).scheme != "https":
            raise FetchError("Die Adresse leitet von https auf eine ungesicherte Adresse um.")
        return super().redirect_request(req, fp, code, msg, headers, _checked(newurl))


def _opener(allowed: guard.Allowed) -> urllib.request.OpenerDirector:
    """An opener for http and https and nothing else: no files, no ftp, no proxies, no cookies, no passwords."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        _Plain(allowed),
        _Secure(allowed),
        _Redirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _checked(url: str) -> str:
    """The address in ASCII; FetchError if it is none in the web, or carries a password."""
    plain = quote(url.strip(), safe=_KEPT)
    try:
        parts = urlsplit(plain)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or "@" in parts.netloc:
        raise FetchError("Das ist keine abrufbare Adresse (http oder https, ohne Kennwort).")
    return plain


def _host_and_port(url: str) -> tuple[str, int]:
    parts = urlsplit(_checked(url))
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def _told(error: Exception) -> FetchError:
    """The failure in German, and whether it may pass."""
    if isinstance(error, urllib.error.HTTPError):
        return _answered_with(error)
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, guard.ForbiddenError):
        return FetchError("Die Adresse zeigt in ein privates Netz; der Abruf wurde verweigert.")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return FetchError("Das Zertifikat der Gegenstelle ist nicht gültig.")
    if isinstance(reason, TimeoutError):
        return FetchError("Die Gegenstelle antwortet nicht rechtzeitig.", passing=True)
    if isinstance(reason, socket.gaierror):
        return FetchError("Der Rechnername ist unbekannt.", passing=True)
    if isinstance(reason, http.client.HTTPException):
        return FetchError("Die Gegenstelle gibt keine gültige HTTP-Antwort.", passing=True)
    if isinstance(reason, OSError):
        return FetchError("Die Gegenstelle ist nicht erreichbar.", passing=True)
    return FetchError("Die Adresse lässt sich nicht abrufen.")


def _answered_with(error: urllib.error.HTTPError) -> FetchError:
    if error.code in range(300, 400):
        return FetchError("Die Adresse leitet im Kreis oder aus dem Netz hinaus um.")
    wait = _whole(error.headers.get("Retry-After")) or 0
    message = _STATUS.get(error.code, f"Die Gegenstelle antwortet mit dem Fehler {error.code}.")
    return FetchError(message, passing=error.code in _PASSING, wait=float(wait))


_STATUS = {
    401: "Die Gegenstelle verlangt eine Anmeldung.",
    403: "Die Gegenstelle verweigert den Zugriff.",
    404: "Unter dieser Adresse ist nichts zu finden.",
    410: "Was unter dieser Adresse war, ist gelöscht.",
    429: "Die Gegenstelle lehnt weitere Anfragen vorerst ab.",
}


def _within(size: int, *, most: int) -> None:
    if size > most:
        raise FetchError(f"Die Antwort ist größer als {most // 1024 // 1024} MB.")


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdecimal() and len(text) < 16 else None
