"""Makes files findable, page by page, so that a hit leads to the very page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from django.db.models import Max, Prefetch, Q, QuerySet

from council.audiences import HasAudience
from council.models import AgendaItem, Entry, Meeting
from documents.models import File, FilePage, MeetingFile, Paper
from documents.search import papers, sources
from documents.search.engine import Document

WHOLE = 0  # the number of the page that stands for a file without text


class FileSource(sources.Source):
    """Files, one document for each page; the first also has the file's name. Without text the name alone."""

    name = "file"
    label = "Dateien"
    model = File

    def documents(self, pks: Collection[int]) -> Iterator[Document]:
        """See sources.Source. Costs a constant number of queries; texts are read as they are taken."""
        files = {file.pk: file for file in _with_path(_with_facts(File.objects.filter(pk__in=pks, deleted_at=None)))}
        public = self.public(pks)
        seen: set[int] = set()
        for page in FilePage.objects.filter(file__in=files).order_by("file_id", "number").iterator(chunk_size=500):
            title = "" if page.file_id in seen else files[page.file_id].name
            seen.add(page.file_id)
            yield self._document(files[page.file_id], page.number, title=title, text=page.text, public=public)
        for pk in files.keys() - seen:
            yield self._document(files[pk], WHOLE, title=files[pk].name, text="", public=public)

    def _document(self, file: File, page: int, *, title: str, text: str, public: set[int]) -> Document:
        day = _day(file)
        return Document(
            key=sources.Name(self.name, file.pk, page).key,
            kind=self.name,
            title=title,
            text=text,
            audience=sources.token(*_path(file), is_public=file.pk in public),
            group=_group(file),
            date=day,
            year=day.year if day else None,
            **_facts(file),
        )

    def cards(self, names: Collection[sources.Name]) -> dict[str, sources.Card]:
        """See sources.Source. Costs three queries."""
        rows = File.objects.filter(pk__in={name.pk for name in names}).select_related("paper")
        files = {file.pk: file for file in _with_path(rows)}
        texts = _texts(names)
        return {
            name.key: self._card(files[name.pk], name.page or WHOLE, text=texts.get((name.pk, name.page), ""))
            for name in names
            if name.pk in files
        }

    def _card(self, file: File, page: int, *, text: str) -> sources.Card:
        parent = file.paper or next((link.meeting for link in file.meeting_files.all()), None)
        return sources.Card(
            label=str(file.get_role_display()),
            title=file.name,
            url=f"{file.get_absolute_url()}?seite={page}#seite-{page}" if page else file.get_absolute_url(),
            text=text,
            number=f"Seite {page}" if page else "",
            when=sources.written(_day(file)),
            context=str(parent) if parent else "",
            context_url=parent.get_absolute_url() if parent else "",
            audience=sources.narrowest(*_path(file)),
        )

    def affected(self, things: Mapping[str, Collection[int]]) -> set[int]:
        """The files themselves, and those of papers, meetings and items whose audience they follow."""
        of_papers = File.objects.filter(paper__in=things.get(Paper._meta.label_lower, ()))
        of_meetings = MeetingFile.objects.filter(
            Q(meeting__in=things.get(Meeting._meta.label_lower, ()))
            | Q(item__in=things.get(AgendaItem._meta.label_lower, ()))
        )
        hanging_on = {*of_papers.values_list("pk", flat=True), *of_meetings.values_list("file_id", flat=True)}
        return super().affected(things) | hanging_on

    def keys(self, pks: Collection[int]) -> set[str]:
        """Every page a file has or once had: when a file is read anew it may have fewer."""
        last = dict.fromkeys(pks, WHOLE)
        stored = FilePage.objects.filter(file__in=pks).values_list("file_id").annotate(Max("number"))
        once = Entry.objects.filter(kind=File._meta.label_lower, verb="file.read", thing__in=pks)
        for pk, number in (
            *stored,
            *((entry.thing, entry.numbers.get("pages", 0)) for entry in once.only("thing", "numbers")),
        ):
            last[pk] = max(last[pk], number)
        return {sources.Name(self.name, pk, page).key for pk in pks for page in range(WHOLE, last[pk] + 1)}


def _with_path(files: QuerySet[File]) -> QuerySet[File]:
    links = MeetingFile.objects.select_related("meeting__organization", "item").order_by("pk")
    return files.prefetch_related(Prefetch("meeting_files", links))


def _with_facts(files: QuerySet[File]) -> QuerySet[File]:
    return files.prefetch_related(Prefetch("paper", papers.with_facts(Paper.objects.all())))


def _path(file: File) -> tuple[HasAudience, ...]:
    links = file.meeting_files.all()
    hanging_on = (file.paper, *(link.meeting for link in links), *(link.item for link in links))
    return (file, *(thing for thing in hanging_on if thing is not None))


def _group(file: File) -> str:
    if file.paper_id:
        return sources.Name("paper", file.paper_id).key
    meetings = [link.meeting_id for link in file.meeting_files.all()]
    return sources.Name("meeting", meetings[0]).key if meetings else sources.Name("file", file.pk).key


def _day(file: File) -> date | None:
    meetings = (link.meeting.date for link in file.meeting_files.all())
    return file.date or (file.paper.date if file.paper else next(meetings, None))


def _facts(file: File) -> papers.Facts:
    """Those of its paper, or the bodies of its meetings."""
    if file.paper:
        return papers.facts_of(file.paper)
    meetings = (link.meeting.organization for link in file.meeting_files.all())
    bodies, factions = papers.apart(body for body in meetings if body)
    return papers.Facts(bodies=bodies, factions=factions, districts=(), paper_type="", state="")


def _texts(names: Collection[sources.Name]) -> dict[tuple[int, int | None], str]:
    """The text of each page named, and of no other."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for name in names:
        numbers[name.page or WHOLE].add(name.pk)
    wanted = Q(pk=None)
    for number, pks in numbers.items():
        wanted |= Q(number=number, file__in=pks)
    rows = FilePage.objects.filter(wanted).values_list("file_id", "number", "text")
    return {(pk, number): text for pk, number, text in rows}


sources.register(FileSource())
