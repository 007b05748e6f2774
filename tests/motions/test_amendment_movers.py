"""Who brings an amendment in beside its author: factions jointly, and members of the faction."""

import pytest
from django.test import Client
from django.urls import reverse

from council import life
from council.may import Denied
from council.states import Audience
from documents.models import Paper
from documents.states import PaperState
from motions.actions import amendments, movers, writing
from motions.models import Amendment
from tests.motions import amending
from tests.motions.amending import CHANGE_SUM, DELETE_POINT_2
from tests.motions.test_amendments import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def main(cast):
    return amending.main_paper()


@pytest.fixture
def draft(cast, main):
    return amending.drafted(main, CHANGE_SUM, by=cast.councillor, mover=cast.our_faction)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name, amendment) -> str:
    return reverse(name, args=[amendment.paper.key])


def seers(cast, amendment) -> set[str]:
    rows = Amendment.objects.filter(pk=amendment.pk)
    return {name for name, user in cast.everyone().items() if rows.visible_to(user).exists()}


def read_text(amendment) -> str:
    return writing.newest_text(amendment.paper).sha256


def brought_in_by(amendment) -> list[str]:
    return [str(row) for row in amendment.paper.originators.order_by("order")]


def handed_in(main, amendment, changes, *, by, revision=2) -> Amendment:
    return amendments.submit(amendment, wording=amending.wording(main, changes), revision=revision, by=by)


def test_faction_asked_to_join_reads_the_draft_and_counts_once_it_agreed(cast, main, draft):
    joint = movers.invite(draft, faction=cast.other_faction, by=cast.councillor)
    seen = seers(cast, draft)
    movers.invite(draft, faction=cast.third_faction, by=cast.councillor)
    movers.accept(joint, sha256=read_text(draft), by=cast.rival)

    made = handed_in(main, draft, CHANGE_SUM, by=cast.councillor)

    assert seen == {"councillor", "rival"}
    assert brought_in_by(made) == ["Fraktion Grüne Stadt", "Fraktion Bürgerliste", "Frau Councillor"]


def test_agreement_ends_where_the_text_changes(cast, main, draft):
    shown = movers.show_to_faction(draft, by=cast.councillor)
    joint = movers.invite(shown, faction=cast.other_faction, by=cast.councillor)
    read = read_text(shown)
    movers.accept(joint, sha256=read, by=cast.rival)
    movers.join(shown, sha256=read, by=cast.colleague)
    wording = amending.wording(main, DELETE_POINT_2)
    amendments.revise(shown, wording=wording, revision=2, by=cast.councillor)

    with pytest.raises(life.Stale, match="inzwischen geändert"):
        movers.join(shown, sha256=read, by=cast.colleague)
    made = handed_in(main, shown, DELETE_POINT_2, by=cast.councillor, revision=3)

    assert brought_in_by(made) == ["Fraktion Grüne Stadt", "Frau Councillor"]


def test_nobody_outside_the_faction_joins_or_agrees_for_it(cast, draft):
    joint = movers.invite(draft, faction=cast.other_faction, by=cast.councillor)
    text = read_text(draft)

    for name, user in cast.everyone().items():
        if name != "colleague":
            with pytest.raises(Denied):
                movers.join(draft, sha256=text, by=user)
        if name != "rival":
            with pytest.raises(Denied, match="eines ihrer Mitglieder"):
                movers.accept(joint, sha256=text, by=user)

    joint.refresh_from_db()
    assert (joint.accepted_at, draft.paper.co_movers.count()) == (None, 0)


def test_draft_is_closed_again_to_who_declines_or_is_no_longer_asked(cast, draft):
    declined = movers.invite(draft, faction=cast.other_faction, by=cast.councillor)
    movers.decline(declined, by=cast.rival)
    after_declining = seers(cast, draft)
    movers.invite(draft, faction=cast.other_faction, by=cast.councillor)
    asked_again = seers(cast, draft)
    movers.uninvite(draft, faction=cast.other_faction, by=cast.councillor)

    assert (after_declining, asked_again, seers(cast, draft)) == (
        {"councillor"},
        {"councillor", "rival"},
        {"councillor"},
    )


