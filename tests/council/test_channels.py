"""How invitations reach a person: who sets it, what it needs, who sees it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from council.models import DeliveryChannel, Entry
from tests import factories, inviting

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def address(user):
    return reverse("channel", args=[user.person.key])


def test_person_chooses_their_own_channel_from_the_desk(cast, client):
    client.force_login(cast.rival)
    desk = text(client.get("/desk/"))

    response = client.post(address(cast.rival), {"kind": "email", "address": " rival@example.org ", "consent": "on"})

    channel = DeliveryChannel.objects.get()
    today = timezone.localdate()
    assert address(cast.rival) in desk
    assert response.status_code == 303
    assert (channel.kind, channel.address, channel.opted_in_on, channel.valid_from) == (
        "email",
        "rival@example.org",
        today,
        today,
    )
    assert Entry.objects.get(verb="channel.chosen").numbers == {}


def test_new_channel_ends_the_one_before(cast, client):
    inviting.reach(cast.rival.person, kind="email")
    client.force_login(cast.rival)

    client.post(address(cast.rival), {"kind": "handed", "address": "Fach 12"})
    client.post(address(cast.rival), {"kind": "post", "address": "Musterweg 1"})
    shown = text(client.get(address(cast.rival)))

    rows = DeliveryChannel.objects.order_by("pk").values_list("kind", "valid_to")
    today = timezone.localdate()
    assert list(rows) == [("email", today - timedelta(days=1)), ("handed", today), ("post", None)]
    assert "Zurzeit durch: Post (Musterweg 1)" in shown


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "email", "address": "rival@example.org"}, "wer eingewilligt hat"),
        ({"kind": "portal"}, "wer eingewilligt hat"),
        ({"kind": "email", "address": "kein @", "consent": "on"}, "keine E-Mail-Adresse"),
        ({"kind": "email", "address": "a@b.de\nBcc: c@d.de", "consent": "on"}, "keine E-Mail-Adresse"),
        ({"kind": "post"}, "fehlt die Anschrift"),
        ({"kind": "pigeon"}, "keine gültige Auswahl"),
        ({}, "Bitte einen Weg wählen"),
        ({"kind": "post", "address": "\x00"}, "Nullzeichen"),
        ({"kind": "post", "address": "x" * 200_000}, "höchstens 500 Zeichen"),
    ],
)
def test_wrong_input_is_refused_with_a_sentence(cast, client, data, sentence):
    client.force_login(cast.rival)

    response = client.post(address(cast.rival), data)

    assert (response.status_code, DeliveryChannel.objects.count()) == (422, 0)
    assert sentence in text(response)


def test_office_enters_the_day_of_the_written_consent(cast, client):
    client.force_login(cast.clerk)
    data = {"kind": "email", "address": "rival@example.org"}
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    answers = [
        client.post(address(cast.rival), data | more).status_code
        for more in ({}, {"consent": "on"}, {"opted_in_on": tomorrow}, {"opted_in_on": "2026-03-01"})
    ]

    assert answers == [422, 422, 422, 303]
    channel = DeliveryChannel.objects.get()
    assert (channel.opted_in_on, channel.entered_by) == (date(2026, 3, 1), cast.clerk)


def test_box_needs_an_account(cast, client):
    guest = factories.person(name="Ohne Konto")
    client.force_login(cast.clerk)

    response = client.post(reverse("channel", args=[guest.key]), {"kind": "portal", "opted_in_on": "2026-03-01"})

    assert response.status_code == 422
    assert "braucht die Person einen Zugang" in text(response)


def test_address_is_seen_by_the_person_and_the_office_alone(cast, client):
    inviting.reach(cast.rival.person, kind="post")
    DeliveryChannel.objects.update(address="Quittenweg 7")

    seen = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        page = client.get(address(cast.rival))
        changed = client.post(address(cast.rival), {"kind": "post", "address": ""})
        other = text(client.get(cast.rival.person.get_absolute_url()))
        seen[name] = (page.status_code, changed.status_code, "Quittenweg" in text(page), address(cast.rival) in other)

    inside = {"clerk", "deputy", "rival"}
    assert seen == {
        name: (200, 422, True, True)
        if name in inside
        else ((302, 302, False, False) if name == "nobody" else (403, 403, False, False))
        for name in cast.everyone()
    }
