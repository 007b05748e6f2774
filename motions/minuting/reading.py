"""What somebody reads of minutes: the version in force, section by section, with names or without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from council import audiences
from council.audiences import Standing
from council.may import allowed
from council.models import AgendaItem
from council.states import Audience
from documents import text as texts
from motions.may import minutes as may
from motions.minuting import names
from motions.models import Minutes, MinutesVersion
from motions.states import MINUTES_OUT

Rewrite = Callable[[str], str]


@dataclass(frozen=True)
class Section:
    """One section as it is read: its address, its heading, and its text."""

    number: int
    title: str
    text: str
    item: int | None

    @property
    def blocks(self) -> tuple[texts.Block, ...]:
        """The blocks of the text."""
        return texts.blocks(self.text)


def receives(minutes: Minutes, standing: Standing) -> bool:
    """Whether somebody of this standing is sent the minutes: members, the Magistrat, the body itself, the office."""
    insider = standing.clerk or standing.chair or standing.member or standing.executive
    return insider or minutes.meeting.organization_id in standing.bodies


def nameless(minutes: Minutes, standing: Standing) -> bool:
    """Whether this reader gets the rendition without names: outsiders, where the rulebook wants it so."""
    return not minutes.show_names and not receives(minutes, standing)


def in_force(minutes: Minutes) -> MinutesVersion | None:
    """The version that was sent out last; none while the minutes are a draft."""
    return minutes.versions.order_by("-number").first() if minutes.state in MINUTES_OUT else None


def sections(minutes: Minutes, standing: Standing, *, version: MinutesVersion | None = None) -> list[Section]:
    """The sections someone of this standing may read: of a version, else of the draft. Costs a constant few queries."""
    visible = set(minutes.sections.visible_for(standing).values_list("number", flat=True))
    kept = [row for row in every(minutes, version=version) if row.number in visible]
    if not nameless(minutes, standing):
        return kept
    bare = names.blackener(minutes).of
    return [Section(row.number, bare(row.title), bare(row.text), row.item) for row in kept]


def every(minutes: Minutes, *, version: MinutesVersion | None) -> list[Section]:
    """All sections; who reads them is the caller's question. What was closed meanwhile is in no public ones."""
    rows = _of_version(version) if version is not None else _of_draft(minutes)
    if minutes.closed:
        return rows
    wanted = [row.item for row in rows if row.item is not None]
    public = set(AgendaItem.objects.filter(pk__in=wanted, audience=Audience.PUBLIC).values_list("pk", flat=True))
    return [row for row in rows if row.item is None or row.item in public]


def whole(minutes: Minutes, standing: Standing) -> bool:
    """Whether somebody of this standing may read every section, as whoever takes the file in hand must."""
    if not minutes.closed:
        return True
    return not minutes.sections.exclude(pk__in=minutes.sections.visible_for(standing).values("pk")).exists()


def may_write(user: audiences.Viewer, minutes: Minutes) -> bool:
    """Whether this person writes these minutes."""
    return allowed(may.write, user, minutes)


def _of_version(version: MinutesVersion) -> list[Section]:
    return [Section(row["number"], row["title"], row["text"], row["item"]) for row in version.content]


def _of_draft(minutes: Minutes) -> list[Section]:
    rows = minutes.sections.select_related("item").order_by("order", "pk")
    return [Section(row.number, str(row), row.text, row.item_id) for row in rows]
