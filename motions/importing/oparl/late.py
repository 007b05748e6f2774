"""Places of files that were delivered before those who show them; looked up when everything is in."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from council.models import AgendaItem
from documents.models import File, MeetingFile
from motions.importing.oparl.gathering import Use
from motions.importing.oparl.known import Known
from motions.importing.oparl.records import Kind, Origin

Late = tuple[Origin, tuple[Use, ...]]


class Place(NamedTuple):
    """A file with its fields that changed and its further places."""

    file: File
    fields: set[str]
    added: list[MeetingFile]


def places(late: Sequence[Late], *, known: Known) -> Iterator[Place]:
    """What is still missing of these places; a file that stands at a paper already stays there."""
    known.look([(Kind.FILE, file) for file, _ in late] + [(use.kind, use.owner) for _, uses in late for use in uses])
    files = File.objects.filter(origin__in=[file for file, _ in late]).prefetch_related("meeting_files")
    by_origin = {file.origin: file for file in files}
    items = [known.pk(use.kind, use.owner) for _, uses in late for use in uses if use.kind is Kind.AGENDA_ITEM]
    meetings = dict(AgendaItem.objects.filter(pk__in=[pk for pk in items if pk]).values_list("pk", "meeting_id"))
    for origin, uses in late:
        file = by_origin.get(origin)
        if file is not None:
            place = _place(file, uses, known=known, meetings=meetings)
            if place.fields or place.added:
                yield place


def _place(file: File, uses: Sequence[Use], *, known: Known, meetings: dict[int, int]) -> Place:
    place = Place(file, set(), [])
    present = {(row.meeting_id, row.item_id, row.role) for row in file.meeting_files.all()}
    for use in uses:
        owner = known.pk(use.kind, use.owner)
        if owner is None:
            continue
        if use.kind is Kind.PAPER:
            if file.paper_id is None:
                file.paper_id, file.role, file.order = owner, use.role, min(use.place, 32_767)
                place.fields.update(("paper", "role", "order"))
            continue
        meeting, item = (owner, None) if use.kind is Kind.MEETING else (meetings[owner], owner)
        if (meeting, item, use.role) not in present:
            present.add((meeting, item, use.role))
            place.added.append(MeetingFile(file=file, meeting_id=meeting, item_id=item, role=use.role))
    return place
