"""Pages of notes: write one on a passage, change it, lift it to a wider circle, withdraw it, its lasting address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaboration import anchoring, circles, may, pace
from collaboration.actions import notes
from collaboration.forms.notes import EditForm, LiftForm, NoteForm, ReplyForm, ShareForm
from collaboration.models import Note, Placement
from collaboration.states import STANDS
from council import audiences, life
from council.audiences import Standing
from council.life import Stale
from council.may import Denied
from council.requests import SignedInRequest
from council.states import Audience
from documents import text
from documents.models import Paper, PaperVersion


class Passage(NamedTuple):
    """A paragraph as it is shown beside the form, with the passage marked in it."""

    number: int
    before: str
    marked: str
    after: str


@require_safe
@login_not_required
def note(request: HttpRequest, key: str) -> HttpResponse:
    """Lead from the lasting address of a note to its place beside the text."""
    return redirect(place(get_object_or_404(_visible(request), key=key)))


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedInRequest, key: str) -> HttpResponse:
    """Write a note on a paragraph, or on a part of it."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user), key=key)
    asked = request.POST if request.method == "POST" else request.GET
    version = version_of(paper, asked.get("version", ""), standing=audiences.standing_of(request.user))
    block, start, end = _asked_passage(version, asked)
    if block is None and request.method != "POST":
        raise Http404
    choices = circles.choices(request.user, paper=paper)
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        canonical_text=version.text,
        choices=choices,
        initial={"start": start, "end": end, "exact": version.text[start:end]},
        auto_id="note-%s",
    )
    more: dict[str, Any] = {
        "title": "Anmerkung schreiben",
        "submit": "Anmerkung speichern",
        "hidden": {"version": version.number, "block": block.number if block else ""},
        "passage": _shown(block, start, end),
        "choices": choices,
    }
    if request.method != "POST" or not form.is_valid():
        return _page(request, paper, form, **more)
    try:
        pace.check(request.user, at=timezone.now())
    except pace.TooMany as problem:
        form.add_error(None, str(problem))
        return _page(request, paper, form, status=429, **more)
    clean = form.cleaned_data
    made = notes.write(
        version,
        selector=clean["selector"],
        text=clean["text"],
        circle=clean["circle"],
        motivation=clean["motivation"],
        by=request.user,
    )
    return redirect(place(made))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change the words of a note; whoever comes too late sees both wordings and loses nothing."""
    found = _own(request, key)
    if life.can(found, "edit"):
        may.edit(request.user, found, at=timezone.now(), minutes=notes.window())
    form = EditForm(
        request.POST if request.method == "POST" else None,
        motivation=found.motivation,
        initial={"text": found.text, "version": found.version},
        auto_id="note-%s",
    )
    more: dict[str, Any] = {
        "title": "Anmerkung bearbeiten",
        "submit": "Speichern",
        "passage": _passage_of(found),
        "sentence": _waits_again(request, found),
    }
    if request.method != "POST" or not form.is_valid():
        return _page(request, found.paper, form, **more)
    try:
        notes.edit(found, text=form.cleaned_data["text"], version=form.cleaned_data["version"], by=request.user)
    except Stale:
        form.add_error(None, "Die Anmerkung wurde inzwischen geändert. Beim Speichern gilt Ihre Fassung.")
        found.refresh_from_db(fields=["text", "version"])
        form.data = request.POST.copy()
        form.data["version"] = str(found.version)
        return _page(request, found.paper, form, current=found.text, status=409, **more)
    return redirect(place(found))


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: SignedInRequest, key: str) -> HttpResponse:
    """Reply to a note, to its circle or a narrower one."""
    found: Note = get_object_or_404(_visible(request), key=key)
    may.reply(request.user, found, Audience.PRIVATE)
    choices = circles.choices(request.user, paper=found.paper, within=found.audience)
    form = ReplyForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial={"circle": choices[-1].circle},
        auto_id="note-%s",
    )
    more: dict[str, Any] = {
        "title": "Antworten",
        "submit": "Antwort speichern",
        "passage": _passage_of(found),
        "current_words": found.text,
        "choices": choices,
    }
    if request.method != "POST" or not form.is_valid():
        return _page(request, found.paper, form, **more)
    try:
        pace.check(request.user, at=timezone.now())
    except pace.TooMany as problem:
        form.add_error(None, str(problem))
        return _page(request, found.paper, form, status=429, **more)
    clean = form.cleaned_data
    return redirect(place(notes.reply(found, text=clean["text"], circle=clean["circle"], by=request.user)))


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, key: str) -> HttpResponse:
    """Show one's own note to a person by name; the page lists whom it was shown to."""
    found = _own(request, key)
    may.share(request.user, found)
    form = ShareForm(
        request.POST if request.method == "POST" else None,
        by=request.user,
        on=timezone.localdate(),
        auto_id="note-%s",
    )
    if request.method == "POST" and form.is_valid():
        notes.share(found, person=form.cleaned_data["person"], by=request.user)
        return redirect("note-share", found.key)
    context = {
        "note": found,
        "paper": found.paper,
        "form": form,
        "passage": _passage_of(found),
        "named": audiences.names_on(Note, [found.pk]).get(found.pk, []),
        "back": place(found),
    }
    return render(request, "collaboration/notes/share.html", context)


