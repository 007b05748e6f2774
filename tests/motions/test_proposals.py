"""The agenda of a meeting is proposed from what is due, taken over with one tap, and taken back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import audiences
from council.actions import agenda, meetings
from council.life import Stale
from council.models import AgendaItem, Meeting
from council.states import Audience, Result
from documents.actions import consultations, hearings, papers, referrals
from documents.models import Consultation, Paper, Slot
from documents.states import ConsultationRole, PaperType
from documents.ways import Stage
from motions import proposing
from motions.actions import promises, proposals, treatment
from motions.models import Promise
from tests import factories

pytestmark = pytest.mark.django_db


def coming(cast, body=None, *, days=10, **fields):
    return factories.meeting(body or cast.committee, date=timezone.localdate() + timedelta(days=days), **fields)


def running(cast, body=None, **fields):
    return factories.meeting(body or cast.committee, date=timezone.localdate(), state="running", **fields)


def referred(cast, body=None, **fields):
    paper = factories.paper(**fields)
    papers.refer(paper, to=body or cast.committee, by=cast.clerk)
    return paper


def proposed(meeting, user):
    return proposing.of_meeting(Meeting.objects.get(pk=meeting.pk), audiences.standing_of(user))


def closed_with(cast, meeting, paper, result):
    """The paper comes up in the meeting and is closed with this result."""
    item = consultations.place(paper, meeting=meeting, by=cast.clerk)
    agenda.call(item, by=cast.clerk)
    treatment.close_item(AgendaItem.objects.get(pk=item.pk), result=result, by=cast.clerk)
    return item


def promised(cast, *, due):
    item = factories.item(factories.meeting(cast.committee))
    promise = Promise(
        organization=cast.committee, item=item, text="Der Bericht kommt.", speaker_role="Stadtbaurätin", due=due
    )
    promise.made_on = date(2026, 6, 15)
    return promises.record(promise, by=cast.clerk)


def test_what_was_referred_to_the_body_is_proposed_with_its_receipt(cast):
    paper = referred(cast)
    referred(cast, cast.assembly)

    found = proposed(coming(cast), cast.clerk)

    today = timezone.localdate()
    assert [(one.paper, one.public, one.part) for one in found] == [(paper, True, "")]
    assert found[0].why.startswith(f"Überwiesen am {today.day}. ")


def test_order_is_that_of_an_agenda_and_what_is_closed_comes_last(cast):
    kinds = [
        PaperType.PETITION,
        PaperType.INQUIRY,
        PaperType.MOTION,
        PaperType.EXECUTIVE_PROPOSAL,
        PaperType.QUESTION,
        PaperType.DISTRICT_PROPOSAL,
        PaperType.INFORMATION,
    ]
    body = {"audience": Audience.BODY, "audience_organization": cast.assembly}
    for kind in kinds:
        paper = factories.paper(paper_type=kind, name=kind)
        Consultation.objects.create(
            paper=paper,
            organization=cast.assembly,
            role=ConsultationRole.DECISION,
            created_at=timezone.now(),
            modified_at=timezone.now(),
        )
    referred(cast, cast.assembly, name="geschlossen", paper_type=PaperType.INFORMATION, **body)

    found = proposed(coming(cast, cast.assembly), cast.clerk)

    assert [one.name for one in found] == [*reversed(kinds), "geschlossen"]
    assert [one.public for one in found] == [True] * 7 + [False]


def test_what_committees_recommended_unanimously_is_proposed_without_debate(cast):
    settled, disputed = factories.paper(name="einig"), factories.paper(name="strittig")
    for paper, result in ((settled, Result.ADOPTED_UNANIMOUSLY), (disputed, Result.ADOPTED)):
        stages = [Stage(cast.committee, ConsultationRole.PREPARATION), Stage(cast.assembly, ConsultationRole.DECISION)]
        consultations.plan(paper, stages=stages, by=cast.clerk)
        meeting = running(cast)
        closed_with(cast, meeting, paper, result)

    found = proposed(coming(cast, cast.assembly), cast.clerk)

    assert [(one.name, one.part, one.why) for one in found] == [
        ("strittig", "I", "Beschlussempfehlung liegt vor: Entscheidung"),
        ("einig", "II", "Beschlussempfehlung liegt vor: Entscheidung"),
    ]


def test_what_waits_for_an_earlier_body_is_not_proposed_to_the_deciding_one(cast):
    paper = factories.paper()
    stages = [Stage(cast.committee, ConsultationRole.PREPARATION), Stage(cast.assembly, ConsultationRole.DECISION)]
    consultations.plan(paper, stages=stages, by=cast.clerk)

    assert proposed(coming(cast, cast.assembly), cast.clerk) == []
    assert [one.paper for one in proposed(coming(cast), cast.clerk)] == [paper]


def test_admitted_paper_without_a_way_goes_to_the_assembly(cast):
    paper = factories.paper()
    factories.paper(state="submitted")
    factories.paper(superordinate=paper)

    found = proposed(coming(cast, cast.assembly), cast.clerk)

    assert [(one.paper, one.why, one.part) for one in found] == [(paper, "Zugelassen, noch nirgends beraten", "I")]
    assert proposed(coming(cast), cast.clerk) == []


def test_postponed_paper_comes_back_as_the_same_consultation_with_two_dates(cast, client):
    paper = referred(cast, name="Vertagtes")
    first, second, third = running(cast), running(cast), coming(cast)
    closed_with(cast, first, paper, Result.POSTPONED)
    again = proposed(second, cast.clerk)
    closed_with(cast, second, paper, Result.NOT_REACHED)

    found = proposed(third, cast.clerk)

    today = date_of(timezone.localdate())
    assert [one.why for one in again] == [f"Vertagt am {today}"]
    assert [one.why for one in found] == [f"Aus Zeitgründen nicht behandelt am {today} (zum 2. Mal)"]
    client.force_login(cast.clerk)
    client.post(reverse("meeting-proposals-take", args=[third.key]), {"proposal": paper.key})
    row = Consultation.objects.get(paper=paper)
    assert (row.state, row.slots.count()) == ("scheduled", 3)


def date_of(day):
    from django.utils.formats import date_format

    return date_format(day, "j. F Y")


def test_paper_on_the_agenda_or_taken_off_it_is_not_proposed_for_it(cast):
    paper, meeting = referred(cast), coming(cast)
    item = consultations.place(paper, meeting=meeting, by=cast.clerk)
    standing = proposed(meeting, cast.clerk)
    agenda.remove(item, by=cast.clerk)

    assert (standing, proposed(meeting, cast.clerk)) == ([], [])
    assert [one.why[:9] for one in proposed(coming(cast), cast.clerk)] == ["Abgesetzt"]


def test_hearing_is_proposed_to_its_council_and_what_it_said_to_those_after(cast):
    paper = factories.paper()
    stages = [
        Stage(cast.district_council, ConsultationRole.HEARING),
        Stage(cast.committee, ConsultationRole.PREPARATION),
    ]
    hearing, _ = consultations.plan(paper, stages=stages, by=cast.clerk)
    before = proposed(coming(cast, cast.district_council), cast.clerk)
    hearing = hearings.begin(hearing, on=timezone.localdate(), urgent=True, by=cast.clerk)
    late = coming(cast, cast.district_council, days=60)
    there = proposed(late, cast.clerk)
    hearings.give(hearing, stance="approving", text="", on=timezone.localdate(), by=cast.clerk)

    found = proposed(coming(cast), cast.clerk)

    due = date_of(hearing.due_on)
    assert before == []
    assert [(one.why, one.notes) for one in there] == [
        (f"Anhörung bis {due}", (f"Die Frist endet vor dieser Sitzung, am {due}",))
    ]
    assert [one.notes for one in found] == [("Stellungnahme Ortsbeirat Mitte: zustimmend",)]


def test_running_hearing_is_named_where_the_paper_was_referred_all_the_same(cast):
    paper = factories.paper()
    referrals.refer(
        paper,
        to=[
            Stage(cast.district_council, ConsultationRole.HEARING),
            Stage(cast.committee, ConsultationRole.PREPARATION),
        ],
        by=cast.chair,
    )

    (one,) = proposed(coming(cast), cast.clerk)

    assert one.notes == ("Steht noch aus: Ortsbeirat Mitte (Anhörung)",)


def test_promise_is_proposed_once_it_is_due_and_not_before(cast):
    today = timezone.localdate()
    due, _ = promised(cast, due=today + timedelta(days=5)), promised(cast, due=today + timedelta(days=50))

    found = proposed(coming(cast), cast.clerk)

    assert [(one.promise, one.public) for one in found] == [(due, True)]


def test_all_proposals_are_taken_over_in_order_with_numbers_and_taken_back(cast, client):
    today = timezone.localdate()
    motion = referred(cast, cast.assembly, name="Antrag")
    vorlage = referred(cast, cast.assembly, name="Vorlage", paper_type=PaperType.EXECUTIVE_PROPOSAL)
    meeting = coming(cast, cast.assembly, audience=Audience.MEMBERS)
    factories.item(meeting, name="Mitteilungen", part="I", number="I/1")
    promised(cast, due=today)
    client.force_login(cast.clerk)
    page = client.get(reverse("meeting-proposals", args=[meeting.key]))
    keys = [one.key for one in page.context["proposals"]]

    client.post(reverse("meeting-proposals-take", args=[meeting.key]), {"proposal": keys})

    rows = list(meeting.items.order_by("order"))
    assert [(row.name, row.number) for row in rows] == [
        ("Mitteilungen", "I/1"),
        ("Vorlage", "I/2"),
        ("Antrag", "I/3"),
    ]
    assert Paper.objects.get(pk=motion.pk).state == "scheduled"
    client.post(reverse("meeting-proposals-take-back", args=[meeting.key]), {"item": rows[1].key})
    assert Paper.objects.get(pk=vorlage.pk).state == "referred"
    assert Consultation.objects.get(paper=vorlage).state == "planned"
    assert list(AgendaItem.objects.filter(meeting=meeting, deleted_at=None).values_list("name", flat=True)) == [
        "Mitteilungen",
        "Antrag",
    ]
    assert [one.paper for one in proposed(meeting, cast.clerk)] == [vorlage]


@pytest.mark.parametrize("state", ["admitted", "recommended", "postponed"])
def test_taking_back_gives_the_paper_the_state_it_had(cast, state):
    paper, meeting = factories.paper(state=state), coming(cast)
    item = consultations.place(paper, meeting=meeting, by=cast.clerk)

    consultations.take_back(item, by=cast.clerk)

    assert Paper.objects.get(pk=paper.pk).state == state
    assert not Slot.objects.exists()


def test_published_item_is_struck_out_when_it_is_taken_back(cast, client):
    paper, meeting = referred(cast), coming(cast, state="agenda_open")
    item = consultations.place(paper, meeting=meeting, by=cast.clerk)
    meetings.publish_agenda(meeting, by=None)
    client.force_login(cast.clerk)

    client.post(reverse("meeting-proposals-take-back", args=[meeting.key]), {"item": item.key})

    assert (AgendaItem.objects.get().state, Paper.objects.get().state) == ("removed", "referred")
    assert [one.paper for one in proposed(coming(cast), cast.clerk)] == [paper]


def test_promise_taken_over_is_taken_back_and_proposed_again(cast, client):
    promise, meeting = promised(cast, due=timezone.localdate()), coming(cast)
    client.force_login(cast.chair)
    client.post(reverse("meeting-proposals-take", args=[meeting.key]), {"proposal": promise.key})
    item = meeting.items.get()

    client.post(reverse("meeting-proposals-take-back", args=[meeting.key]), {"item": item.key})

    assert item.name == "Zusage vom 15.06.2026 (Stadtbaurätin): Der Bericht kommt."
    assert [one.promise for one in proposed(meeting, cast.clerk)] == [promise]


def test_proposals_are_for_chair_and_office_alone(cast, client):
    meeting = coming(cast)
    paper = referred(cast)
    answers = {}
    for name in ("clerk", "chair", "councillor", "mayor", "district", "citizen"):
        client.force_login(cast.people[name])
        answers[name] = (
            client.get(reverse("meeting-proposals", args=[meeting.key])).status_code,
            client.post(reverse("meeting-proposals-take", args=[meeting.key]), {"proposal": "x"}).status_code,
            client.post(reverse("meeting-proposals-take-back", args=[meeting.key]), {"item": "x"}).status_code,
        )

    assert answers == {
        "clerk": (200, 409, 404),
        "chair": (200, 409, 404),
        **dict.fromkeys(("councillor", "mayor", "district", "citizen"), (403, 403, 403)),
    }
    assert Paper.objects.get(pk=paper.pk).state == "referred"


def test_paper_closed_to_the_chair_is_not_proposed_to_the_chair(cast):
    referred(cast, name="Grundstück", audience=Audience.BODY, audience_organization=cast.committee)
    meeting = coming(cast)

    assert [len(proposed(meeting, user)) for user in (cast.clerk, cast.chair)] == [1, 0]


def test_what_was_shown_before_is_refused_once_it_is_taken_over(cast, client):
    paper, other, meeting = referred(cast), referred(cast), coming(cast)
    client.force_login(cast.clerk)
    url = reverse("meeting-proposals-take", args=[meeting.key])
    client.post(url, {"proposal": paper.key})

    again = client.post(url, {"proposal": [paper.key, other.key]})

    assert again.status_code == 409
    assert meeting.items.count() == 1


def test_agenda_that_stands_fast_takes_nothing(cast, client):
    referred(cast)
    meeting = coming(cast, state="closed")
    client.force_login(cast.clerk)

    assert client.get(reverse("meeting-proposals", args=[meeting.key])).status_code == 409


def test_agenda_leads_to_its_proposals(cast, client):
    referred(cast)
    meeting = coming(cast)
    client.force_login(cast.clerk)

    page = client.get(reverse("meeting-agenda", args=[meeting.key])).content.decode()

    assert "Ein Vorschlag für diese Tagesordnung" in " ".join(page.split())
    assert reverse("meeting-proposals", args=[meeting.key]) in page


def test_proposals_ask_as_much_for_three_as_for_one(cast):
    meeting = coming(cast)
    counts = []
    for _ in range(2):
        for _ in range(1 + 2 * len(counts)):
            referred(cast)
            promised(cast, due=timezone.localdate())
        user = cast.everyone()["clerk"]
        audiences.standing_of(user)
        with CaptureQueriesContext(connection) as asked:
            proposed(meeting, user)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_joint_meeting_takes_up_what_waits_with_either_body(cast):
    other = factories.organization(name="Finanzausschuss")
    paper = referred(cast, other)
    meeting = coming(cast)
    meeting.joint_organizations.add(other)

    (one,) = proposed(meeting, cast.clerk)
    proposals.take_over(meeting, proposals=[one], by=cast.clerk)

    assert [(row.organization, row.state) for row in Consultation.objects.filter(paper=paper)] == [(other, "scheduled")]


def test_paper_with_two_consultations_in_one_body_is_proposed_once(cast):
    paper = referred(cast)
    papers.refer(paper, to=cast.committee, by=cast.clerk, role=ConsultationRole.HEARING)

    assert [one.paper for one in proposed(coming(cast), cast.clerk)] == [paper]


def test_second_hand_that_takes_the_same_proposal_comes_too_late(cast):
    paper, meeting = referred(cast), coming(cast)
    (one,) = proposed(meeting, cast.clerk)
    proposals.take_over(meeting, proposals=[one], by=cast.clerk)

    with pytest.raises(Stale, match="steht inzwischen schon auf dieser Tagesordnung"):
        proposals.take_over(meeting, proposals=[one], by=cast.deputy)

    assert (meeting.items.count(), Consultation.objects.filter(paper=paper).count()) == (1, 1)


@pytest.mark.parametrize(("state", "said"), [("closed", "nicht behandelt"), ("cancelled", "Sitzung ausgefallen")])
def test_what_a_meeting_left_lying_comes_back(cast, client, state, said):
    paper, meeting = referred(cast), coming(cast, days=-1)
    consultations.place(paper, meeting=meeting, by=cast.clerk)
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    following = coming(cast)

    (one,) = proposed(following, cast.clerk)
    proposals.take_over(following, proposals=[one], by=cast.clerk)

    assert one.why == f"Nicht behandelt am {date_of(meeting.date)}"
    assert Consultation.objects.get(paper=paper).slots.count() == 2
    assert said in client.get(paper.get_absolute_url()).content.decode()
