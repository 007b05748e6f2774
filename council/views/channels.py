"""The page on which somebody says how invitations reach them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from council import audiences, may, recipients
from council.actions import channels
from council.forms.channels import ChannelForm, initial_of
from council.models import Person
from council.requests import SignedInRequest
from council.views import doors


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the channel of a person and those before, and set another: by the person, or by the office for them."""
    person = get_object_or_404(Person.objects.select_related("account"), key=key, deleted_at=None)
    may.keep_channel(request.user, person)
    own = audiences.standing_of(request.user).person_id == person.pk
    current = recipients.channels_of([person.pk], on=timezone.localdate()).get(person.pk)
    form = ChannelForm(doors.typed(request), person=person, own=own, initial=initial_of(current))
    if form.is_valid():
        channel = channels.choose(person, by=request.user, **form.values())
        messages.success(request, f"Einladungen gehen von heute an diesen Weg: {channel}.")
        return doors.see(request.path)
    context = {
        "person": person,
        "own": own,
        "form": form,
        "current": current,
        "former": person.channels.exclude(valid_to=None).order_by("-valid_from", "-pk"),
    }
    return render(request, "council/channel.html", context, status=doors.REFUSED if form.errors else 200)
