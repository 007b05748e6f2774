"""Acts on drafts that a faction writes together: open, take in what was written, save, end.

Once the draft is handed in, document and edits are dropped (`writing.forget_drafts`); what counts is the text.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from council import journal, life
from council.models import User
from council.states import Audience, BodyKind
from documents.models import Paper
from documents.states import PaperState
from motions import drafts, joint_text
from motions.actions import motions, movers
from motions.joint_text import Document
from motions.may import joint_drafts as may
from motions.models import DraftEdit, DraftWindow, JointDraft, Motion, Scratch

FOLD_AFTER = 200  # edits
FOLD_LARGER = 64 * 1024  # bytes of one edit: every later one would have to read it again
ENDED = "Dieser Entwurf wird nicht mehr gemeinsam geschrieben."


@journal.act
def begin(motion: Motion, *, by: User) -> JointDraft:
    """Let the faction write with: its members read the draft as it is, and change it at the same time.

    Windows in which the author wrote alone before cannot overwrite anything: their next saving shows both texts.
    """
    motion = movers.opened(motion, by=by)
    if motion.mover is None or motion.mover.kind != BodyKind.FACTION:
        raise life.WrongState("Gemeinsam schreiben Fraktionen; dieser Antrag gehört zu keiner.")
    if JointDraft.objects.filter(pk=motion.pk).exists():
        raise life.WrongState("Dieser Entwurf wird schon gemeinsam geschrieben.")
    if motion.paper.audience != Audience.FACTION:
        motion = movers.show_to_faction(motion, by=by)
    scratch = life.lock(motion.scratch)
    joint = JointDraft.objects.create(
        paper=motion.paper, opened_at=timezone.now(), opened_by=by, state=joint_text.begun(scratch.content)
    )
    _write_down(joint, saved(joint), scratch)
    journal.record("motion.joint_opened", motion.paper, by=by, faction=motion.mover_id)
    return joint


@journal.act
def end(motion: Motion, *, by: User) -> Motion:
    """Write alone again; the text stays as it is, and the faction goes on reading the draft."""
    motion = movers.opened(motion, by=by)
    if not JointDraft.objects.filter(pk=motion.pk).exists():
        raise life.WrongState(ENDED)
    JointDraft.objects.filter(pk=motion.pk).delete()
    journal.record("motion.joint_ended", motion.paper, by=by)
    return motion


@journal.act
def take_in(joint: JointDraft, *, update: bytes, by: User) -> JointDraft:
    """Merge what somebody wrote into the text and keep it; no entry, for typing decides nothing.

    What comes a second time changes nothing. Raises Denied, WrongState, and joint_text.Unfit with nothing kept.
    """
    joint = _held(joint)
    may.write(by, joint.paper.motion)
    document = saved(joint)
    before = document.state
    document.take(update)
    _refuse_the_numbers_of_others(joint, update, by=by)
    if document.state == before:
        return joint
    joint.last += 1
    DraftEdit.objects.create(joint=joint, number=joint.last, update=update, made_at=timezone.now(), made_by=by)
    if joint.last - joint.folded >= FOLD_AFTER or len(update) > FOLD_LARGER:
        _fold(joint, document)
    joint.save(update_fields=["last", "folded", "state"])
    _write_down(joint, document, life.lock(Scratch.objects.get(pk=joint.pk)))
    return joint


@journal.act
def revise(joint: JointDraft, *, wording: motions.Wording, by: User) -> Motion:
    """Save the text as everybody wrote it, with what was chosen beside it, as a version of the draft."""
    joint = _held(joint)
    motion = life.lock(joint.paper.motion)
    motion.paper = joint.paper
    may.write(by, motion)
    said = saved(joint).texts
    if not said["name"].strip():
        raise joint_text.Unfit("Der Titel fehlt.")
    parts = drafts.Parts(drafts.tidy(said["resolution"]), drafts.tidy(said["reasons"]))
    wording = replace(wording, name=said["name"].strip(), parts=parts, plain_summary=said["plain_summary"].strip())
    motions.keep(motion, wording, revision=motion.scratch.revision, by=by, typed=wording.typed | said)
    return motion


def saved(joint: JointDraft) -> Document:
    """The document as the table has it; nothing else is ever asked."""
    edits = joint.edits.filter(number__gt=joint.folded).order_by("number").values_list("update", flat=True)
    return Document(bytes(update) for update in (joint.state, *edits))


def _held(joint: JointDraft) -> JointDraft:
    """The draft, read again and held, its paper first as in every act on drafts. Raises WrongState once it ended."""
    paper = life.lock(Paper(pk=joint.pk))
    held = JointDraft.objects.select_for_update(no_key=True).filter(pk=joint.pk).first()
    if held is None or paper.state != PaperState.DRAFT or held.key != joint.key:
        raise life.WrongState(ENDED)
    held.paper = paper
    return held


def _refuse_the_numbers_of_others(joint: JointDraft, update: bytes, *, by: User) -> None:
    """Whoever wrote ahead under the number of another's window would have what that person writes next ignored."""
    for number in sorted(Document.writers(update)):
        window, _ = DraftWindow.objects.get_or_create(joint=joint, number=number, defaults={"account": by})
        if window.account_id != by.pk:
            raise joint_text.Unfit(joint_text.NOT_YOURS)


def _fold(joint: JointDraft, document: Document) -> None:
    """Make one state of the edits so far."""
    joint.state, joint.folded = document.state, joint.last
    joint.edits.filter(number__lte=joint.folded).delete()


def _write_down(joint: JointDraft, document: Document, scratch: Scratch) -> None:
    """Let the draft say what the document says: preview, handing in and print know nothing of several writers."""
    scratch.content = scratch.content | document.texts
    scratch.revision += 1
    scratch.kept_at = timezone.now()
    scratch.save(update_fields=["content", "revision", "kept_at"])
