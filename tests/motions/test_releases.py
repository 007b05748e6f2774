"""Closed resolutions are announced by two persons of the office in a redacted wording, and nothing else of them gets out."""

import pytest
from django.urls import reverse

from council import life
from council.models import Entry
from motions.actions import releases
from motions.may.releases import Denied
from motions.models import ResolutionRelease
from motions.views.releases import waiting_for
from tests.motions import deciding

pytestmark = pytest.mark.django_db

SECRET = "Herr Quandolin bekommt das Grundstück für 512.000 Euro."
OPEN = "Ein Grundstück wird verkauft."


def closed(cast):
    fields = {"audience": "body", "audience_organization": cast.assembly, "name": "Verkauf an Herrn Quandolin"}
    return deciding.extracted(cast, text=SECRET, **fields)


def go(client, user, name, *args, **data):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    return client.post(reverse(name, args=args), data) if data else client.get(reverse(name, args=args))


def given(**more):
    return {
        "title": "Verkauf eines Grundstücks",
        "text": OPEN,
        "result": "angenommen",
        "checked": "on",
        "version": 0,
    } | more


def test_two_of_the_office_announce_a_closed_resolution(cast, client):
    extract = closed(cast)
    assert go(client, cast.clerk, "release-propose", extract.key, **given()).status_code == 303
    before = go(client, cast.nobody, "releases").content.decode()
    compared = go(client, cast.deputy, "release-confirm", extract.key).content.decode()

    own = go(client, cast.clerk, "release-confirm", extract.key, version=1)
    other = go(client, cast.deputy, "release-confirm", extract.key, version=1)

    assert (own.status_code, other.status_code) == (403, 303)
    assert (OPEN in before, SECRET in compared, OPEN in compared) == (False, True, True)
    after = go(client, cast.nobody, "releases").content.decode()
    assert OPEN in after
    assert "Quandolin" not in after
    meeting = go(client, cast.nobody, "meeting", extract.item.meeting.key).content.decode()
    assert ("Verkauf eines Grundstücks" in meeting, "Quandolin" in meeting) == (True, False)
    assert go(client, cast.nobody, "resolution", extract.key).status_code == 404
    verbs = (
        Entry.objects.filter(verb__startswith="resolution.release").order_by("number").values_list("verb", flat=True)
    )
    assert list(verbs) == ["resolution.release_proposed", "resolution.released"]


def test_list_of_the_office_names_what_waits_and_nobody_else_sees_it(cast, client):
    extract = closed(cast)
    deciding.extracted(cast)

    seen = {n for n, user in cast.everyone().items() if extract.number in go(client, user, "releases").content.decode()}

    assert seen == {"clerk", "deputy"}
    assert [row.pk for row in waiting_for(_standing(cast.clerk))] == [extract.pk]


def _standing(user):
    from council import audiences

    return audiences.standing_of(user)


def test_announced_or_public_resolutions_wait_no_longer(cast):
    extract = closed(cast)
    proposal = releases.propose(extract, title="V", text=OPEN, result="", by=cast.clerk)
    releases.release(proposal, by=cast.deputy, version=1)

    assert list(waiting_for(_standing(cast.clerk))) == []
    with pytest.raises(life.WrongState, match="schon bekannt gegeben"):
        releases.propose(extract, title="V", text=OPEN, result="", by=cast.clerk)
    with pytest.raises(life.WrongState, match="schon bekannt gegeben"):
        releases.drop(proposal, by=cast.clerk)
    with pytest.raises(life.WrongState, match="öffentlich"):
        releases.propose(deciding.extracted(cast), title="V", text=OPEN, result="", by=cast.clerk)


@pytest.mark.parametrize("name", ["release-propose", "release-confirm", "release-drop"])
def test_nobody_but_the_office_announces(cast, client, name):
    extract = closed(cast)
    releases.propose(extract, title="V", text=OPEN, result="", by=cast.clerk)

    answers = {
        n: go(client, getattr(cast, n), name, extract.key, version=1).status_code
        for n in ("chair", "councillor", "mayor", "citizen")
    }

    assert answers == {"chair": 403, "councillor": 403, "mayor": 403, "citizen": 404}
    assert ResolutionRelease.objects.get().released_at is None


def test_proposal_changed_meanwhile_is_not_released(cast):
    proposal = releases.propose(closed(cast), title="V", text=OPEN, result="", by=cast.clerk)
    releases.propose(proposal.extract, title="V", text=SECRET, result="", by=cast.clerk)

    with pytest.raises(life.Stale):
        releases.release(proposal, by=cast.deputy, version=1)
    with pytest.raises(Denied, match="Vier Augen"):
        releases.release(proposal, by=cast.clerk, version=2)


def test_unchecked_or_empty_wording_is_not_proposed(cast, client):
    extract = closed(cast)

    answers = [
        go(client, cast.clerk, "release-propose", extract.key, **given(**wrong)).status_code
        for wrong in ({"checked": ""}, {"text": "\x00"}, {"text": "x" * 100_001}, {"title": ""})
    ]

    assert answers == [422] * 4
    assert ResolutionRelease.objects.count() == 0
    assert (
        go(client, cast.clerk, "release-propose", extract.key, **given(text="<script>alert(1)</script>")).status_code
        == 303
    )
    assert "<script>alert" not in go(client, cast.deputy, "release-confirm", extract.key).content.decode()


def test_list_costs_a_constant_number_of_queries(cast, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(2):
        releases.propose(closed(cast), title="V", text=OPEN, result="", by=cast.clerk)
    client.force_login(cast.deputy)
    with CaptureQueriesContext(connection) as few:
        client.get("/resolutions/releases/")
    closed(cast)

    with django_assert_num_queries(len(few)):
        client.get("/resolutions/releases/")
