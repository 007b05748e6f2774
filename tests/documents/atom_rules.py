"""A strict reader of Atom: every MUST of RFC 4287 (and of RFC 5005 §3) that can be seen in a document."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

NS = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339, capital T and Z
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_MIME = re.compile(r".+/.+")
# How often each child may and must stand in a feed or an entry: (least, most); None is any number.
_FEED = {
    "author": (0, None),
    "category": (0, None),
    "contributor": (0, None),
    "generator": (0, 1),
    "icon": (0, 1),
    "id": (1, 1),
    "link": (0, None),
    "logo": (0, 1),
    "rights": (0, 1),
    "subtitle": (0, 1),
    "title": (1, 1),
    "updated": (1, 1),
    "entry": (0, None),
}
_ENTRY = {
    "author": (0, None),
    "category": (0, None),
    "content": (0, 1),
    "contributor": (0, None),
    "id": (1, 1),
    "link": (0, None),
    "published": (0, 1),
    "rights": (0, 1),
    "source": (0, 1),
    "summary": (0, 1),
    "title": (1, 1),
    "updated": (1, 1),
}


def problems(document: bytes, *, address: str) -> list[str]:
    """Everything that is wrong with a feed that lies at this whole address; empty for a valid one."""
    feed = ElementTree.fromstring(document)
    if feed.tag != f"{NS}feed":
        return [f"root is {feed.tag}"]
    found = _counted(feed, _FEED, "feed") + [fault for part in feed.iter() for fault in _of_part(part)]
    entries = feed.findall(f"{NS}entry")
    for number, entry in enumerate(entries):
        found += _counted(entry, _ENTRY, f"entry {number}")
        if entry.find(f"{NS}author") is None and feed.find(f"{NS}author") is None:
            found.append(f"entry {number}: no author")
        if entry.find(f"{NS}content") is None and not _links(entry, "alternate"):
            found.append(f"entry {number}: neither content nor alternate link")
    names = [(entry.findtext(f"{NS}id"), entry.findtext(f"{NS}updated")) for entry in entries]
    found += [f"twice the same entry: {name}" for name in {name for name in names if names.count(name) > 1}]
    if not entries and feed.find(f"{NS}author") is None:
        found.append("feed: no author")
    if _links(feed, "self") != [address]:
        found.append(f"self link is {_links(feed, 'self')}")
    moments = [datetime.fromisoformat(entry.findtext(f"{NS}updated")) for entry in entries]
    if moments and datetime.fromisoformat(feed.findtext(f"{NS}updated")) < max(moments):
        found.append("feed is older than its newest entry")
    return found


def _counted(part, rules, where) -> list[str]:
    names = [child.tag.removeprefix(NS) for child in part if child.tag.startswith(NS)]
    found = [f"{where}: {name} does not belong here" for name in set(names) - rules.keys()]
    for name, (least, most) in rules.items():
        if not least <= names.count(name) <= (len(names) if most is None else most):
            found.append(f"{where}: {names.count(name)} times {name}")
    alternates = [(link.get("type"), link.get("hreflang")) for link in part.findall(f"{NS}link") if _is_alternate(link)]
    if len(alternates) != len(set(alternates)):
        found.append(f"{where}: two alternate links of a kind")
    return found


def _of_part(part) -> list[str]:
    name, words = part.tag.removeprefix(NS), (part.text or "")
    if "}" not in part.tag:
        return [f"{name} has no namespace"]
    match name:
        case "updated" | "published":
            return [] if _MOMENT.fullmatch(words) else [f"{name} is no moment: {words!r}"]
        case "id":
            return [] if _IRI.fullmatch(words) else [f"id is no address: {words!r}"]
        case "link":
            return _of_link(part)
        case "category":
            return [] if part.get("term") is not None else ["category without a term"]
        case "title" | "subtitle" | "summary" | "rights":
            return [] if part.get("type", "text") in ("text", "html") and not len(part) else [f"{name} is no text"]
        case "author" | "contributor":
            return [] if len(part.findall(f"{NS}name")) == 1 else [f"{name} has no name"]
    return []


def _of_link(link) -> list[str]:
    address, mime = link.get("href"), link.get("type", "a/a")
    whole = bool(address) and bool(_IRI.fullmatch(address)) and bool(urlsplit(address).netloc)
    return ([] if whole else [f"link leads nowhere: {address!r}"]) + ([] if _MIME.fullmatch(mime) else [f"type {mime}"])


def _is_alternate(link) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _links(part, rel) -> list[str]:
    return [link.get("href") for link in part.findall(f"{NS}link") if link.get("rel", "alternate") == rel]
