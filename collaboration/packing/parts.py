"""Turns the rows of a folder into named parts: texts as JSON with their SHA-256, files by the SHA-512 of the vault."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse

from collaboration import circles
from collaboration.packing import notes
from collaboration.packing.contents import Contents
from council import outline
from council.models import AgendaItem, Meeting
from council.templatetags import council as words
from documents import text, vault
from documents.models import File, FilePage, Paper
from documents.templatetags import wording
from motions.models import Answer

if TYPE_CHECKING:
    from council.audiences import Viewer

Json = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part: its name, what it is for the device, hash (hexadecimal), size in bytes, and its text if it is one."""

    name: str
    kind: str
    algorithm: str
    hash: str
    size: int
    closed: bool
    url: str = ""
    text: str = ""

    def described(self) -> Json:
        """The part as the package lists it."""
        shown: Json = {name: getattr(self, name) for name in ("name", "kind", "algorithm", "hash", "size", "closed")}
        return shown | ({"url": self.url} if self.url else {})


def of(found: Contents, user: Viewer) -> list[Part]:
    """All parts of the folder in reading order; two to five queries more than its rows."""
    return [*_agendas(found, user), *_papers(found, found.papers.values()), *_files(found, found.files)]


def texts(found: Contents, user: Viewer, *, names: Collection[str]) -> dict[str, str]:
    """The texts of the parts named, as far as they are in the folder; of the others nothing is made."""
    agendas = _agendas(found, user) if {"agenda", "agenda-closed"} & set(names) else ()
    keys = {name.rpartition("-")[2] for name in names}
    papers = [paper for paper in found.papers.values() if paper.key in keys]
    files = {pk: file for pk, file in found.files.items() if f"pages-{file.key}" in names}
    parts = [*agendas, *_papers(found, papers), *_files(found, files)]
    return {part.name: part.text for part in parts if part.text and part.name in names}


def _agendas(found: Contents, user: Viewer) -> Iterator[Part]:
    yield _text("agenda", "agenda", _agenda(found, user, closed=False), closed=False)
    if found.closed:
        yield _text("agenda-closed", "agenda", _agenda(found, user, closed=True), closed=True)


def _papers(found: Contents, papers: Collection[Paper]) -> Iterator[Part]:
    versions = [found.versions[paper.pk] for paper in papers if paper.pk in found.versions]
    beside = notes.beside([paper.pk for paper in papers], versions, _as_open(found), found.standing)
    for paper in papers:
        yield from _of_paper(found, paper, beside.get(paper.pk, []))


def _as_open(found: Contents) -> list[int]:
    """The files on which notes go along with their paper: none that is closed where the paper is not."""
    files = found.files.values()
    return [
        file.pk
        for file in files
        if (paper := found.papers.get(file.paper_id or 0)) and (found.is_closed(paper) or not found.is_closed(file))
    ]


def _of_paper(found: Contents, paper: Paper, beside: list[Json]) -> Iterator[Part]:
    """The paper with its answers, open and closed ones apart, and the notes that go along."""
    name, closed = f"paper-{paper.key}", found.is_closed(paper)
    yield _text(name, "paper", _paper(found, paper), closed=closed)
    for kind, hidden in (("answers", False), ("answers-closed", True)):
        answers = [answer for answer in found.answers.get(paper.pk, ()) if found.is_closed(answer) == hidden]
        if answers:
            content: Json = {"paper": name, "html": _answers(answers)}
            yield _text(f"{kind}-{paper.key}", "answers", content, closed=closed or hidden)
    if beside:
        yield _text(f"notes-{paper.key}", "notes", {"paper": name, "notes": beside}, closed=closed)


def version(parts: list[Part]) -> str:
    """The version of a package: a hash over the names and hashes of all its parts (SHA-256, hexadecimal)."""
    content = [(part.name, part.hash, part.size, part.closed) for part in parts]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def title_of(found: Contents) -> str:
    """What the folder is called on the device; a closed meeting is not named outside its closed parts."""
    return str((_nothing if found.is_closed(found.meeting) else _meeting)(found.meeting)["name"])


def day_of(found: Contents) -> str:
    """The day the folder is sorted by on the device (ISO), empty for a closed meeting."""
    return "" if found.is_closed(found.meeting) else str(found.meeting.date or "")


def _text(name: str, kind: str, content: Json, *, closed: bool) -> Part:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    encoded = written.encode()
    return Part(name, kind, "SHA-256", hashlib.sha256(encoded).hexdigest(), len(encoded), closed, text=written)


