"""What one's account gets: the way to the data kept of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from council.panels import panel


@panel("account", order=90)
def data_of_account(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """The way from one's account to the file of its data."""
    context = {"title": "Meine Daten", "url": reverse("own-data"), "text": "Herunterladen, was hier über Sie steht"}
    return {None: SafeString(render_to_string("components/row.html", context))}
