"""Files as open data: their text, their hash, and where their bytes are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from council.models import AgendaItem, Meeting
from documents import sending
from documents.models import File, FilePage, MeetingFile, Paper
from documents.oparl import addresses, values
from documents.oparl.kinds import Kind, Neighbours, Rendering, nobody, references, register, rendering

# Endings that say what a file is; a title may well end with ".36", the number of a paper.
_EXTENSION = re.compile(
    r"\.(pdf|docx?|od[tspg]|xlsx?|pptx?|rtf|txt|csv|html?|xml|json|png|jpe?g|gif|tiff?|svg|zip|mp[34]|7z)$",
    re.IGNORECASE,
)
_TYPICAL = {"application/pdf": ".pdf", "text/plain": ".txt", "image/png": ".png", "image/jpeg": ".jpg"}


class FileKind(Kind):
    """A file that can be fetched (File)."""

    type = "File"
    model = File
    back: ClassVar = {"Paper": "paper", "Meeting": "meeting", "AgendaItem": "agendaItem"}
    ends = ("paper", "meeting", "agendaItem")

    def rows(self) -> QuerySet[File]:
        """See kinds.Kind."""
        links = MeetingFile.objects.select_related("meeting", "item__meeting").order_by("pk")
        pages = FilePage.objects.order_by("number")
        return (
            fetchable()
            .select_related("body", "paper")
            .prefetch_related(
                Prefetch("meeting_files", links, to_attr="told_links"), Prefetch("pages", pages, "told_pages")
            )
        )

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(fetchable().filter(pk__in=pks).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        links = row.told_links
        hanging_on = {
            "paper": references([row.paper] if row.paper else []),
            "meeting": references(link.meeting for link in links if link.item is None),
            "agendaItem": references(link.item for link in links if link.item is not None),
        }
        own = {
            "name": _EXTENSION.sub("", row.name) or row.name,
            "fileName": name_of(row),
            "mimeType": sending.type_of(row.mime_type) if row.sha512 else row.mime_type,
            "date": values.day(row.date),
            "text": "\n\n".join(filter(None, (page.canonical for page in row.told_pages))),
            **_bytes(row),
            "web": addresses.page(row.get_absolute_url()),
        }
        return rendering(self, row, body=row.body.key, properties=hanging_on | own)

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        links = MeetingFile.objects.filter(file__in=pks)
        yield "Paper", Paper.objects.filter(files__in=pks).values_list("pk", flat=True)
        yield "Meeting", Meeting.objects.filter(meeting_files__in=links).values_list("pk", flat=True)
        yield "AgendaItem", AgendaItem.objects.filter(item_files__in=links).values_list("pk", flat=True)


def fetchable() -> QuerySet[File]:
    """Files that anybody may read and whose bytes are somewhere."""
    return File.objects.visible_for(nobody()).filter(~Q(sha512="") | ~Q(source_url=""))


def told(files: Iterable[File]) -> list[File]:
    """Each file once, in their order."""
    return list({file.pk: file for file in files}.values())


def name_of(file: File) -> str:
    """The name under which a file is kept: its own, else its title; with an extension where it is known."""
    name = file.file_name or file.name
    if _EXTENSION.search(name):
        return name
    return name + _TYPICAL.get(file.mime_type, "")


def _bytes(file: File) -> dict[str, Any]:
    """Where the bytes are: here, or where they were taken over from without them."""
    if not file.sha512:
        return {"accessUrl": addresses.foreign(file.source_url)}
    return {
        "size": file.size,
        "sha512Checksum": file.sha512,
        "accessUrl": addresses.page(reverse("file-view", args=[file.key])),
        "downloadUrl": addresses.page(reverse("file-download", args=[file.key])),
    }


register(FileKind())