def _agenda(found: Contents, user: Viewer, *, closed: bool) -> Json:
    """Meeting, items and the list of documents: once without anything closed, and once more with it."""
    meeting = found.meeting
    hidden = found.is_closed(meeting) and not closed
    lines = [line for line in found.lines if found.is_closed(line.item) <= closed]
    papers = [paper for paper in found.papers.values() if found.is_closed(paper) <= closed]
    files = [file for file in found.files.values() if found.is_closed(file) <= closed]
    shown = {thing.pk for thing in files}
    return {
        "meeting": _nothing(meeting) if hidden else _meeting(meeting),
        "items": [_item(found, line, closed=closed) for line in lines],
        "files": [f"file-{found.files[pk].key}" for pk in found.files_of.get(None, ()) if pk in shown],
        "documents": [_named(paper) for paper in papers] + [_named_file(found, file) for file in files],
        "circles": _circles(user, papers),
        "withheld": found.withheld,
    }


def _nothing(meeting: Meeting) -> Json:
    return {"key": meeting.key, "name": "Nichtöffentliche Sitzung", "body": "", "when": "", "where": ""}


def _meeting(meeting: Meeting) -> Json:
    when = words.day(meeting.date) if meeting.date else "Tag nicht angegeben"
    return {
        "key": meeting.key,
        "name": meeting.name,
        "body": meeting.organization.name if meeting.organization else "",
        "when": f"{when}, {words.clock(meeting.starts_at)}" if meeting.starts_at else str(when),
        "where": str(meeting.location) if meeting.location else "",
    }


def _item(found: Contents, line: outline.Line, *, closed: bool) -> Json:
    item: AgendaItem = line.item
    papers = [found.papers[pk] for pk in found.papers_of.get(item.pk, ())]
    files = [found.files[pk] for pk in found.files_of.get(item.pk, ())]
    return {
        "key": item.key,
        "level": min(line.level, 3),
        "part": outline.part_name(line.part),
        "number": item.number,
        "name": item.name,
        "state": str(item.get_state_display()),
        "result": item.result_text or (str(item.get_result_display()) if item.result else ""),
        "resolution": item.resolution_text,
        "closed": found.is_closed(item),
        "papers": [f"paper-{paper.key}" for paper in papers if found.is_closed(paper) <= closed],
        "files": [f"file-{file.key}" for file in files if found.is_closed(file) <= closed],
    }


def _named(paper: Paper) -> Json:
    over = f"{paper.kind_label} {paper.reference}" if paper.reference else paper.kind_label
    return {"name": f"paper-{paper.key}", "title": paper.name, "over": over, "audience": paper.audience}


def _named_file(found: Contents, file: File) -> Json:
    return {
        "of": f"paper-{found.papers[file.paper_id].key}" if file.paper_id in found.papers else "",
        "name": f"file-{file.key}",
        "title": file.name,
        "over": str(file.get_role_display()),
        "type": file.mime_type,
        "pages": file.page_count or 0,
    }


def _circles(user: Viewer, papers: list[Paper]) -> dict[str, list[Json]]:
    """The circles this person may write in, with the sentence who will read it: beside open papers and closed ones.

    What replies to a private note has readers of its own, under "…-private-reply".
    """
    kinds = {("public" if paper.audience == "public" else "closed"): paper for paper in papers}
    found = {kind: circles.choices(user, paper=paper) for kind, paper in kinds.items()}
    for kind, paper in kinds.items():
        found[f"{kind}-private-reply"] = circles.choices(user, paper=paper, within="private")
    return {
        kind: [{"circle": one.circle.value, "label": one.label, "sentence": one.sentence} for one in choices]
        for kind, choices in found.items()
    }


def _paper(found: Contents, paper: Paper) -> Json:
    newest = found.versions.get(paper.pk)
    return {
        "key": paper.key,
        "title": paper.name,
        "over": f"{paper.kind_label} {paper.reference}" if paper.reference else paper.kind_label,
        "state": str(paper.get_state_display()),
        "summary": paper.plain_summary,
        "version": newest.number if newest else 0,
        "html": wording.wording(text.blocks(newest.text)) if newest else "",
    }


def _answers(answers: list[Answer]) -> str:
    return render_to_string("collaboration/folders/_answers.html", {"answers": answers})


def _files(found: Contents, files: Mapping[int, File]) -> Iterator[Part]:
    """The bytes of each file as the vault keeps them, and beside them the words of its pages, to read and to search."""
    pages: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = FilePage.objects.filter(file__in=files).order_by("file", "number")
    for owner, number, words_of_page in rows.values_list("file_id", "number", "text"):
        pages[owner].append((number, words_of_page))
    for pk, file in files.items():
        name, closed = f"file-{file.key}", found.is_closed(file)
        if pages[pk]:
            content = {"file": name, "pages": pages[pk]}
            yield _text(f"pages-{file.key}", "pages", content, closed=closed)
        url = reverse("folder-file", args=[found.meeting.key, file.key])
        yield Part(name, "file", "SHA-512", file.sha512, vault.size(file.sha512), closed, url=url)
