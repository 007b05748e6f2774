"""Pages of notes: write one on a passage, change it, lift it to a wider circle, withdraw it, its lasting address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaboration import anchoring, circles, may, pace, passages, spotting, texts
from collaboration.actions import notes
from collaboration.forms.notes import EditForm, LiftForm, NoteForm, ReplyForm, ShareForm
from collaboration.live import papers
from collaboration.models import Note, Placement
from collaboration.states import STANDS
from council import audiences, life
from council.audiences import Standing
from council.life import Stale
from council.may import Denied
from council.models import User
from council.requests import SignedInRequest
from council.states import Audience
from documents import text
from documents.models import File, FilePage, Paper, PaperVersion

_CUT = "Eine Anmerkung steht in einem Absatz; übernommen ist, was Sie vom ersten ausgewählt haben."


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
    return _write(request, version, asked, hidden={"version": version.number})


@require_http_methods(["GET", "HEAD", "POST"])
def write_on_file(request: SignedInRequest, key: str) -> HttpResponse:
    """Write a note on a paragraph of a page of a file, or on a part of it."""
    asked = request.POST if request.method == "POST" else request.GET
    page = page_of(request.user, key, asked.get("seite", ""))
    if request.method == "POST" or not asked.get("exact"):
        return _write(request, page, asked, hidden={"seite": page.number})
    words = {name: asked.get(name, "") for name in ("exact", "before", "after")}
    try:
        found = spotting.spot(page.canonical, **words)
    except anchoring.AnchorProblem as problem:
        return _not_found(request, page, str(problem))
    place = {"start": str(found.start), "end": str(found.end)}
    return _write(request, page, place, hidden={"seite": page.number}, sentence=_CUT if found.cut else "")


def _not_found(request: SignedInRequest, page: FilePage, sentence: str) -> HttpResponse:
    """Say why nothing can be written on what was chosen on a drawn page."""
    address = f"{page.file.get_absolute_url()}?seite={page.number}#seite-{page.number}"
    return _page(
        request,
        texts.paper_of(page),
        None,
        title="Stelle nicht gefunden",
        sentence=sentence,
        file=page.file,
        reading_view=address,
    )


def _write(
    request: SignedInRequest, on: texts.Text, asked: Mapping[str, Any], *, hidden: dict[str, Any], sentence: str = ""
) -> HttpResponse:
    canonical, paper, file = texts.canonical(on), texts.paper_of(on), texts.file_of(on)
    block, start, end = _asked_passage(canonical, asked)
    if block is None and request.method != "POST":
        raise Http404
    choices = circles.choices(request.user, paper=paper, file=file)
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        canonical_text=canonical,
        choices=choices,
        initial={"start": start, "end": end, "exact": canonical[start:end]},
        auto_id="note-%s",
    )
    more: dict[str, Any] = {
        "title": "Anmerkung schreiben",
        "submit": "Anmerkung speichern",
        "hidden": hidden | {"block": block.number if block else ""},
        "passage": passages.in_block(block, start, end, on.number if file else None),
        "choices": choices,
        "file": file,
        "sentence": sentence,
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
        on,
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
        "passage": passages.of(found),
        "file": found.file,
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
    choices = circles.choices(request.user, paper=found.paper, file=found.file, within=found.audience)
    form = ReplyForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial={"circle": choices[-1].circle},
        auto_id="note-%s",
    )
    more: dict[str, Any] = {
        "title": "Antworten",
        "submit": "Antwort speichern",
        "passage": passages.of(found),
        "file": found.file,
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
        "passage": passages.of(found),
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
    choices = circles.choices(
        request.user, paper=found.paper, file=found.file, wider_than=found.audience, within=within
    )
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
        passage=passages.of(found),
        file=found.file,
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
        passage=passages.of(found),
        file=found.file,
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
    """The address of a note: beside the newest text if it stands there, else beside the last version it stood in.

    On a file it is the page of the file.
    """
    root = note.reply_to or note
    version = note.version_of_text
    if version is None:
        file = note.file.get_absolute_url() if note.file else ""
        return f"{file}?seite={note.page}#notiz-{note.key}"
    numbers = Placement.objects.filter(note=root, state__in=STANDS).values_list("version_of_text__number", flat=True)
    number = max([version.number, *numbers])
    newest = version.paper.versions.order_by("-number").values_list("number", flat=True).first()
    asked: dict[str, int | str] = {"version": number} if number != newest else {}
    if Note.objects.filter(paper=note.paper_id).count() > papers.PART:
        asked["notiz"] = note.key
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{version.paper.get_absolute_url()}{query}#notiz-{note.key}"


def version_of(paper: Paper, number: str, *, standing: Standing) -> PaperVersion:
    """The version of the text with this number, without one the newest, if it may be read. Raises Http404."""
    versions = paper.versions_for(standing).select_related("paper")
    found = next((known for known in versions if not number or str(known.number) == number), None)
    if found is None:
        raise Http404
    return found


def page_of(user: User, key: str, number: str) -> FilePage:
    """The page with this number of a file of a paper, if it may be read. Raises Http404."""
    rows = File.objects.visible_to(user).exclude(paper=None).select_related("paper")
    file = get_object_or_404(rows, key=key)
    known = number.isascii() and number.isdecimal() and len(number) < 7
    found = file.pages.filter(number=number).first() if known else None
    if found is None:
        raise Http404
    found.file = file
    return found


def _visible(request: HttpRequest) -> Any:
    return Note.objects.visible_to(request.user).select_related(
        "paper", "version_of_text__paper", "file", "reply_to", "audience_organization"
    )


def _own(request: SignedInRequest, key: str) -> Note:
    found: Note = get_object_or_404(_visible(request), key=key)
    may.change(request.user, found)
    return found


def _asked_passage(canonical: str, asked: Mapping[str, Any]) -> tuple[text.Block | None, int, int]:
    """The paragraph that was chosen and the passage in it: what was selected, else all of it, else nothing."""
    blocks = text.blocks(canonical)
    try:
        start, end = int(asked.get("start", "")), int(asked.get("end", ""))
        selector = anchoring.locate(anchoring.describe(canonical, start, end), canonical)
    except (ValueError, anchoring.AnchorProblem):
        block = next((known for known in blocks if str(known.number) == asked.get("block")), None)
        return (block, block.start, block.end) if block is not None else (None, 0, 0)
    touched = next(known for known in blocks if known.start < selector.end and selector.start < known.end)
    return touched, selector.start, selector.end


def _page(request: HttpRequest, paper: Paper, form: Form | None, *, status: int = 200, **more: Any) -> HttpResponse:
    file = more.get("file")
    context = {"paper": paper, "form": form, "back": (file or paper).get_absolute_url(), **more}
    return render(request, "collaboration/notes/form.html", context, status=status)
