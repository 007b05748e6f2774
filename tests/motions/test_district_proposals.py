"""The proposal of a district council: from its chair's draft until the assembly heard it and noted or referred it."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from council import journal, life
from council.actions import agenda, meetings
from council.may import Denied, allowed
from council.models import AgendaItem
from council.states import Audience, BodyKind, Result
from documents.models import Paper, PaperVersion
from documents.states import ConsultationRole, PaperState
from motions.actions import district_proposals as proposals
from motions.actions import motions, treatment
from motions.actions.district_proposals import STANDING_ITEM, Wording
from motions.may import district_proposals as may
from motions.models import DistrictProposal, Motion
from tests import factories

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Querungshilfe in der Kaistraße",
    "proposal": "Der Ortsbeirat Mitte schlägt vor, eine Mittelinsel anzulegen.",
    "reasons": "Viele schaffen es nicht in einem Zug.",
    "plain_summary": "Die Kaistraße soll leichter zu überqueren sein.",
}
WORDING = Wording(**TYPED)


def drafted(cast) -> DistrictProposal:
    made = proposals.draft(name=TYPED["name"], council=cast.district_council, by=cast.district)
    return proposals.revise(made, wording=WORDING, revision=1, by=cast.district)


def submitted(cast) -> DistrictProposal:
    made = drafted(cast)
    return proposals.submit(made, wording=WORDING, revision=2, by=cast.district, at=timezone.now())


def admitted(cast) -> DistrictProposal:
    return proposals.admit(submitted(cast), by=cast.clerk, on=timezone.localdate())


def assembly(cast, **fields):
    """A meeting of the assembly with the item that stands for the proposals of the district councils."""
    meeting = factories.meeting(cast.assembly, date=timezone.localdate(), **fields)
    factories.item(meeting, name=STANDING_ITEM, number="2", part="I")
    return meeting


def called(cast, proposal) -> AgendaItem:
    meeting = assembly(cast)
    item = proposals.place(proposal, meeting=meeting, by=cast.clerk)
    meetings.publish_agenda(meeting, by=None)
    meetings.start(meeting, by=None)
    return agenda.call(item, by=None)


def state(proposal) -> str:
    return Paper.objects.get(pk=proposal.pk).state


def readers(cast, proposal) -> set[str]:
    rows = Paper.objects.filter(pk=proposal.pk)
    return {name for name, user in cast.everyone().items() if rows.visible_to(user).exists()}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name, proposal) -> str:
    return reverse(name, args=[proposal.paper.key])


def test_proposal_goes_from_draft_until_it_is_read_out_and_noted_through_the_pages(cast):
    author, clerk, chair = signed_in(cast.district), signed_in(cast.clerk), signed_in(cast.chair)
    meeting = assembly(cast)

    author.post(reverse("district-proposal-new"), {"name": TYPED["name"], "council": cast.district_council.key})
    proposal = DistrictProposal.objects.get()
    begun = author.get(page("district-proposal-edit", proposal)).content.decode()
    author.post(page("district-proposal-edit", proposal), TYPED | {"revision": 1, "next": "submit"})
    receipt = author.post(page("district-proposal-submit", proposal), {"revision": 2}, follow=True).content.decode()
    office_desk = clerk.get(reverse("desk")).content.decode()
    clerk.post(page("district-proposal-admit", proposal))
    waiting = clerk.get(reverse("desk")).content.decode()
    clerk.post(page("district-proposal-place", proposal), {"meeting": meeting.key})
    item = AgendaItem.objects.get(parent__name=STANDING_ITEM)
    meetings.publish_agenda(meeting, by=None)
    meetings.start(meeting, by=None)
    item.refresh_from_db()
    chair.post(reverse("item-call", args=[meeting.key, item.key]), {"version": item.version})
    chair.post(page("district-proposal-read-out", proposal))
    item.refresh_from_db()
    chair.post(reverse("item-close", args=[meeting.key, item.key]), {"result": "noted", "version": item.version})

    assert "Der Ortsbeirat Mitte schlägt vor," in begun
    assert DistrictProposal.objects.get().handed_in.sha256 in receipt
    assert TYPED["name"] in office_desk
    assert "noch auf keiner Tagesordnung" in waiting
    assert str(item.name) == f"Ortsbeirat Mitte: {TYPED['name']}"
    assert (state(proposal), Paper.objects.get().reference) == (PaperState.NOTED, "101.20.1")
    assert DistrictProposal.objects.get().read_out_by == cast.chair
    assert "verlesen am" in Client().get(proposal.paper.get_absolute_url()).content.decode()


def test_assembly_may_refer_it_to_a_committee(cast):
    proposal = admitted(cast)

    treatment.close_item(called(cast, proposal), result=Result.REFERRED, by=cast.chair)
    after = state(proposal)
    chosen = {"to": cast.committee.pk, "role": ConsultationRole.PREPARATION}
    signed_in(cast.clerk).post(reverse("paper-refer", args=[proposal.paper.key]), chosen)

    assert (after, state(proposal)) == (PaperState.REFERRED, PaperState.REFERRED)


def test_two_proposals_stand_under_the_same_item(cast):
    meeting = assembly(cast)

    items = [proposals.place(admitted(cast), meeting=meeting, by=cast.clerk) for _ in range(2)]

    assert {item.parent.name for item in items} == {STANDING_ITEM}
    assert [item.part for item in items] == ["I", "I"]


def test_it_needs_the_item_that_stands_for_the_district_councils(cast):
    proposal = admitted(cast)
    meeting = factories.meeting(cast.assembly, date=timezone.localdate())

    with pytest.raises(life.WrongState, match="hat keinen Punkt „Vorschläge der Ortsbeiräte“"):
        proposals.place(proposal, meeting=meeting, by=cast.clerk)

    assert state(proposal) == PaperState.ADMITTED


def test_statement_is_read_out_once(cast):
    proposal = admitted(cast)
    called(cast, proposal)
    proposals.read_out(proposal, by=cast.chair)

    with pytest.raises(life.WrongState, match="schon verlesen"):
        proposals.read_out(proposal, by=cast.clerk)


def test_only_the_chair_of_a_district_council_writes(cast):
    member = factories.person(body=cast.town)
    factories.membership(member, cast.district_council, role="Mitglied")
    other = factories.organization(BodyKind.DISTRICT_COUNCIL, body=cast.town, name="Ortsbeirat Nord")

    assert {name for name, user in cast.everyone().items() if allowed(may.draft, user)} == {"district"}
    assert not allowed(may.draft, factories.user("beisitz", person=member))
    with pytest.raises(Denied):
        proposals.draft(name="Fremd", council=other, by=cast.district)


STEPS = {
    "revise": lambda proposal, by: proposals.revise(proposal, wording=WORDING, revision=2, by=by),
    "submit": lambda proposal, by: proposals.submit(proposal, wording=WORDING, revision=2, by=by, at=timezone.now()),
    "withdraw": lambda proposal, by: proposals.withdraw(proposal, by=by),
}


@pytest.mark.parametrize("step", STEPS)
def test_nobody_but_the_author_writes_hands_in_or_withdraws(cast, step):
    proposal, refused = drafted(cast), set()

    for name, user in cast.everyone().items():
        if name != "district":
            with pytest.raises(Denied):
                STEPS[step](proposal, user)
            refused.add(name)

    assert refused == set(cast.everyone()) - {"district"}
    assert state(proposal) == PaperState.DRAFT


def test_chair_or_office_alone_record_that_it_was_read_out(cast):
    assert {name for name, user in cast.everyone().items() if allowed(may.read_out, user)} == {
        "clerk",
        "deputy",
        "chair",
    }


def test_it_is_read_by_its_author_then_its_council_and_the_office_then_everyone(cast):
    proposal = drafted(cast)
    read = [readers(cast, proposal)]
    proposals.submit(proposal, wording=WORDING, revision=2, by=cast.district, at=timezone.now())
    read.append(readers(cast, proposal))
    proposals.admit(proposal, by=cast.clerk, on=timezone.localdate())
    read.append(readers(cast, proposal))

    assert read == [{"district"}, {"district", "clerk", "deputy"}, set(cast.everyone())]


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"proposal": "Der Ortsbeirat Mitte schlägt vor,"}, "Der Vorschlag fehlt."),
        ({"reasons": ""}, "Die Begründung fehlt."),
        ({"plain_summary": " "}, "„Kurz und einfach“ fehlt"),
        ({"name": ""}, "Der Titel fehlt."),
    ],
)
def test_incomplete_proposal_is_not_handed_in(cast, lacking, sentence):
    proposal = drafted(cast)

    with pytest.raises(life.WrongState, match=sentence):
        proposals.submit(proposal, wording=Wording(**TYPED | lacking), revision=2, by=cast.district, at=timezone.now())

    assert state(proposal) == PaperState.DRAFT


def test_submission_records_how_it_stands_to_the_deadline(cast):
    late = factories.meeting(cast.assembly, date=timezone.localdate() + timedelta(days=5))

    proposal = submitted(cast)

    assert (proposal.deadline_met, proposal.aimed_at) == (False, late)


def test_returned_proposal_is_a_draft_again_and_its_author_reads_the_reason(cast):
    proposal = submitted(cast)

    signed_in(cast.clerk).post(page("paper-return", proposal), {"reason": "Bitte die Straße nennen."})

    assert (state(proposal), readers(cast, proposal)) == (PaperState.DRAFT, {"district"})
    assert (
        "Bitte die Straße nennen." in signed_in(cast.district).get(proposal.paper.get_absolute_url()).content.decode()
    )


def test_chair_of_the_assembly_refuses_it_with_a_reason(cast):
    proposal = submitted(cast)

    answer = signed_in(cast.chair).post(page("paper-judge", proposal), {"reason": "Nicht im Bezirk."}, follow=True)

    assert "Nicht im Bezirk." in answer.content.decode()
    assert state(proposal) == PaperState.INADMISSIBLE


def test_drafts_are_gone_once_it_is_handed_in(cast):
    proposal = drafted(cast)
    secret = Wording(**TYPED | {"reasons": "Geheime erste Idee."})
    proposals.revise(proposal, wording=secret, revision=2, by=cast.district)
    proposals.submit(proposal, wording=WORDING, revision=3, by=cast.district, at=timezone.now())

    assert [version.text.count("Geheime") for version in PaperVersion.objects.all()] == [0]


def test_closed_pages_are_not_there_for_others(cast):
    proposal = drafted(cast)
    steps = ("edit", "preview", "submit", "receipt", "place", "withdraw")

    for name in ("clerk", "chair", "councillor", "mayor", "citizen"):
        client = signed_in(getattr(cast, name))
        found = {client.get(page(f"district-proposal-{step}", proposal)).status_code for step in steps}
        assert found == {404}, name


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\x00", "a\u202eb", "x" * 200_000])
def test_hostile_text_is_kept_as_text_or_refused_in_german(cast, text):
    proposal = drafted(cast)
    client = signed_in(cast.district)
    sent = {"revision": 2} | dict.fromkeys(TYPED, text)
    admitted_one = admitted(cast)

    answers = [
        client.post(reverse("district-proposal-new"), {"name": text, "council": text}),
        client.post(page("district-proposal-edit", proposal), sent),
        client.post(page("district-proposal-autosave", proposal), sent),
        client.post(page("district-proposal-submit", proposal), sent),
        signed_in(cast.clerk).post(page("district-proposal-place", admitted_one), {"meeting": text}),
        signed_in(cast.chair).post(page("paper-judge", submitted(cast)), {"reason": text}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 409, 422}
    assert "<script>alert" not in client.get(proposal.paper.get_absolute_url()).content.decode()


def test_desk_asks_as_much_for_three_proposals_as_for_one(cast, django_assert_max_num_queries):
    def asked(user) -> int:
        client = signed_in(user)
        with django_assert_max_num_queries(80) as queries:
            client.get(reverse("desk"))
        return len(queries)

    people = (cast.clerk, cast.chair, cast.district)
    admitted(cast), submitted(cast), drafted(cast)
    one = [asked(user) for user in people]
    for _ in range(2):
        admitted(cast), submitted(cast), drafted(cast)

    assert [asked(user) for user in people] == one


def test_journal_holds_no_word_of_it(cast):
    proposals.withdraw(admitted(cast), by=cast.district)

    written = json.dumps(list(journal.Entry.objects.values_list("verb", "numbers", "before", "after")))
    assert "Kaistraße" not in written
    assert journal.verify() == []
    assert Paper.objects.get().audience == Audience.PUBLIC


# Boards bring in motions on the pages of motions


def test_board_brings_in_a_motion_and_all_of_it_read_it_before_it_is_admitted(cast):
    board = factories.organization(BodyKind.ADVISORY_BOARD, body=cast.town, name="Seniorenbeirat")
    users = {}
    for name in ("senior", "beirat"):
        person = factories.person(body=cast.town)
        factories.membership(person, board)
        users[name] = factories.user(name, person=person)
    author = signed_in(users["senior"])
    typed = {
        "kind": "motion",
        "name": "Bänke am Markt",
        "resolution": "Der Magistrat wird aufgefordert, Bänke aufzustellen.",
        "reasons": "Zum Ausruhen.",
        "plain_summary": "Mehr Bänke.",
        "way": "regular",
        "revision": 1,
        "next": "submit",
    }

    desk = author.get(reverse("desk")).content.decode()
    author.post(reverse("motion-new"), {"kind": "motion", "name": typed["name"], "mover": board.key})
    motion = Motion.objects.get()
    author.post(page("motion-edit", motion), typed)
    author.post(page("motion-submit", motion), {"revision": 2})
    read = Paper.objects.visible_to(users["beirat"]).filter(pk=motion.pk).exists()
    motions.admit(Motion.objects.get(), by=cast.clerk, on=timezone.localdate())

    assert reverse("motion-new") in desk
    assert read
    assert str(motion.paper.originators.order_by("order")[0]) == "Seniorenbeirat"
    assert Paper.objects.get().state == PaperState.ADMITTED
