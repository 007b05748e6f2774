"""A referral is one act with a receipt at both ends: with the paper, and with each body it went to."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from council.life import WrongState
from council.may import Denied
from council.models import Entry
from council.states import Audience, BodyKind, Result
from documents.actions import consultations, papers, referrals
from documents.models import Consultation, Paper, Referral
from documents.states import ConsultationRole, PaperType
from documents.ways import Stage
from motions.actions import treatment
from tests import factories

pytestmark = pytest.mark.django_db

PREPARATION, HEARING, DECISION = ConsultationRole.PREPARATION, ConsultationRole.HEARING, ConsultationRole.DECISION


def words(client, page):
    return " ".join(client.get(page).content.decode().split())


def sent(cast, paper=None, **more):
    paper = paper or factories.paper(name="Radweg am Anger")
    stages = [Stage(cast.committee, PREPARATION, lead=True), Stage(cast.district_council, HEARING)]
    return referrals.refer(paper, to=stages, by=cast.chair, **more)


def test_referral_makes_everything_in_one_act(cast):
    referral = sent(cast, on=date(2026, 6, 15))

    rows = list(referral.consultations.order_by("order"))
    assert [(row.organization, row.role, row.lead, row.state) for row in rows] == [
        (cast.committee, PREPARATION, True, "planned"),
        (cast.district_council, HEARING, False, "planned"),
    ]
    assert (rows[1].opened_on, rows[1].due_on) == (date(2026, 6, 15), date(2026, 7, 27))
    assert (referral.way, referral.organization, referral.made_by) == ("chair", None, cast.chair)
    entry = Entry.objects.get(verb="paper.referred")
    assert (entry.before, entry.after) == ("admitted", "referred")
    assert entry.numbers == {"referral": referral.pk, "consultations": [row.pk for row in rows]}
    of_the_act = Entry.objects.filter(act=entry.act).order_by("number").values_list("verb", flat=True)
    assert sorted(of_the_act) == [
        "consultation.opened",
        "consultation.planned",
        "consultation.planned",
        "consultation.put_in_charge",
        "paper.referred",
    ]


def test_what_was_planned_is_taken_up_and_the_deciding_body_stays_last(cast):
    paper = factories.paper()
    stages = [
        Stage(cast.committee, PREPARATION, due_on=date(2030, 1, 1)),
        Stage(cast.assembly, DECISION, authoritative=True),
    ]
    committee, assembly = consultations.plan(paper, stages=stages, by=cast.clerk)

    referral = sent(cast, paper)

    rows = list(Consultation.objects.filter(paper=paper).order_by("order"))
    assert [row.organization for row in rows] == [cast.committee, cast.district_council, cast.assembly]
    assert [row.referral for row in rows] == [referral, referral, None]
    assert (rows[0].pk, rows[0].due_on, rows[0].lead, rows[2].pk) == (
        committee.pk,
        date(2030, 1, 1),
        True,
        assembly.pk,
    )


def test_second_referral_has_a_receipt_of_its_own(cast):
    paper = factories.paper()
    first = papers.refer(paper, to=cast.committee, by=cast.clerk)
    second = papers.refer(paper, to=cast.committee, by=cast.clerk)

    assert first.referral != second.referral
    assert paper.referrals.count() == 2


def test_receipt_stands_at_both_ends(cast, client):
    sent(cast, on=date(2026, 6, 15))
    paper = Paper.objects.get()
    receipt = "Überwiesen am 15. Juni 2026 durch den Vorsitz (direkte Überweisung)"

    ends = [words(client, page) for page in (paper.get_absolute_url(), cast.committee.get_absolute_url())]

    assert [receipt in end for end in ends] == [True, True]
    assert "Liegt vor, noch nicht terminiert" in ends[1]
    assert "Radweg am Anger" in ends[1]


def test_what_has_a_day_no_longer_waits_at_the_body(cast, client):
    sent(cast)
    meeting = factories.meeting(cast.committee, date=timezone.localdate() + timedelta(days=5))
    consultations.place(Paper.objects.get(), meeting=meeting, by=cast.clerk)

    assert "Liegt vor, noch nicht terminiert" not in words(client, cast.committee.get_absolute_url())


def test_resolution_of_the_assembly_is_named_with_its_item(cast, client):
    paper = factories.paper()
    meeting = factories.meeting(cast.assembly, date=timezone.localdate(), state="running")
    item = consultations.place(paper, meeting=meeting, by=cast.clerk)
    item = treatment.close_item(call(item, cast), result=Result.REFERRED, by=cast.clerk)

    referrals.refer(
        Paper.objects.get(pk=paper.pk),
        to=[Stage(cast.committee, PREPARATION)],
        resolved_by=cast.assembly,
        item=item,
        by=cast.clerk,
    )

    shown = words(client, paper.get_absolute_url())
    assert "durch Beschluss: Stadtverordnetenversammlung</a>" in shown
    assert item.get_absolute_url() in shown


def call(item, cast):
    from council.actions import agenda

    return agenda.call(item, by=cast.clerk)


def test_resolution_at_a_closed_item_is_not_told_to_those_outside(cast, client):
    paper = factories.paper()
    meeting = factories.meeting(cast.assembly, date=date(2026, 6, 15))
    closed = factories.item(meeting, audience=Audience.BODY, audience_organization=cast.assembly, public=False)
    referrals.refer(
        paper,
        to=[Stage(cast.committee, PREPARATION)],
        resolved_by=cast.assembly,
        item=closed,
        on=date(2026, 6, 15),
        by=cast.clerk,
    )
    pages = (paper.get_absolute_url(), cast.committee.get_absolute_url())

    outside = [words(client, page) for page in pages]
    client.force_login(cast.rival)
    inside = [words(client, page) for page in pages]

    assert ["durch Beschluss" in page for page in outside] == [False, False]
    assert [closed.key in page for page in outside] == [False, False]
    assert ["Überwiesen am 15. Juni 2026" in page for page in outside] == [True, True]
    assert ["durch Beschluss: Stadtverordnetenversammlung" in page for page in inside] == [True, True]


def test_closed_paper_waits_at_the_body_for_its_readers_alone(cast, client):
    paper = factories.paper(name="Grundstück", audience=Audience.BODY, audience_organization=cast.committee)
    sent(cast, paper)
    seen = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        seen[name] = "Grundstück" in words(client, cast.committee.get_absolute_url())

    assert {name for name, saw in seen.items() if saw} == {"clerk", "deputy", "councillor", "colleague", "mayor"}


def test_chair_and_office_refer_and_nobody_else(cast):
    done = set()
    for name, user in cast.everyone().items():
        paper = factories.paper()
        try:
            referrals.refer(paper, to=[Stage(cast.committee, PREPARATION)], by=user)
        except Denied:
            assert (Paper.objects.get(pk=paper.pk).state, paper.consultations.count()) == ("admitted", 0)
        else:
            done.add(name)

    assert done == {"clerk", "deputy", "chair"}


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled", "adopted", "withdrawn", "recorded"])
def test_only_what_is_admitted_is_referred(cast, client, state):
    paper = factories.paper(state=state, owner=cast.clerk)
    client.force_login(cast.clerk)

    answer = client.get(reverse("paper-refer", args=[paper.key]))

    assert answer.status_code == 409
    with pytest.raises(WrongState, match="überwiesen wird, was zugelassen ist"):
        referrals.refer(paper, to=[Stage(cast.committee, PREPARATION)], by=cast.clerk)
    assert (Referral.objects.count(), Consultation.objects.count()) == (0, 0)


def test_referral_to_nobody_is_refused_whole(cast):
    with pytest.raises(WrongState, match="An welches Gremium"):
        referrals.refer(factories.paper(), to=[], by=cast.clerk)

    assert not Referral.objects.exists()


def test_receipt_says_who_resolved_it_or_that_the_chair_did(cast):
    fields = {
        "paper": factories.paper(),
        "referred_on": date(2026, 6, 15),
        "made_at": timezone.now(),
    }

    for wrong in ({"way": "chair", "organization": cast.assembly}, {"way": "body", "organization": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.objects.create(**fields, **wrong)


# The page


def form(*bodies, **fields):
    return {"to": [body.key for body in bodies], "act": "chair"} | fields


def test_office_refers_to_several_bodies_with_one_form(cast, client):
    paper = factories.paper(paper_type=PaperType.EXECUTIVE_PROPOSAL)
    client.force_login(cast.clerk)
    page = reverse("paper-refer", args=[paper.key])

    answer = client.post(page, form(cast.committee, cast.district_council, lead=cast.committee.key, urgent="on"))

    rows = list(Consultation.objects.filter(paper=paper).order_by("order"))
    assert answer.url == f"{paper.get_absolute_url()}#weg"
    assert [(row.organization, row.role, row.lead, row.urgent) for row in rows] == [
        (cast.committee, PREPARATION, True, False),
        (cast.district_council, HEARING, False, True),
    ]
    assert Paper.objects.get(pk=paper.pk).state == "referred"


def test_form_offers_the_planned_bodies_and_the_items_it_may_have_been_resolved_at(cast, client):
    paper = factories.paper()
    meeting = factories.meeting(cast.assembly)
    item = factories.item(meeting, number="I/3")
    row = papers.refer(paper, to=cast.assembly, by=cast.clerk)
    consultations.record(row, item=item, by=cast.clerk)
    consultations.plan(paper, stages=[Stage(cast.committee, PREPARATION)], by=cast.clerk)
    client.force_login(cast.clerk)

    page = client.get(reverse("paper-refer", args=[paper.key]))

    assert page.context["form"].initial["to"] == [cast.committee.key]
    assert [label for _, label in page.context["form"].fields["act"].choices] == [
        "den Vorsitz (direkte Überweisung)",
        "Beschluss: Stadtverordnetenversammlung, Sitzung am 15.06.2026, TOP I/3",
        "Beschluss: Stadtverordnetenversammlung",
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"to": []}, "Bitte wenigstens ein Gremium wählen."),
        ({"to": ["\x00"]}, "Nullzeichen sind nicht erlaubt."),
        ({"to": ["x" * 3000]}, "ist keine gültige Auswahl."),
        ({"role": "<b>"}, "ist keine gültige Auswahl"),
        ({"act": "emperor"}, "emperor ist keine gültige Auswahl"),
        ({"act": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"lead": "office"}, "Bitte eine gültige Auswahl treffen."),
    ],
)
def test_referral_that_cannot_be_is_refused_in_words(cast, client, fields, sentence):
    paper = factories.paper()
    client.force_login(cast.clerk)

    answer = client.post(reverse("paper-refer", args=[paper.key]), form(cast.committee) | fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Paper.objects.get(pk=paper.pk).state == "admitted"


def test_lead_is_one_of_those_it_goes_to_and_not_one_that_is_heard(cast, client):
    paper = factories.paper()
    client.force_login(cast.clerk)
    page = reverse("paper-refer", args=[paper.key])

    elsewhere = client.post(page, form(cast.committee, lead=cast.assembly.key))
    heard = client.post(page, form(cast.district_council, lead=cast.district_council.key))

    assert "Federführend kann nur ein Gremium sein, an das überwiesen wird." in elsewhere.content.decode()
    assert "Federführend ist ein Gremium, das berät." in heard.content.decode()


def test_factions_and_bodies_of_the_past_are_no_choice(cast, client):
    gone = factories.organization(BodyKind.COMMITTEE, end_date=date(2020, 1, 1))
    client.force_login(cast.clerk)
    page = reverse("paper-refer", args=[factories.paper().key])

    answers = [client.post(page, form(body)).status_code for body in (gone, cast.our_faction, cast.office)]

    assert answers == [422, 422, 422]
