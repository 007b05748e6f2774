"""What a text does not settle: one German sentence each, so that nothing is decided silently."""

from collections.abc import Callable, Iterator

from motions.importing.plain import days
from motions.importing.plain.proposal import Meeting, Open, PaperType, Proposal

_ANSWERED_PAPERS = (PaperType.INQUIRY, PaperType.MOTION)


def about(proposal: Proposal) -> Iterator[Open]:
    """Everything a human must decide about this proposal, in the order of a form."""
    for ask in _ALL:
        yield from ask(proposal)


def _paper_type(proposal: Proposal) -> Iterator[Open]:
    if proposal.paper_type == PaperType.OTHER:
        yield Open(
            field="paper_type",
            why="Der Text trägt keine Formel; was für ein Schriftstück er ist, muss ein Mensch sagen.",
        )
    said = _said_antrag(proposal)
    if said:
        yield Open(
            field="paper_type",
            why="Der Text nennt die Sache „Antrag“, nach ihrer Formel ist sie eine Anfrage.",
            suggestion=proposal.paper_type,
        )


def _said_antrag(proposal: Proposal) -> bool:
    if proposal.paper_type != PaperType.INQUIRY or proposal.notes is None:
        return False
    return "Antrag " in f"{proposal.notes.heading} "


def _head(proposal: Proposal) -> Iterator[Open]:
    if proposal.title is None:
        yield Open(field="title", why="Der Text beginnt ohne erkennbare Überschrift.")
    if proposal.originator is None and proposal.paper_type in _ANSWERED_PAPERS:
        yield Open(
            field="originator",
            why="Wer die Sache eingebracht hat, steht nicht im Text; die Aussprache legt es höchstens nahe.",
            suggestion=_likely_originator(proposal),
        )
    yield Open(
        field="audience", why="Ob der Text öffentlich ist, sagt er nicht; bis zur Entscheidung bleibt er geschlossen."
    )


def _likely_originator(proposal: Proposal) -> str | None:
    """A faction that asked a follow-up is likely to have asked the inquiry."""
    askers = (follow_up.asker for follow_up in proposal.notes.follow_ups) if proposal.notes else ()
    return next((asker for asker in askers if asker and asker.startswith("Fraktion")), None)


def _questions(proposal: Proposal) -> Iterator[Open]:
    if not proposal.questions:
        return
    numbers = [question.number for question in proposal.questions]
    if not proposal.numbered:
        yield Open(
            field="questions.number", why="Die Fragen sind im Text nicht nummeriert; die Nummern sind vorgeschlagen."
        )
    elif numbers != list(range(1, len(numbers) + 1)):
        yield Open(field="questions.number", why="Die Nummern der Fragen sind nicht fortlaufend.")
    if any(question.sub_questions for question in proposal.questions):
        yield Open(field="questions.sub_questions", why="Die Aufteilung in Teilfragen ist vorgeschlagen.")
    if proposal.remainder:
        yield Open(
            field="remainder", why="Zwischen oder nach den Fragen steht weiterer Text, der zu keiner Frage gehört."
        )


def _resolution(proposal: Proposal) -> Iterator[Open]:
    if proposal.paper_type != PaperType.MOTION:
        return
    if proposal.reasons is None:
        yield Open(field="reasons", why="Der Antrag nennt keine Begründung.")
    if proposal.title and "änderungsantrag" in proposal.source[: proposal.source.find(proposal.title)].casefold():
        yield Open(
            field="superordinate", why="Ein Änderungsantrag: zu welcher Vorlage er gehört, muss ein Mensch sagen."
        )


def _answers(proposal: Proposal) -> Iterator[Open]:
    if not proposal.questions:
        return
    yield Open(field="questions.status", why="Ob eine Frage beantwortet ist, entscheidet ein Mensch.")
    if proposal.notes is None:
        return
    asked_later = {key for follow_up in proposal.notes.follow_ups for key in follow_up.passages}
    if not all(passage.questions or passage.key in asked_later for passage in proposal.notes.passages):
        yield Open(
            field="questions.passages", why="Welcher Absatz welche Frage beantwortet, sagt der Text nicht durchweg."
        )
    if proposal.answer_mode_actual is None:
        yield Open(field="answer_mode_actual", why="Ob die Antwort mündlich oder schriftlich kam, sagt der Text nicht.")
    else:
        yield Open(
            field="answer_mode_actual",
            why="Dass mündlich geantwortet wurde, ist aus den Notizen geschlossen.",
            suggestion=proposal.answer_mode_actual,
        )


def _follow_ups(proposal: Proposal) -> Iterator[Open]:
    for follow_up in proposal.notes.follow_ups if proposal.notes else ():
        field = f"follow_ups.{follow_up.number}"
        yield Open(
            field=field, why="Ob die Nachfrage beantwortet ist und zu welcher Frage sie gehört, entscheidet ein Mensch."
        )
        if follow_up.asker is None:
            yield Open(field=f"{field}.asker", why="Wer nachgefragt hat, ist nicht erkennbar.")


def _notes(proposal: Proposal) -> Iterator[Open]:
    if proposal.notes is None:
        return
    if proposal.notes.official is None:
        yield Open(field="notes.official", why="Ob dies amtlich ist, sagt der Text nicht.")
    if proposal.meeting is None:
        yield Open(field="meeting", why="In welcher Sitzung die Sache behandelt wurde, sagt der Text nicht.")
        return
    yield from _meeting(proposal.meeting, referred_to=proposal.referred_to)


def _meeting(meeting: Meeting, *, referred_to: str | None) -> Iterator[Open]:
    if meeting.body is None:
        yield Open(field="meeting.body", why="Welches Gremium getagt hat, sagt der Text nicht.", suggestion=referred_to)
    if meeting.public is None:
        yield Open(field="meeting.public", why="Ob die Sitzung öffentlich war, sagt der Text nicht.")
    if meeting.number is None:
        yield Open(field="meeting.number", why="Die wievielte Sitzung es war, sagt der Text nicht.")
    if meeting.date is None:
        yield Open(
            field="meeting.date", why="Der Tag der Sitzung ist nicht sicher zu lesen.", suggestion=meeting.date_text
        )
    elif meeting.date_text and days.has_short_year(meeting.date_text):
        yield Open(
            field="meeting.date",
            why="Das Jahr der Sitzung steht nur zweistellig im Text.",
            suggestion=meeting.date.isoformat(),
        )


def _rest(proposal: Proposal) -> Iterator[Open]:
    if any(mention.day is None for mention in proposal.mentions):
        yield Open(field="mentions", why="Der Text nennt unscharfe oder unmögliche Daten; sie bleiben Worte.")
    if len(proposal.sections) > 1:
        yield Open(field="sections", why="Die Gliederung ist aus der Länge der Zeilen geschlossen.")
    if "\N{REPLACEMENT CHARACTER}" in proposal.source:
        yield Open(
            field="source",
            why="Der Text enthält Ersatzzeichen; er wurde wohl mit falscher Zeichenkodierung gespeichert.",
        )


_ALL: tuple[Callable[[Proposal], Iterator[Open]], ...] = (
    _paper_type,
    _head,
    _questions,
    _resolution,
    _answers,
    _follow_ups,
    _notes,
    _rest,
)
