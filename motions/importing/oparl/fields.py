"""Reads clean values off one raw object; what is odd about a value becomes a remark, never an exception."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from motions.importing.oparl import doubts, texts, times
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.records import Kind, Origin

_TRUTHS = {"true": True, "1": True, "ja": True, "false": False, "0": False, "nein": False}
_LARGEST = 2**53


class Fields:
    """One raw object under the eyes of the importer. Every reading method takes the name of an OParl property.

    Objects embedded in it have been lifted out before: what refers is a text.
    """

    def __init__(self, raw: Mapping[str, Any], *, origin: Origin, kind: Kind) -> None:
        self.raw = raw
        self.origin = origin
        self.kind = kind
        self.remarks: list[doubts.Remark] = []

    def doubt(self, name: str, doubt: Doubt, message: str) -> None:
        self.remarks.append(doubts.Remark(origin=self.origin, kind=self.kind, field=name, doubt=doubt, message=message))

    def text(self, name: str) -> str:
        """A text that may have several lines."""
        value = self._string(name)
        if not value:
            return ""
        if texts.is_broken(value):
            self.doubt(name, Doubt.BROKEN_CHARACTERS, f"„{name}“ enthält unzulässige Zeichen; sie wurden entfernt.")
        if texts.is_escaped(value):
            self.doubt(name, Doubt.ESCAPED, f"„{name}“ enthält HTML-Kürzel; sie wurden aufgelöst.")
        return texts.clean(value)

    def line(self, name: str) -> str:
        """A text of one line."""
        return texts.one_line(self.text(name))

    def lines(self, name: str) -> tuple[str, ...]:
        """The non-empty texts of a list, each once and in order."""
        found = (texts.one_line(value) for value in self._strings(name))
        return tuple(dict.fromkeys(value for value in found if value))

    def url(self, name: str) -> str:
        """An http(s) address without blanks around it; "" for any other, with a remark."""
        if self.raw.get(name) == "":
            self.doubt(name, Doubt.EMPTY_URL, f"„{name}“ ist eine leere Adresse.")
            return ""
        value = self._string(name)
        address = texts.clean(value)
        if address != value:
            self.doubt(name, Doubt.BLANKS, f"Die Adresse in „{name}“ hat Leerzeichen am Rand; sie wurden entfernt.")
        if address and not re.match(r"https?://[^\s/]", address, re.IGNORECASE):
            self.doubt(name, Doubt.UNREADABLE, f"„{name}“ ist keine Adresse im Netz: {_shown(address)}.")
            return ""
        return address

    def day(self, name: str) -> date | None:
        text = texts.one_line(self._string(name))
        if not text:
            return None
        try:
            found = times.day(text)
        except ValueError:
            self._unreadable(name, text, "kein Datum")
            return None
        if found.year not in times.YEARS:
            self._beyond_time(name, text)
            return None
        if found.isoformat() != text:
            self.doubt(name, Doubt.ODD_DATE, f"„{name}“ ist {_shown(text)} statt {found.isoformat()}.")
        return found

    def instant(self, name: str) -> datetime | None:
        """A moment in which midnight means midnight (`created`, `modified`)."""
        text = texts.one_line(self._string(name))
        if not text:
            return None
        try:
            found, had_offset = times.instant(text)
        except ValueError:
            self._unreadable(name, text, "keine Zeitangabe")
            return None
        except OverflowError:
            self._beyond_time(name, text)
            return None
        if not had_offset:
            self._no_offset(name)
        return found

    def moment(self, name: str) -> times.Moment | None:
        """A moment in which midnight means that nobody wrote down the hour (`start`, `end`)."""
        text = texts.one_line(self._string(name))
        if not text:
            return None
        try:
            found = times.moment(text)
        except ValueError:
            self._unreadable(name, text, "keine Zeitangabe")
            return None
        except OverflowError:
            self._beyond_time(name, text)
            return None
        if found.on.year not in times.YEARS:
            self._beyond_time(name, text)
            return None
        if found.at is None:
            self.doubt(name, Doubt.TIME_UNKNOWN, f"„{name}“ nennt keine Uhrzeit ({text}); sie gilt als unbekannt.")
        if not found.had_offset:
            self._no_offset(name)
        return found

    def whole(self, name: str) -> int | None:
        """A whole number from 0 on."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value.strip()):
            self._wrong_type(name, "eine Zahl als Text")
            return int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
            self.doubt(name, Doubt.UNREADABLE, f"„{name}“ ist keine ganze Zahl ab 0: {_shown(value)}.")
            return None
        return value

    def truth(self, name: str) -> bool | None:
        value = self.raw.get(name)
        if value is None or value == "" or isinstance(value, bool):
            return value if isinstance(value, bool) else None
        found = _TRUTHS.get(str(value).strip().casefold())
        if found is None:
            self.doubt(name, Doubt.UNREADABLE, f"„{name}“ ist weder wahr noch falsch: {_shown(value)}.")
        else:
            self._wrong_type(name, "ein Wahrheitswert als Text oder Zahl")
        return found

    def one(self, name: str) -> Origin | None:
        """The first object the property refers to."""
        found = self._origins(name, listed=False)
        if len(found) > 1:
            self.doubt(name, Doubt.SURPLUS, f"„{name}“ nennt {len(found)} Objekte; nur das erste wurde verwendet.")
        return found[0] if found else None

    def many(self, name: str) -> tuple[Origin, ...]:
        """All objects the property refers to, each once and in order."""
        return self._origins(name, listed=True)

    def _origins(self, name: str, *, listed: bool) -> tuple[Origin, ...]:
        found = (self._origin(name, value) for value in self._entries(name, listed=listed))
        return tuple(dict.fromkeys(origin for origin in found if origin))

    def _origin(self, name: str, value: Any) -> Origin | None:
        if isinstance(value, str):
            return Origin(texts.one_line(value)) or None
        self._wrong_type(name, f"{_shown(value)} statt eines Verweises")
        return None

    def _entries(self, name: str, *, listed: bool) -> Iterator[Any]:
        """What stands in a property that should be a list (`listed`) or a single value; nulls are told and left out."""
        value = self.raw.get(name)
        if value is None or value == "":
            return
        if isinstance(value, list) != listed:
            self._wrong_type(
                name, "ein Einzelwert statt einer Liste" if listed else "eine Liste statt eines Einzelwerts"
            )
        for entry in value if isinstance(value, list) else [value]:
            if entry is None:
                self.doubt(name, Doubt.NULL_ENTRY, f"„{name}“ enthält einen leeren Eintrag (null).")
            else:
                yield entry

    def _strings(self, name: str) -> Iterator[str]:
        for entry in self._entries(name, listed=True):
            text = self._as_string(name, entry)
            if text:
                yield text

    def _string(self, name: str) -> str:
        value = self.raw.get(name)
        if isinstance(value, list) and len(value) == 1:
            self._wrong_type(name, "eine Liste statt eines Einzelwerts")
            value = value[0]
        return self._as_string(name, value)

    def _as_string(self, name: str, value: Any) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._wrong_type(name, "eine Zahl statt eines Textes")
            return _shown(value)
        self._wrong_type(name, f"{_shown(value)} statt eines Textes; nicht übernommen")
        return ""

    def _wrong_type(self, name: str, what: str) -> None:
        self.doubt(name, Doubt.WRONG_TYPE, f"„{name}“ ist {what}.")

    def _unreadable(self, name: str, text: str, what: str) -> None:
        self.doubt(name, Doubt.UNREADABLE, f"„{name}“ ist {what}: {_shown(text)}.")

    def _beyond_time(self, name: str, text: str) -> None:
        self.doubt(name, Doubt.BEYOND_TIME, f"„{name}“ liegt außerhalb der Jahre 1900 bis 2100: {_shown(text)}.")

    def _no_offset(self, name: str) -> None:
        self.doubt(name, Doubt.NO_OFFSET, f"„{name}“ nennt keine Zeitzone; es gilt die Zeit in Berlin.")


_GERMAN_TYPES: Mapping[type, str] = {bool: "ein Wahrheitswert", list: "eine Liste", dict: "ein Objekt"}


def _shown(value: object) -> str:
    """The value as a report may show it: short, in quotes; of a structure only its sort."""
    if type(value) in _GERMAN_TYPES:
        return _GERMAN_TYPES[type(value)]
    if isinstance(value, str):
        short = texts.one_line(value)
        return f"„{short[:60]}…“" if len(short) > 60 else f"„{short}“"
    try:
        return str(value)[:30]
    except ValueError:  # an integer of more digits than Python prints
        return "eine übergroße Zahl"