@require_POST
def unshare(request: SignedInRequest, key: str) -> HttpResponse:
    """Take one's note from a person again."""
    found = _own(request, key)
    named = audiences.names_on(Note, [found.pk]).get(found.pk, [])
    person = next((reader for reader in named if str(reader.pk) == request.POST.get("reader", "")), None)
    if person is None:
        raise Http404
    notes.unshare(found, person=person, by=request.user)
    return redirect("note-share", found.key)


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: SignedInRequest, key: str) -> HttpResponse:
    """Lift a note to a wider circle; the page names who will read it then."""
    found = _own(request, key)
    within = found.reply_to.audience if found.reply_to else ""
    choices = circles.choices(request.user, paper=found.paper, wider_than=found.audience, within=within)
    if not choices:
        raise Denied("Diese Anmerkung steht schon im weitesten Kreis.")
    form = LiftForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial={"circle": choices[0].circle},
        auto_id="note-%s",
    )
    if request.method == "POST" and form.is_valid():
        return redirect(place(notes.lift(found, circle=form.cleaned_data["circle"], by=request.user)))
    return _page(
        request,
        found.paper,
        form,
        title="In einen weiteren Kreis heben",
        submit="Anmerkung heben",
        passage=_passage_of(found),
        current_words=found.text,
        choices=choices,
        sentence="Zurück in einen engeren Kreis geht es nicht; zurückziehen können Sie die Anmerkung jederzeit.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Withdraw a note, after asking."""
    found = _own(request, key)
    if request.method == "POST":
        withdrawn = notes.withdraw(found, by=request.user)
        return redirect(place(withdrawn))
    return _page(
        request,
        found.paper,
        None,
        title="Anmerkung zurückziehen",
        submit="Zurückziehen",
        kind="danger",
        icon="trash",
        passage=_passage_of(found),
        current_words=found.text,
        sentence=f"Der Text wird gelöscht und lässt sich nicht wiederherstellen. {_what_stays(found)}",
    )


def _what_stays(note: Note) -> str:
    """A withdrawn note leaves a stone for its circle, one that was private none."""
    if note.audience == Audience.PRIVATE:
        return "An dieser Stelle bleibt nichts davon zu sehen."
    return "Andere lesen an dieser Stelle nur noch, dass eine Anmerkung zurückgezogen wurde."


def _waits_again(request: SignedInRequest, note: Note) -> str:
    if note.audience != Audience.PUBLIC or not circles.checked_first(request.user):
        return ""
    return "Die Moderation sieht sich die neuen Worte an, bevor alle sie lesen; bis dahin lesen nur Sie die Anmerkung."


def place(note: Note) -> str:
    """The address of a note: beside the newest text if it stands there, else beside the last version it stood in."""
    root = note.reply_to or note
    version = note.version_of_text
    numbers = Placement.objects.filter(note=root, state__in=STANDS).values_list("version_of_text__number", flat=True)
    number = max([version.number, *numbers])
    newest = version.paper.versions.order_by("-number").values_list("number", flat=True).first()
    older = f"?version={number}" if number != newest else ""
    return f"{version.paper.get_absolute_url()}{older}#notiz-{note.key}"


def version_of(paper: Paper, number: str, *, standing: Standing) -> PaperVersion:
    """The version of the text with this number, without one the newest, if it may be read. Raises Http404."""
    versions = paper.versions_for(standing).select_related("paper")
    found = next((known for known in versions if not number or str(known.number) == number), None)
    if found is None:
        raise Http404
    return found


def _visible(request: HttpRequest) -> Any:
    return Note.objects.visible_to(request.user).select_related(
        "paper", "version_of_text__paper", "reply_to", "audience_organization"
    )


def _own(request: SignedInRequest, key: str) -> Note:
    found: Note = get_object_or_404(_visible(request), key=key)
    may.change(request.user, found)
    return found


def _asked_passage(version: PaperVersion, asked: Mapping[str, Any]) -> tuple[text.Block | None, int, int]:
    """The paragraph that was chosen and the passage in it: what was selected, else all of it, else nothing."""
    blocks = text.blocks(version.text)
    try:
        start, end = int(asked.get("start", "")), int(asked.get("end", ""))
        selector = anchoring.locate(anchoring.describe(version.text, start, end), version.text)
    except (ValueError, anchoring.AnchorProblem):
        block = next((known for known in blocks if str(known.number) == asked.get("block")), None)
        return (block, block.start, block.end) if block is not None else (None, 0, 0)
    touched = next(known for known in blocks if known.start < selector.end and selector.start < known.end)
    return touched, selector.start, selector.end


def _passage_of(note: Note) -> Passage | None:
    return passage_in(note.version_of_text.text, note.start, note.end)


def passage_in(canonical: str, start: int, end: int) -> Passage | None:
    """The paragraph of a text with the passage marked in it, as forms and queues show it."""
    blocks = text.blocks(canonical)
    return _shown(next((known for known in blocks if known.start < end and start < known.end), None), start, end)


def _shown(block: text.Block | None, start: int, end: int) -> Passage | None:
    if block is None:
        return None
    first, last = max(0, start - block.start), max(0, end - block.start)
    return Passage(block.number, block.text[:first], block.text[first:last], block.text[last:])


def _page(request: HttpRequest, paper: Paper, form: Form | None, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"paper": paper, "form": form, "back": paper.get_absolute_url(), **more}
    return render(request, "collaboration/notes/form.html", context, status=status)
