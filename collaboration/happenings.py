"""Which entries of the journal are news, in German words: what people who follow something want to be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Happening:
    """What an entry tells. Without words of its own it tells the state that its thing came to.

    `urgent` has a date or a deadline, or is an answer that came; `standing` is told only while it is still so, for
    what was undone since is no news; `sent` is told of an agenda that had gone out already, not of its drafting.
    """

    words: str = ""
    urgent: bool = False
    standing: bool = False
    sent: bool = False


PUBLISHED = Happening("Neu veröffentlicht")
_STATE = Happening(standing=True)
_ANSWER = Happening("Die Antwort liegt vor", urgent=True)
_FURTHER_ANSWER = Happening("Die Nachfrage ist beantwortet", urgent=True)
_AGENDA = Happening("Die Tagesordnung ist geändert", sent=True)  # what presses is the supplement that is sent of it
_NOTE = Happening("Neue Anmerkung")
# What a paper comes to that is told as its new state.
_STEPS = (
    "amendment.adopted",
    "amendment.became_moot",
    "amendment.rejected",
    "amendment.taken_over",
    "inquiry.answer_requested",
    "inquiry.closed",
    "inquiry.disputed",
    "inquiry.followup_asked",
    "inquiry.lapsed",
    "paper.adopted",
    "paper.adopted_amended",
    "paper.commissioned",
    "paper.confirmed",
    "paper.implemented",
    "paper.lapsed",
    "paper.noted",
    "paper.overturned",
    "paper.postponed",
    "paper.recommended",
    "paper.referred",
    "paper.referred_back",
    "paper.refused",
    "paper.rejected",
    "paper.scheduled",
    "paper.settled",
    "paper.suspended",
    "paper.withdrawn",
    "petition.decided",
    "petition.referred",
    "question.lapsed",
    "question.written_owed",
    "report.adopted",
    "report.handed_over",
)
HAPPENINGS: dict[str, Happening] = dict.fromkeys(_STEPS, _STATE) | {
    "paper.admitted": PUBLISHED,
    "paper.published": PUBLISHED,
    "notice.released": PUBLISHED,
    "petition.released": PUBLISHED,
    "paper.recorded": Happening("Neu erfasst"),
    "paper.revised": Happening("Neue Fassung des Textes"),
    "inquiry.extended": Happening("Die Frist für die Antwort ist verlängert"),
    "inquiry.answered_in_writing": _ANSWER,
    "inquiry.answered_orally": _ANSWER,
    "inquiry.completed_in_writing": _ANSWER,
    "question.answered_in_writing": _ANSWER,
    "question.answered_orally": _ANSWER,
    "inquiry.followup_answered": _FURTHER_ANSWER,
    "consultation.opened": Happening("Anhörung eröffnet", urgent=True),
    "consultation.ends_soon": Happening("Die Frist der Anhörung endet bald", urgent=True),
    "consultation.statement_given": Happening("Eine Stellungnahme liegt vor"),
    "file.received": Happening("Neue Datei"),
    "file.published": Happening("Neue Datei"),
    "note.written": _NOTE,
    "note.lifted": _NOTE,
    "note.released": _NOTE,
    "note.shown": _NOTE,
    "meeting.planned": Happening("Neuer Termin"),
    "meeting.changed": Happening("Die Angaben zur Sitzung sind geändert", urgent=True),
    "meeting.invited": Happening("Einladung und Tagesordnung liegen vor", urgent=True),
    "meeting.supplemented": Happening("Nachtrag zur Tagesordnung", urgent=True),
    "meeting.cancelled": Happening("Die Sitzung ist abgesagt", urgent=True),
    "item.added": _AGENDA,
    "item.changed": _AGENDA,
    "item.moved": _AGENDA,
    "item.removed": _AGENDA,
    "item.restored": _AGENDA,
    "item.opened_to_public": _AGENDA,
    "item.result_confirmed": Happening("Ergebnis"),
}
URGENT = frozenset(verb for verb, happening in HAPPENINGS.items() if happening.urgent)
# What followers of a paper's body, person, district or search are spared: only those who follow the paper are told.
OF_THE_PAPER_ALONE = frozenset(verb for verb in HAPPENINGS if verb.startswith("note."))