def test_nothing_is_agreed_to_before_something_is_changed(cast, main):
    empty = amendments.draft(main, mover=cast.our_faction, by=cast.councillor)
    joint = movers.invite(empty, faction=cast.other_faction, by=cast.councillor)

    with pytest.raises(life.WrongState, match="noch nichts geändert"):
        movers.accept(joint, sha256=read_text(empty), by=cast.rival)


def test_no_faction_is_asked_to_amend_a_closed_text(cast, draft, main):
    Paper.objects.filter(pk=main.pk).update(audience=Audience.BODY, audience_organization=cast.assembly)

    with pytest.raises(life.WrongState, match="als Person"):
        movers.invite(draft, faction=cast.other_faction, by=cast.councillor)


@pytest.mark.parametrize("act", ["invite", "uninvite"])
def test_author_alone_asks_and_only_for_a_draft(cast, main, draft, act):
    step = getattr(movers, act)
    for name, user in cast.everyone().items():
        if name != "councillor":
            with pytest.raises(Denied):
                step(draft, faction=cast.other_faction, by=user)
    handed_in(main, draft, CHANGE_SUM, by=cast.councillor)

    with pytest.raises(life.WrongState, match="kein Entwurf mehr"):
        step(draft, faction=cast.other_faction, by=cast.councillor)


def test_whole_way_of_a_joint_amendment_through_the_pages(cast, main, draft):
    author, colleague, rival = map(signed_in, (cast.councillor, cast.colleague, cast.rival))
    author.post(page("amendment-edit", draft), filled(draft, **CHANGE_SUM))
    author.post(page("amendment-show-to-faction", draft))
    author.post(page("amendment-invite", draft), {"faction": cast.other_faction.key})
    text = read_text(draft)
    assert page("amendment", draft) in rival.get(reverse("desk")).content.decode()
    assert "Für die Fraktion zustimmen" in rival.get(page("amendment", draft)).content.decode()
    assert "Mitzeichnen" in colleague.get(draft.paper.get_absolute_url()).content.decode()
    unread = rival.post(page("amendment-agree", draft), {"faction": cast.other_faction.key, "sha256": "nichts"})
    rival.post(page("amendment-agree", draft), {"faction": cast.other_faction.key, "sha256": text})
    colleague.post(page("amendment-join", draft), {"sha256": text})
    last_look = author.get(page("amendment-submit", draft)).content.decode()
    receipt = author.post(page("amendment-submit", draft), {"revision": 3}, follow=True).content.decode()
    signed_in(cast.clerk).post(page("amendment-admit", draft))

    named = "Fraktion Grüne Stadt, Fraktion Bürgerliste, Frau Councillor, Frau Colleague"
    made = Amendment.objects.get()
    public = Client().get(made.paper.get_absolute_url()).content.decode()
    assert unread.status_code == 409
    assert (named in last_look, named in receipt) == (True, True)
    assert (made.paper.state, ", ".join(brought_in_by(made))) == (PaperState.ADMITTED, named)
    assert ("Fraktion Bürgerliste" in public, "Frau Colleague" in public) == (True, True)
    assert "Eingeladene Fraktionen" not in public


def test_pages_of_a_draft_answer_those_not_asked_as_if_it_were_not_there(cast, draft):
    for name in ("amendment-agree", "amendment-decline", "amendment-join", "amendment-leave", "amendment-uninvite"):
        answers = {
            person: signed_in(user).post(page(name, draft), {"faction": cast.other_faction.key}).status_code
            for person, user in cast.everyone().items()
            if person not in ("councillor", "nobody")
        }
        assert answers == dict.fromkeys(answers, 404)


def test_members_of_the_faction_leave_and_decline_through_the_pages(cast, draft):
    movers.show_to_faction(draft, by=cast.councillor)
    joint = movers.invite(draft, faction=cast.other_faction, by=cast.councillor)
    movers.join(draft, sha256=read_text(draft), by=cast.colleague)

    signed_in(cast.colleague).post(page("amendment-leave", draft))
    signed_in(cast.rival).post(page("amendment-decline", draft), {"faction": cast.other_faction.key})

    joint.refresh_from_db()
    assert (draft.paper.co_movers.count(), joint.declined_at is not None) == (0, True)
