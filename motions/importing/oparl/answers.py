"""What a source sends, read as JSON; whatever is none is said in a sentence a clerk understands."""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

_CHUNK = 1 << 20
_BLANKS = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(parse_constant=lambda name: None)
"""NaN and Infinity are no JSON; read as null they become a remark about the one value instead of a lost page."""

_BROKEN_OFF = "Die Liste bricht mitten in einem Objekt ab."
_FAULTY = "Ein Objekt der Liste ist fehlerhaftes JSON."
_TOO_MUCH = "Das JSON ist zu tief verschachtelt oder enthält übergroße Zahlen."


class UnreadableError(Exception):
    """What came is no JSON; the text is the German reason."""


def decode(data: bytes) -> Any:
    """The JSON value in these bytes (UTF-8, a byte order mark is tolerated); UnreadableError says what came instead."""
    if not data.strip():
        raise UnreadableError("Die Antwort ist leer.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("Die Antwort ist kein lesbarer Text (kein UTF-8).") from None
    if text.lstrip()[:1] == "<":
        raise UnreadableError("Die Antwort ist eine Internetseite (HTML oder XML), kein JSON.")
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(_told(error, length=len(text.rstrip()))) from None
    except (RecursionError, ValueError):
        raise UnreadableError(_TOO_MUCH) from None


def elements(stream: TextIO) -> Iterator[Any]:
    """The elements of a JSON array one by one, holding no more than the current one and a piece of the text.

    A text that breaks off gives its whole elements first and then raises UnreadableError.
    """
    window = _Window(stream)
    window.expect("[")
    if window.next_sign() == "]":
        return
    while True:
        yield window.value()
        if window.expect(",]") == "]":
            return


class _Window:
    """The piece of a long text that is being read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._position = 0

    def next_sign(self) -> str:
        """The next sign that is no blank, "" at the end."""
        while True:
            found = _BLANKS.match(self._text, self._position)
            self._position = found.end() if found else self._position
            if self._position < len(self._text) or not self._grow():
                return self._text[self._position : self._position + 1]

    def expect(self, signs: str) -> str:
        sign = self.next_sign()
        if not sign or sign not in signs:
            raise UnreadableError("Die Liste bricht mitten ab." if not sign else "Die Liste ist fehlerhaft.")
        self._position += 1
        return sign

    def value(self) -> Any:
        """The value that begins here; the window grows until it is whole."""
        self.next_sign()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._position)
            except json.JSONDecodeError as error:
                if not self._grow():
                    broken_off = _is_broken_off(error, length=len(self._text.rstrip()))
                    raise UnreadableError(_BROKEN_OFF if broken_off else _FAULTY) from None
            except (RecursionError, ValueError):
                raise UnreadableError(_TOO_MUCH) from None
            else:
                if end < len(self._text) or not self._grow():
                    self._position = end
                    return value

    def _grow(self) -> bool:
        """Drop what has been read and read on, twice as much as is held; False at the end of the text."""
        held = self._text[self._position :]
        more = self._stream.read(max(_CHUNK, len(held)))
        self._text, self._position = held + more, 0
        return bool(more)


def _told(error: json.JSONDecodeError, *, length: int) -> str:
    if _is_broken_off(error, length=length):
        return f"Das JSON bricht nach {length} Zeichen mitten ab."
    return f"Das JSON ist fehlerhaft (Zeile {error.lineno}, Spalte {error.colno})."


def _is_broken_off(error: json.JSONDecodeError, *, length: int) -> bool:
    return error.pos >= length or error.msg.startswith("Unterminated string")
