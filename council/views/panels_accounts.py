"""What accounts add to the page of a person: for the office the way to open one."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import may
from council.models import Person, User
from council.panels import panel


@panel("person", order=90)
def account_of_person(request: HttpRequest, people: Sequence[Person]) -> dict[int, SafeString]:
    """The way to the page of the account, for the office; nobody else sees anything."""
    if not may.allowed(may.open_account, request.user):
        return {}
    having = set(User.objects.filter(person__in=people).values_list("person", flat=True))
    return {
        person.pk: SafeString(
            render_to_string("council/_account_link.html", {"person": person, "has_account": person.pk in having})
        )
        for person in people
    }
