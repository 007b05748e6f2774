"""The text that several write at once: a document that merges what everybody did, whatever order it arrives in.

pycrdt stands behind this door alone. Updates are bytes of the Yjs protocol, version 1; lengths are code points.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping

import pycrdt
from pycrdt import Doc, Text

from documents.comparing import sequences
from documents.forms import LONGEST_TEXT
from motions import drafts, joint_updates

LABELS = {
    "name": "Titel",
    "resolution": "Beschlusstext",
    "reasons": "Begründung",
    "plain_summary": "Kurz und einfach",
}
FIELDS = tuple(LABELS)
LONGEST = {"name": drafts.LONGEST_TITLE, "plain_summary": drafts.LONGEST_SUMMARY}
LONGEST_PARTS = LONGEST_TEXT - 400  # resolution and reasons together, as in the form
LARGEST = 768 * 1024  # bytes of an update, and of the document with the traces of what was deleted
# Pieces of an update and the document together. Each may have to be compared with all others while the whole process
# waits: so many take a second and a half at worst.
MOST_PIECES = 5000
MOST_CHANGES = 500  # places of one field changed in one go; beyond it, all between the first and the last is one change

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_NO_STRUCTS = b"\x00"

UNREADABLE = "Diese Änderung war nicht zu lesen; gespeichert wurde nichts davon."
NO_TEXT = "Das ist kein Text, wie er hier geschrieben wird; gespeichert wurde nichts davon."
TOO_LARGE = "Diese Änderung ist zu groß; gespeichert wurde nichts davon."
FULL = (
    "An diesem Entwurf wurde so viel geändert, dass er nichts mehr aufnimmt. Wer ihn begonnen hat, kann"
    " „Nur noch ich schreibe“ und dann wieder „Gemeinsam schreiben“ wählen; das räumt auf."
)
NOT_YOURS = "So schreibt schon das Fenster von jemand anderem; bitte die Seite neu laden. Gespeichert wurde nichts."
INCOMPLETE = "Dieser Änderung fehlt eine frühere; bitte die Seite neu laden."


class Unfit(Exception):
    """The update cannot become part of the text; the message is the sentence the person reads."""


class Incomplete(Unfit):
    """The update belongs to a text that this document does not have, such as one of an earlier time."""


class Document:
    """The fields of one draft as everybody's updates make them."""

    def __init__(self, updates: Iterable[bytes] = ()) -> None:
        self._document: Doc[Text] = Doc()
        self._texts = {name: self._document.get(name, type=Text) for name in FIELDS}
        for update in updates:
            self._document.apply_update(update)

    @property
    def texts(self) -> dict[str, str]:
        """What the fields say."""
        return {name: str(text) for name, text in self._texts.items()}

    @property
    def state(self) -> bytes:
        """All of it as one update."""
        return self._document.get_update()

    def take(self, update: bytes) -> None:
        """Merge an update in. Raises Unfit, after which this document is not to be used any more."""
        if len(update) > LARGEST:
            raise Unfit(TOO_LARGE)
        coming = _read(update)
        self._refuse_too_many_pieces(coming)
        try:
            self._document.apply_update(update)
            rest = pycrdt.get_update(update, self._document.get_state())
        except ValueError:
            raise Unfit(UNREADABLE) from None
        places = joint_updates.read_places(self._document.get_state())
        if not rest.startswith(_NO_STRUCTS) or coming.deletes_beyond(places):
            raise Incomplete(INCOMPLETE)
        _refuse_what_no_form_takes(self.texts)
        state = self.state
        if len(state) > LARGEST:
            raise Unfit(FULL)
        if Document((state,)).texts != self.texts:  # deleted from the middle of a letter on
            raise Unfit(NO_TEXT)

    def _refuse_too_many_pieces(self, coming: joint_updates.Update) -> None:
        if coming.pieces > MOST_PIECES:
            raise Unfit(TOO_LARGE)
        if coming.pieces + _read(self.state).pieces > MOST_PIECES:
            raise Unfit(FULL)

    @staticmethod
    def writers(update: bytes) -> frozenset[int]:
        """The numbers of the windows that wrote the pieces of an update. Raises Unfit."""
        return _read(update).clients

    def edits(self, typed: Mapping[str, str]) -> bytes:
        """Make the typed texts of the present ones; gives the update that does it, and changes this document."""
        before = self._document.get_state()
        with self._document.transaction():
            for name, text in self._texts.items():
                if name in typed:
                    _rewrite(text, str(text), typed[name])
        return self._document.get_update(before)


def begun(typed: Mapping[str, str]) -> bytes:
    """A document that says what was typed so far."""
    return Document().edits({name: _clean(name, str(typed.get(name, ""))) for name in FIELDS})


def edits_since(base: bytes, typed: Mapping[str, str]) -> bytes:
    """What somebody changed who saw the document `base` and sends these texts: an update for whatever it is by now.

    Raises Unfit for a base that is no document.
    """
    document = Document()
    document.take(base)
    return document.edits({name: _clean(name, text) for name, text in typed.items()})


def write(update: bytes) -> str:
    """Bytes as they stand in forms and messages."""
    return base64.b64encode(update).decode("ascii")


def read(written: str) -> bytes:
    """The bytes of a form or message. Raises Unfit."""
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise Unfit(UNREADABLE) from None


def _read(update: bytes) -> joint_updates.Update:
    try:
        return joint_updates.read(update, fields=FIELDS)
    except joint_updates.Foreign:
        raise Unfit(NO_TEXT) from None
    except ValueError:
        raise Unfit(UNREADABLE) from None


def _refuse_what_no_form_takes(texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        if _CONTROL.search(text) or (name == "name" and "\n" in text):
            raise Unfit(NO_TEXT)
        if name in LONGEST and len(text) > LONGEST[name]:
            raise Unfit(f"„{LABELS[name]}“ wäre länger als {LONGEST[name]} Zeichen. Bitte kürzen.")
    if len(texts["resolution"]) + len(texts["reasons"]) > LONGEST_PARTS:
        raise Unfit(f"Beschlusstext und Begründung wären zusammen länger als {LONGEST_TEXT} Zeichen. Bitte kürzen.")


def _clean(name: str, typed: str) -> str:
    """Lines as the document has them; what cannot be shown is dropped."""
    text = _CONTROL.sub("", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\n", " ") if name == "name" else text


def _rewrite(text: Text, before: str, after: str) -> None:
    """Change only what differs, from the end to the beginning, so that earlier places keep their offsets (bytes)."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    changes = _changes(old, new)
    for first, last, words in reversed(changes if len(changes) <= MOST_CHANGES else [(0, len(old), new)]):
        begin = len(before[: start + first].encode())
        del_until = begin + len(old[first:last].encode())
        if del_until > begin:
            del text[begin:del_until]
        if words:
            text.insert(begin, words)


def _alike(one: str, other: str) -> int:
    for place, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return place
    return min(len(one), len(other))


def _changes(old: str, new: str) -> list[tuple[int, int, str]]:
    """Stretches of the old text (from, to) and what stands there now, in their order."""
    mine, theirs = _WORDS.findall(old), _WORDS.findall(new)
    places = [0]
    for word in mine:
        places.append(places[-1] + len(word))
    found, past_old, past_new = [], 0, 0
    for match in [*sequences.matches(mine, theirs), sequences.Match(len(mine), len(theirs), 0)]:
        if match.old > past_old or match.new > past_new:
            found.append((places[past_old], places[match.old], "".join(theirs[past_new : match.new])))
        past_old, past_new = match.old + match.length, match.new + match.length
    return found
