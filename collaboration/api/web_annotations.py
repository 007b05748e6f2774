"""Writes notes as W3C Web Annotations and reads what programs send as such (https://www.w3.org/TR/annotation-model/)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from collaboration.models import Note
from collaboration.states import NoteState
from council.states import Audience

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
LONGEST_BODY = 512 * 1024  # bytes of a request; a note and the longest quote, even with every letter escaped
REPLYING = "replying"
_NOTE = re.compile(r"/api/notes/([^/]+)/$")
_PAPER = re.compile(r"^/papers/([^/]+)/$")
_FILE = re.compile(r"^/files/([^/]+)/(?:view)?$")
_PAGE = re.compile(r"page=([1-9]\d{0,5})")
PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"

# Makes a whole address of a path.
Absolute = Callable[[str], str]
Json = dict[str, Any]


class Refused(Exception):
    """What was sent cannot be taken; the message is the German sentence the program hands on, `status` the code."""

    def __init__(self, sentence: str, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


class Incoming(NamedTuple):
    """What a program sent about one note; what it left out is None. `fields` are those of the form of new notes.

    It is about a version of a paper, or about a page of a file, each by its key.
    """

    fields: dict[str, str | int]
    paper: str | None = None
    version: str = ""
    file: str | None = None
    page: str = ""
    reply_to: str | None = None


def written(note: Note, *, absolute: Absolute) -> Json:
    """Write a note as an annotation. Circles are `audience`: private, faction, council or public.

    The target of a reply is the note it replies to where the reader may read that (`note.above_is_read`).
    """
    above = note.reply_to if getattr(note, "above_is_read", False) else None
    motivation = REPLYING if above is not None else note.motivation
    annotation: Json = {
        "@context": CONTEXT,
        "id": absolute(reverse("note-api", args=[note.key])),
        "type": "Annotation",
        "motivation": motivation,
        "created": note.created_at.isoformat(),
        "modified": note.modified_at.isoformat(),
        "creator": {"type": "Person", "name": note.owner.display_name if note.owner else ""},
        "audience": _audience(note),
        "target": _passage(note, absolute) if above is None else absolute(reverse("note-api", args=[above.key])),
    }
    if note.text:
        annotation["body"] = {
            "type": "TextualBody",
            "value": note.text,
            "format": "text/plain",
            "language": "de",
            "purpose": motivation,
        }
    if note.state == NoteState.HIDDEN:
        annotation["schema:creativeWorkStatus"] = NoteState(note.state).label
    return annotation


def _passage(note: Note, absolute: Absolute) -> Json:
    page = absolute(reverse("paper", args=[note.paper.key]))
    passage: list[Json] = [
        {"type": "TextQuoteSelector", "exact": note.exact, "prefix": note.prefix, "suffix": note.suffix},
        {"type": "TextPositionSelector", "start": note.start, "end": note.end},
    ]
    if note.version_of_text is not None:
        return {"source": f"{page}?version={note.version_of_text.number}", "scope": page, "selector": passage}
    fragment: Json = {
        "type": "FragmentSelector",
        "conformsTo": PDF_FRAGMENTS,
        "value": f"page={note.page}",
        "refinedBy": passage,
    }
    file = note.file.get_absolute_url() if note.file else ""
    return {"source": absolute(file), "scope": page, "selector": [fragment]}


def _audience(note: Note) -> Json:
    audience: Json = {"type": "Audience", "schema:audienceType": note.audience}
    if note.audience_organization is not None:
        audience["name"] = note.audience_organization.label
    return audience


def parsed(raw: bytes) -> Json:
    """Read the JSON of a request. Raises Refused."""
    if len(raw) > LONGEST_BODY:
        raise Refused("Die Sendung ist zu groß.", status=413)
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused("Das ist kein lesbares JSON.") from None
    if not isinstance(found, dict):
        raise Refused("Erwartet wird eine Anmerkung als JSON-Objekt.")
    return found


def read(annotation: Json) -> Incoming:
    """Read what an annotation says about its note. Raises Refused with a sentence for what has the wrong shape."""
    target = annotation.get("target")
    found = Incoming({})
    if isinstance(target, str):
        found = Incoming({}, reply_to=_note_of(target))
    elif target is not None:
        found = _target(_object(target, "target"))
    said = {
        "text": _body(annotation),
        "motivation": _motivation(annotation),
        "circle": _circle(annotation.get("audience")),
    }
    return found._replace(fields=found.fields | {name: value for name, value in said.items() if value is not None})


def _note_of(target: str) -> str:
    found = _NOTE.search(target.partition("?")[0])
    if found is None:
        raise Refused("Als bloße Adresse kann target nur die einer Anmerkung sein, auf die geantwortet wird.")
    return found[1]


def _target(target: Json) -> Incoming:
    try:
        address = urlsplit(_words(target.get("source"), "target.source"))
    except ValueError:
        raise Refused("target.source ist keine lesbare Adresse.") from None
    selectors = target.get("selector")
    if file := _FILE.match(address.path):
        page, inner = _page(selectors)
        return Incoming(_selectors(inner), file=file[1], page=page)
    found = _PAPER.match(address.path)
    if found is None:
        raise Refused(
            "target.source muss die Adresse einer Vorlage oder einer ihrer Dateien sein, etwa /papers/…/?version=1."
        )
    version = parse_qs(address.query).get("version", [""])[0]
    return Incoming(_selectors(selectors), paper=found[1], version=version)


def _page(given: Any) -> tuple[str, list[Any]]:
    """The page of a PDF by its FragmentSelector (RFC 3778), and what selects on it: within that, or beside it."""
    listed = given if isinstance(given, list) else [given]
    fragments = [one for one in listed if _object(one, "target.selector").get("type") == "FragmentSelector"]
    if len(fragments) != 1 or fragments[0].get("conformsTo", PDF_FRAGMENTS) != PDF_FRAGMENTS:
        raise Refused(f"Bei einer Datei nennt ein FragmentSelector nach {PDF_FRAGMENTS} die Seite, etwa page=2.")
    page = _PAGE.fullmatch(_words(fragments[0].get("value"), "value"))
    if page is None:
        raise Refused("Der FragmentSelector nennt die Seite so: page=2.")
    refined = fragments[0].get("refinedBy")
    inner = refined if isinstance(refined, list) else [refined]
    return page[1], inner if refined is not None else [one for one in listed if one is not fragments[0]]


def _selectors(given: Any) -> dict[str, str | int]:
    fields: dict[str, str | int] = {}
    for selector in given if isinstance(given, list) else [given]:
        kind = _object(selector, "target.selector").get("type")
        if kind == "TextQuoteSelector":
            fields["exact"] = _words(selector.get("exact"), "exact")
            fields["before"] = _words(selector.get("prefix", ""), "prefix")
            fields["after"] = _words(selector.get("suffix", ""), "suffix")
        elif kind == "TextPositionSelector":
            fields["start"], fields["end"] = _number(selector.get("start")), _number(selector.get("end"))
    if not fields:
        raise Refused("target.selector muss ein TextQuoteSelector oder ein TextPositionSelector sein.")
    return fields


def _body(annotation: Json) -> str | None:
    if "bodyValue" in annotation:
        return _words(annotation["bodyValue"], "bodyValue")
    body = annotation.get("body")
    if body is None:
        return None
    if isinstance(body, list):
        if len(body) != 1:
            raise Refused("Eine Anmerkung hat genau einen Text (body).")
        body = body[0]
    found = _object(body, "body")
    if found.get("type", "TextualBody") != "TextualBody" or found.get("format", "text/plain") != "text/plain":
        raise Refused("Der Text (body) muss ein TextualBody im Format text/plain sein.")
    return _words(found.get("value"), "body.value")


def _motivation(annotation: Json) -> str | None:
    given = annotation.get("motivation")
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    if given in (None, REPLYING):
        return None
    return _words(given, "motivation")


def _circle(given: Any) -> str | None:
    if given is None:
        return None
    if isinstance(given, dict):
        given = given.get("schema:audienceType", given.get("audienceType"))
    circle = _words(given, "audience")
    if circle not in (Audience.PRIVATE, Audience.FACTION, Audience.COUNCIL, Audience.PUBLIC):
        raise Refused("Diesen Kreis gibt es nicht. Möglich sind private, faction, council und public.")
    return circle


def _object(given: Any, name: str) -> Json:
    if not isinstance(given, dict):
        raise Refused(f"{name} muss ein Objekt sein.")
    return given


def _words(given: Any, name: str) -> str:
    if not isinstance(given, str):
        raise Refused(f"{name} muss eine Zeichenkette sein.")
    return given


def _number(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise Refused("start und end müssen ganze Zahlen sein (Codepunkte im Text).")
    return given
