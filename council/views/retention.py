"""What is kept of people, why and for how long, for everybody to read (Art. 13 GDPR)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from council import retention


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The purposes of the table of retention."""
    return render(request, "council/retention.html", {"purposes": retention.purposes().values()})
