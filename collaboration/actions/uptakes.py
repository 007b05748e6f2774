"""Acts that make a decision's beginning of a note: a draft amendment, a question of a draft inquiry."""

from __future__ import annotations

from django.utils import timezone

from collaboration import carrying, may, passages
from collaboration.models import Note, Uptake
from collaboration.states import Motivation
from council import journal, life, unjournaled
from council.models import Body, Organization, User
from documents import text as canonical
from documents.models import Paper, PaperVersion
from documents.states import PaperType
from motions.actions import amendments, inquiries
from motions.amending import scope
from motions.models import Amendment, Inquiry

LONGEST_QUESTION = 4_000  # code points taken over from a note
NOT_OF_A_FILE = "Ein Änderungsantrag ändert den Wortlaut einer Vorlage; diese Anmerkung steht an einer Datei."


@journal.act
def into_amendment(note: Note, *, mover: Organization | None, by: User) -> Amendment:
    """Begin an amendment of the text the note stands beside, with its passage and words; only who begins it reads it.

    A suggestion becomes the new wording where its passage may be changed; anything else becomes the reason.
    Raises WrongState while the text takes no amendments, and for a note on a file.
    """
    note = _lock(note)
    may.use(by, note)
    if note.file_id is not None:
        raise life.WrongState(NOT_OF_A_FILE)
    amendment = amendments.draft(note.paper, mover=mover, by=by)
    scratch = amendment.scratch
    typed = scratch.content | _typed(note, amendment.parent_version)
    unjournaled.keep_scratch(scratch, revision=scratch.revision, content=typed)
    _keep(note, amendment.paper, by=by)
    return amendment


def _typed(note: Note, base: PaperVersion) -> dict[str, str]:
    """What the fields of the editor begin with."""
    place = carrying.last_places([note])[note.pk]
    block = None
    if place.version == base.pk:
        among = scope.amendable(base.text)
        block = next((known for known in among if known.start <= place.start and place.end <= known.end), None)
    if block is None:
        return {"reason": f"Zu „{note.exact}“: {note.text}"}
    if note.motivation != Motivation.EDITING:
        return {f"why-{block.number}": note.text[:LONGEST_QUESTION]}
    before, after = block.text[: place.start - block.start], block.text[place.end - block.start :]
    return {f"text-{block.number}": f"{before}{note.text}{after}"}


@journal.act
def into_inquiry(note: Note, *, faction: Organization | None, by: User) -> Inquiry:
    """Begin an inquiry whose first question is the note; only who begins it reads it until it is handed in.

    Beside a closed paper or file neither its title nor the passage is taken over.
    """
    note = _lock(note)
    may.use(by, note)
    main = note.paper
    is_open = may.is_open(main, note.file)
    paper = Paper(
        body=Body.objects.get(home=True),
        paper_type=PaperType.INQUIRY,
        name=f"Nachfrage zu „{main.name}“"[:300] if is_open else "Nachfrage",
        addressed_to="Magistrat",
    )
    about = f"Zu „{note.exact[:400]}“ in {_source(note)}: " if is_open else ""
    question = " ".join(canonical.normalise(f"{about}{note.text or 'Was ist damit gemeint?'}").split())
    inquiry = inquiries.draft(paper, questions=[question[:LONGEST_QUESTION]], written=False, faction=faction, by=by)
    _keep(note, inquiry.paper, by=by)
    return inquiry


def _source(note: Note) -> str:
    """What the passage is quoted from."""
    paper = f"der Vorlage {note.paper.reference or note.paper.name}"
    return f"„{note.file.name}“ ({passages.label(0, note.page)}) zu {paper}" if note.file else paper


def _lock(note: Note) -> Note:
    """The note as it is now, behind its paper as everywhere."""
    life.lock(note.paper)
    return life.lock(note)


def _keep(note: Note, paper: Paper, *, by: User) -> None:
    Uptake.objects.create(note=note, paper=paper, made_by=by, made_at=timezone.now())
    journal.record("note.taken_up", note, by=by, paper=paper.pk)
