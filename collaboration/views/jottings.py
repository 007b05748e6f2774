"""Takes in what was written on a device without network: each change once, by the same rules as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from collaboration import circles, may, pace
from collaboration.actions import folders, jottings, notes
from collaboration.forms import jottings as forms
from collaboration.forms.jottings import Change, Place, Refused
from collaboration.forms.notes import EditForm, NoteForm, ReplyForm
from collaboration.models import Note
from collaboration.packing import markers
from collaboration.packing import notes as packed
from collaboration.states import NoteState
from collaboration.views.notes import version_of
from council import audiences, life, unjournaled
from council.may import Denied
from council.models import Meeting, User
from council.requests import SignedInRequest
from documents.models import Paper

NOT_THERE = "Das gibt es nicht mehr, oder Sie dürfen es nicht mehr lesen. Ihr Text bleibt auf diesem Gerät."
NOT_YOURS = "Das wurde unter einem anderen Konto geschrieben. Nichts wurde übernommen."
CHANGED = (
    "Diese Anmerkung wurde inzwischen an anderer Stelle geändert. Beide Fassungen bleiben erhalten; bitte wählen Sie."
)
Json = dict[str, Any]


class Conflict(Exception):
    """The note was changed elsewhere since the device read it."""

    def __init__(self, note: Note) -> None:
        super().__init__(CHANGED)
        self.note = note


@require_POST
def sync(request: SignedInRequest) -> HttpResponse:
    """Take in the changes of a device one by one, and its place of reading; each gets an answer of its own."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > forms.LONGEST:
            return _problem("Die Sendung ist zu groß.", status=413)
        sending = forms.read(request.body)
    except RequestDataTooBig:
        return _problem("Die Sendung ist zu groß.", status=413)
    except Refused as problem:
        return _problem(str(problem), status=400)
    if sending.account and sending.account != markers.account_of(request.user):
        return _problem(NOT_YOURS, status=409)
    results = [_answered(sent, by=request.user) for sent in sending.changes]
    content: Json = {"marks": markers.of(request), "results": results}
    content["now"] = timezone.now().isoformat(timespec="seconds")
    if sending.place is not None:
        content["place"] = _kept(sending.place, by=request.user)
    return JsonResponse(content)


def _answered(sent: Any, *, by: User) -> Json:
    """What became of one change: done, repeated, conflict, refused, or later (too many at once)."""
    answer: Json = {"id": sent.get("id") if isinstance(sent, dict) and isinstance(sent.get("id"), str) else None}
    try:
        change = forms.change(sent)
        note, fresh = jottings.take_in(change.uuid, digest=change.digest, by=by, work=_work(change, by=by))
    except Conflict as problem:
        standing = audiences.standing_of(by)
        return answer | _refusal("conflict", problem) | {"note": packed.written(problem.note, standing)}
    except pace.TooMany as problem:
        return answer | _refusal("later", problem)
    except Http404:
        return answer | {"status": "refused", "sentence": NOT_THERE}
    except (Refused, Denied, life.WrongState) as problem:
        return answer | _refusal("refused", problem)
    return answer | {"status": "done" if fresh else "repeated"} | _now(note, by=by)


def _refusal(status: str, problem: Exception) -> Json:
    return {"status": status, "sentence": str(problem)}


def _now(note: Note, *, by: User) -> Json:
    """The note as it stands now, if its author still reads it."""
    found = _readable(by).filter(pk=note.pk).exclude(state=NoteState.WITHDRAWN).first()
    return {"note": packed.written(found, audiences.standing_of(by)) if found is not None else None}


def _work(change: Change, *, by: User) -> Callable[[], Note]:
    works = {"write": _write, "reply": _reply, "edit": _edit, "withdraw": _withdraw}
    return lambda: works[change.kind](change, by)


def _write(change: Change, by: User) -> Note:
    paper = Paper.objects.visible_to(by).filter(key=change.key).first()
    if paper is None:
        raise Http404
    version = version_of(paper, str(change.version), standing=audiences.standing_of(by))
    choices = circles.choices(by, paper=paper)
    clean = _clean(NoteForm(change.fields, canonical_text=version.text, choices=choices))
    pace.check(by, at=timezone.now())
    return notes.write(
        version,
        selector=clean["selector"],
        text=clean["text"],
        circle=clean["circle"],
        motivation=clean["motivation"],
        by=by,
    )


def _reply(change: Change, by: User) -> Note:
    above = _found(change, by)
    may.reply(by, above, str(change.fields.get("circle", "")) if _known(change) else above.audience)
    choices = circles.choices(by, paper=above.paper, file=above.file, within=above.audience)
    clean = _clean(ReplyForm(change.fields, choices=choices))
    pace.check(by, at=timezone.now())
    return notes.reply(above, text=clean["text"], circle=clean["circle"], by=by)


def _known(change: Change) -> bool:
    return change.fields.get("circle") in may.CIRCLES


def _edit(change: Change, by: User) -> Note:
    note = _found(change, by)
    may.change(by, note)
    text = _clean(EditForm(change.fields, motivation=note.motivation))["text"]
    if text == note.text:
        return note
    try:
        return notes.edit(note, text=text, version=change.version, by=by)
    except life.Stale:
        raise Conflict(note) from None


def _withdraw(change: Change, by: User) -> Note:
    note = _found(change, by)
    may.change(by, note)
    if note.version != change.version:
        raise Conflict(note)
    return notes.withdraw(note, by=by)


def _found(change: Change, by: User) -> Note:
    note = _readable(by).filter(key=change.key).exclude(state=NoteState.WITHDRAWN).first()
    if note is None:
        raise Http404
    return note


def _readable(by: User) -> QuerySet[Note]:
    rows = Note.objects.visible_to(by)
    return rows.select_related("paper", "version_of_text", "file", "owner__person", "audience_organization", "reply_to")


def _clean(form: NoteForm | EditForm | ReplyForm) -> Json:
    """The clean values of a form. Raises Refused with its sentences."""
    if not form.is_valid():
        raise Refused(" ".join(str(sentence) for errors in form.errors.values() for sentence in errors))
    return form.cleaned_data


def _kept(place: Place, *, by: User) -> Json | None:
    """The place of reading after this one was kept; if another device was further on, that one's."""
    meeting = Meeting.objects.visible_to(by).filter(key=place.meeting).first()
    if meeting is None:
        return None
    folder = folders.take_along(meeting, by=by)
    if place.content:
        unjournaled.keep_scratch(folder, revision=place.revision, content=place.content)
        folder.refresh_from_db()
    kept: Json = folder.content
    return {"revision": folder.revision} | kept


def _problem(sentence: str, *, status: int) -> HttpResponse:
    return JsonResponse({"error": sentence}, status=status)
