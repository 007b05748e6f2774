"""Forms of the office that show what follows before they save, and are sent once more to mean it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council import life
from council.forms.lines import AskingForm
from council.views import doors

# What is said before somebody is signed out everywhere, a resident or a person of the council.
SIGN_OUT = {
    "title": "Überall abmelden?",
    "text": "Alle Geräte dieser Person werden sofort abgemeldet, zum Beispiel nach dem Verlust eines Tablets. "
    "Sitzungsmappen auf dem Gerät werden gelöscht, sobald es wieder Netz hat. Passwort und zweiter Faktor "
    "bleiben; wer sie kennen könnte, muss sie danach ändern.",
    "submit": "Ja, überall abmelden",
}
_NOT_MEANT = ("csrfmiddlewaretoken", "aware", "version")


def first(request: HttpRequest, form: AskingForm, sentences: Sequence[str]) -> bool:
    """Whether these sentences still have to be shown: nothing was saved, and the next click means what is shown."""
    said = [f"{name}={values}" for name, values in sorted(request.POST.lists()) if name not in _NOT_MEANT]
    seen = hashlib.sha256("|".join([*sentences, *said]).encode("utf-8", "replace")).hexdigest()
    if not sentences or form.cleaned_data["aware"] == seen:
        return False
    data = request.POST.copy()
    data["aware"] = seen
    form.data = data
    form.asked = list(sentences)
    return True


def done(request: HttpRequest, form: AskingForm, act: Callable[[], object], *, thing: Any) -> bool:
    """Whether the act was done; else the form says what the state of the thing forbids, or that somebody was faster.

    What was typed stays; after a change by somebody else the next click is meant for the state that is shown now.
    """
    try:
        act()
    except life.WrongState as problem:
        form.add_error(None, str(problem))
    except life.Stale as problem:
        thing.refresh_from_db(fields=["version"])
        data = request.POST.copy()
        data["version"], data["aware"] = str(thing.version), ""
        form.data = data
        form.add_error(None, str(problem))
    else:
        return True
    return False


def page(
    request: HttpRequest, form: AskingForm, *, template: str = "council/entry.html", **context: Any
) -> HttpResponse:
    """Show the form: 422 with errors, 409 after somebody else was faster, 200 where it only asks.

    `context`: title, submit, back, trail (label and address), and what else the template knows.
    """
    stale = bool(form.errors) and form.data.get("version") != request.POST.get("version")
    status = doors.STALE if stale else doors.REFUSED if form.errors else 200
    return render(request, template, {"form": form, "lists": {}, "trail": [], **context}, status=status)


def confirm(request: HttpRequest, thing: Any, **context: Any) -> HttpResponse:
    """Ask before something is done that cannot be taken back; with `refusal` say why it cannot be done.

    `context`: title, text, submit, trail, refusal. The button carries the version of the thing.
    """
    context |= {"version": getattr(thing, "version", ""), "back": context["trail"][-1][1]}
    return render(request, "council/entry_confirm.html", context)
