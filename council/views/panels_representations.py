"""What a representation adds to the page of the assembly: who represents the chair; for office and chair the way."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import may
from council.models import Organization, Representation
from council.panels import panel
from council.states import BodyKind


@panel("body.aside", order=1)
def representation_of_body(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """Read by everybody, as who holds which office is; one query for an assembly, none for others."""
    found = {}
    for body in bodies:
        if body.kind == BodyKind.ASSEMBLY:
            held = Representation.objects.held(on=timezone.localdate()).filter(organization=body)
            context = {
                "body": body,
                "held": held.select_related("person").first(),
                "naming": may.allowed(may.name_representation, request.user, body),
            }
            if context["held"] or context["naming"]:
                found[body.pk] = SafeString(render_to_string("council/_representation.html", context))
    return found
