"""Who spoke at the items: the essential course of the debate (HGO §61(1)); what was said is not kept."""

from __future__ import annotations

from collections.abc import Iterator

from council.models import Speech
from council.states import SpeechKind, SpeechState
from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record, clock

_HELD = (SpeechState.SPEAKING, SpeechState.PAUSED, SpeechState.DONE)
_HOW = {
    SpeechKind.MOVER: " zur Begründung oder Berichterstattung",
    SpeechKind.BUDGET: " zum Haushalt",
    SpeechKind.EXECUTIVE: " für den Magistrat",
    SpeechKind.PROCEDURE: " zur Geschäftsordnung",
    SpeechKind.QUESTION: " mit einer Zwischenfrage",
    SpeechKind.PERSONAL: " zu einer persönlichen Erklärung",
}


@chapter(order=60)
def speeches(record: Record) -> Iterator[Fact]:
    """Every speech that was held, with its beginning."""
    rows = Speech.objects.filter(item__in=record.item_ids, state__in=_HELD).select_related("person", "faction")
    for speech in rows.order_by("started_at", "pk"):
        faction = f" ({speech.faction.label})" if speech.faction is not None else ""
        assert speech.started_at is not None  # the database holds it
        said = f"spricht um {clock(speech.started_at)}{_HOW.get(SpeechKind(speech.kind), '')}."
        yield Fact(
            kind="speech",
            source=f"speech:{speech.pk}",
            sentence=f"{speech.person}{faction} {said}",
            bare=f"N. N.{faction} {said}",
            item=speech.item_id,
            at=speech.started_at,
        )
