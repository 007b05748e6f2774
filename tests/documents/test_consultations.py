"""The way of a paper is laid out, ordered, changed and cut by office and chair, and nothing is decided too early unseen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council.actions import agenda, rules
from council.life import Stale, WrongState
from council.may import Denied
from council.models import District, Entry
from council.states import BodyKind
from documents import ways
from documents.actions import consultations, hearings, papers
from documents.models import Consultation, EarlyDecision, Paper
from documents.states import ConsultationRole, ConsultationState, PaperType
from documents.ways import Stage
from tests import factories

pytestmark = pytest.mark.django_db

PREPARATION, HEARING, DECISION = ConsultationRole.PREPARATION, ConsultationRole.HEARING, ConsultationRole.DECISION
WHO = {"clerk", "deputy", "chair"}


def planned(cast, paper=None):
    """Heard, prepared, decided: the three consultations of a paper's usual way."""
    stages = [
        Stage(cast.district_council, HEARING),
        Stage(cast.committee, PREPARATION, lead=True),
        Stage(cast.assembly, DECISION, authoritative=True),
    ]
    return consultations.plan(paper or factories.paper(), stages=stages, by=cast.clerk)


def way(paper):
    rows = Consultation.objects.living().filter(paper=paper).order_by("order", "pk")
    return [row.organization.name for row in rows]


def again(row):
    return Consultation.objects.get(pk=row.pk)


def form(body, **fields):
    return {"organization": body.key, "role": PREPARATION} | fields


def coming(body, **fields):
    return factories.meeting(body, date=timezone.localdate() + timedelta(days=9), **fields)


# Planning


def test_body_that_is_heard_or_prepares_is_planned_before_the_one_that_decides(cast):
    _, _, decision = planned(cast)
    paper = decision.paper
    finance = factories.organization(name="Finanzausschuss")

    consultations.plan(paper, stages=[Stage(finance, PREPARATION)], by=cast.clerk)

    assert way(paper) == [
        "Ortsbeirat Mitte",
        "Ausschuss für Umwelt und Energie",
        "Finanzausschuss",
        "Stadtverordnetenversammlung",
    ]


def test_one_body_leads_and_one_decides(cast):
    _, committee, assembly = planned(cast)
    finance, youth = factories.organization(), factories.organization()

    first, second = consultations.plan(
        committee.paper,
        stages=[Stage(finance, PREPARATION, lead=True), Stage(youth, DECISION, authoritative=True)],
        by=cast.clerk,
    )

    rows = [again(row) for row in (committee, assembly, first, second)]
    assert [row.lead for row in rows] == [False, False, True, False]
    assert [row.decides for row in rows] == [False, False, False, True]


@pytest.mark.parametrize("state", ["draft", "withdrawn", "adopted", "rejected", "lapsed", "recorded"])
def test_way_of_what_no_body_deals_with_is_not_laid_out(cast, state):
    paper = factories.paper(state=state)

    with pytest.raises(WrongState, match="ein Weg lässt sich nicht mehr festlegen"):
        consultations.plan(paper, stages=[Stage(cast.committee, PREPARATION)], by=cast.clerk)

    assert not Consultation.objects.exists()


ACTS = {
    "plan": lambda rows, by: consultations.plan(
        rows[0].paper, stages=[Stage(rows[1].organization, PREPARATION)], by=by
    ),
    "change": lambda rows, by: consultations.change(rows[1], stage=Stage(rows[1].organization, PREPARATION), by=by),
    "move": lambda rows, by: consultations.move(rows[1], to=0, by=by),
    "remove": lambda rows, by: consultations.remove(rows[1], by=by),
    "restore": lambda rows, by: consultations.restore(rows[1], by=by),
    "waive": lambda rows, by: consultations.waive(rows[1], by=by),
    "begin": lambda rows, by: hearings.begin(rows[0], on=timezone.localdate(), by=by),
}


@pytest.mark.parametrize("act", ACTS)
def test_way_is_laid_out_by_chair_and_office_alone(cast, act):
    done = set()
    for name, user in cast.everyone().items():
        rows = planned(cast)
        if act == "restore":
            consultations.remove(rows[1], by=cast.clerk)
        before = list(Consultation.objects.filter(paper=rows[0].paper).values())
        try:
            ACTS[act](rows, user)
        except Denied:
            assert list(Consultation.objects.filter(paper=rows[0].paper).values()) == before
        else:
            done.add(name)

    assert done == WHO


def test_moving_swaps_places_among_those_ahead_and_leaves_the_past_alone(cast):
    hearing, committee, assembly = planned(cast)
    consultations.waive(hearing, by=cast.clerk)

    consultations.move(assembly, to=0, by=cast.clerk)

    assert way(hearing.paper) == [
        "Ortsbeirat Mitte",
        "Stadtverordnetenversammlung",
        "Ausschuss für Umwelt und Energie",
    ]
    with pytest.raises(WrongState, match="nicht mehr offen: verzichtet"):
        consultations.move(hearing, to=1, by=cast.clerk)


def test_moving_with_the_buttons_from_a_stale_page_is_refused(cast, client):
    _, committee, _ = planned(cast)
    client.force_login(cast.clerk)
    url = reverse("consultation-move", args=[committee.key])

    first = client.post(url, {"to": "up", "version": again(committee).version})
    second = client.post(url, {"to": "up", "version": 1})

    assert (first.status_code, second.status_code) == (303, 409)
    assert way(committee.paper)[0] == "Ausschuss für Umwelt und Energie"


def test_body_of_a_referred_consultation_stands_fast_and_its_role_does_not(cast):
    paper = factories.paper()
    row = papers.refer(paper, to=cast.committee, by=cast.clerk)
    finance = factories.organization()

    with pytest.raises(WrongState, match="Das Gremium steht fest"):
        consultations.change(row, stage=Stage(finance, PREPARATION), by=cast.clerk)
    consultations.change(row, stage=Stage(cast.committee, DECISION, authoritative=True), by=cast.clerk)

    assert (again(row).organization, again(row).role, again(row).decides) == (cast.committee, DECISION, True)


def test_change_from_an_older_form_is_refused(cast):
    _, committee, _ = planned(cast)
    version = again(committee).version
    consultations.change(committee, stage=Stage(cast.committee, HEARING), version=version, by=cast.clerk)

    with pytest.raises(Stale):
        consultations.change(committee, stage=Stage(cast.committee, PREPARATION), version=version, by=cast.chair)

    assert again(committee).role == HEARING


def test_planned_consultation_is_removed_and_put_back_and_one_that_was_on_an_agenda_is_not(cast):
    hearing, committee, _ = planned(cast)
    consultations.remove(hearing, by=cast.clerk)
    without = way(hearing.paper)
    consultations.restore(hearing, by=cast.clerk)
    item = consultations.place(committee.paper, meeting=coming(cast.committee), by=cast.clerk)
    consultations.take_back(item, by=cast.clerk)
    consultations.remove(committee, by=cast.clerk)
    kept = planned(cast)[1]
    consultations.place(kept.paper, meeting=coming(cast.committee), by=cast.clerk)

    with pytest.raises(WrongState, match="Entfernen lässt sich nur"):
        consultations.remove(kept, by=cast.clerk)

    assert without == ["Ausschuss für Umwelt und Energie", "Stadtverordnetenversammlung"]
    assert way(hearing.paper) == ["Ortsbeirat Mitte", "Stadtverordnetenversammlung"]


def test_lead_that_went_to_another_stays_there_when_the_first_is_put_back(cast):
    _, committee, _ = planned(cast)
    consultations.remove(committee, by=cast.clerk)
    (other,) = consultations.plan(
        committee.paper, stages=[Stage(factories.organization(), PREPARATION, lead=True)], by=cast.clerk
    )

    consultations.restore(committee, by=cast.clerk)

    assert (again(committee).lead, again(other).lead) == (False, True)


# The usual sequence


def test_usual_sequence_hears_the_district_asks_the_committee_and_lets_the_assembly_decide(cast):
    office = factories.organization(BodyKind.OFFICE, name="Umweltamt")
    for _ in range(2):
        papers.refer(factories.paper(under_direction_of=office), to=cast.committee, by=cast.clerk)
    papers.refer(factories.paper(under_direction_of=office), to=factories.organization(), by=cast.clerk)
    now = timezone.now()
    district = District.objects.create(
        body=cast.town, name="Mitte", council=cast.district_council, created_at=now, modified_at=now
    )
    paper = factories.paper(under_direction_of=office, paper_type=PaperType.EXECUTIVE_PROPOSAL)
    paper.districts.add(district)

    stages = ways.typical(paper, on=timezone.localdate())

    assert [(stage.organization, stage.role, stage.lead, stage.authoritative) for stage in stages] == [
        (cast.district_council, HEARING, False, None),
        (cast.committee, PREPARATION, True, None),
        (cast.assembly, DECISION, False, True),
    ]


def test_information_goes_to_the_assembly_for_notice(cast):
    stages = ways.typical(factories.paper(paper_type=PaperType.INFORMATION), on=timezone.localdate())

    assert [(stage.organization, stage.role, stage.authoritative) for stage in stages] == [
        (cast.assembly, ConsultationRole.NOTICE, False)
    ]


def test_usual_sequence_is_confirmed_on_a_page_and_leaves_out_what_is_there(cast, client):
    paper = factories.paper()
    client.force_login(cast.clerk)
    url = reverse("paper-way-typical", args=[paper.key])
    shown = client.get(url).content.decode()

    client.post(url, {"stage": [cast.assembly.key]})
    after = client.get(url).content.decode()
    nothing = client.post(url, {"stage": [cast.assembly.key]})

    assert "Stadtverordnetenversammlung: Entscheidung (entscheidet)" in shown
    assert way(paper) == ["Stadtverordnetenversammlung"]
    assert "Nichts vorzuschlagen" in after
    assert nothing.status_code == 422 or way(paper) == ["Stadtverordnetenversammlung"]


# Pages


def test_office_lays_out_a_way_through_the_pages(cast, client):
    paper = factories.paper(name="Spielplatz")
    url = reverse("paper-way", args=[paper.key])
    client.force_login(cast.clerk)

    client.post(url, form(cast.assembly, role=DECISION))
    client.post(url, form(cast.committee, lead="on"))
    client.post(url, form(cast.district_council, role=HEARING))
    rows = {row.organization.name: row for row in Consultation.objects.filter(paper=paper)}
    heard = rows["Ortsbeirat Mitte"]
    client.post(reverse("consultation-move", args=[heard.key]), {"to": "up", "version": heard.version})
    due = timezone.localdate() + timedelta(days=30)
    committee = rows["Ausschuss für Umwelt und Energie"]
    edit = reverse("consultation", args=[committee.key])
    client.post(edit, form(cast.committee, due_on=due.isoformat(), lead="on", version=again(committee).version))
    page = " ".join(client.get(url).content.decode().split())

    assert way(paper) == ["Ortsbeirat Mitte", "Ausschuss für Umwelt und Energie", "Stadtverordnetenversammlung"]
    assert (again(committee).due_on, again(committee).lead) == (due, True)
    assert "federführend" in page
    assert "entscheidet" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"organization": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"organization": "x" * 5000}, "Bitte eine gültige Auswahl treffen."),
        ({"organization": "\x00"}, "Nullzeichen sind nicht erlaubt."),
        ({"role": "<script>"}, "Bitte eine gültige Auswahl treffen."),
        ({"due_on": "2020-01-01"}, "Die Frist liegt zwischen heute und den nächsten fünf Jahren."),
        ({"due_on": "9999-12-31"}, "Die Frist liegt zwischen heute und den nächsten fünf Jahren."),
        ({"due_on": "‮gestern"}, "Bitte ein gültiges Datum eingeben."),
        ({"role": "hearing", "authoritative": "on"}, "Wer angehört oder unterrichtet wird, entscheidet nicht."),
        ({"role": "notice", "lead": "on"}, "Federführend ist ein Gremium, das berät."),
    ],
)
def test_stage_that_cannot_be_is_refused_in_words(cast, client, fields, sentence):
    paper = factories.paper()
    client.force_login(cast.clerk)

    answer = client.post(reverse("paper-way", args=[paper.key]), form(cast.committee) | fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Consultation.objects.exists()


def test_bodies_of_other_towns_are_no_choice(cast, client):
    foreign = factories.organization(body=factories.body(home=False))
    client.force_login(cast.clerk)

    answer = client.post(reverse("paper-way", args=[factories.paper().key]), form(foreign))

    assert answer.status_code == 422


def test_pages_of_a_way_that_lay_it_out_are_for_chair_and_office(cast, client):
    rows = planned(cast)
    pages = {
        "way": reverse("paper-way", args=[rows[0].paper.key]),
        "typical": reverse("paper-way-typical", args=[rows[0].paper.key]),
        "edit": reverse("consultation", args=[rows[1].key]),
        "begin": reverse("hearing-begin", args=[rows[0].key]),
        "refer": reverse("paper-refer", args=[rows[0].paper.key]),
    }
    answers = {}
    for name in cast.people:
        client.force_login(cast.people[name])
        answers[name] = {client.get(page).status_code for page in pages.values()}

    assert answers == {name: {200} if name in WHO else {403} for name in cast.people}


def test_way_of_a_paper_somebody_may_not_read_is_not_found(cast, client):
    paper = factories.paper(audience="body", audience_organization=cast.committee)
    rows = planned(cast, paper)
    client.force_login(cast.chair)

    answers = [
        client.get(reverse("paper-way", args=[paper.key])).status_code,
        client.get(reverse("consultation", args=[rows[0].key])).status_code,
        client.post(reverse("consultation-remove", args=[rows[0].key])).status_code,
        client.get(reverse("hearing-statement", args=[rows[0].key])).status_code,
    ]

    assert answers == [404] * 4


def test_way_page_asks_as_much_for_nine_bodies_as_for_three(cast, client):
    paper = factories.paper()
    planned(cast, paper)
    client.force_login(cast.clerk)
    counts = []
    for more in (0, 6):
        stages = [Stage(factories.organization(), PREPARATION) for _ in range(more)]
        consultations.plan(paper, stages=stages, by=cast.clerk)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("paper-way", args=[paper.key]))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_waiving_is_asked_once_and_then_stands(cast, client):
    _, committee, _ = planned(cast)
    url = reverse("consultation-waive", args=[committee.key])
    client.force_login(cast.clerk)
    asked = client.get(url)
    before = again(committee).state

    client.post(url)
    second = client.post(url)

    assert "lässt sich nicht zurücknehmen" in asked.content.decode()
    assert (before, again(committee).state, second.status_code) == ("planned", "waived", 409)


# Too early


@pytest.mark.parametrize(
    ("hearing", "committee", "open_ones"),
    [
        ("planned", "planned", ["Ortsbeirat Mitte", "Ausschuss für Umwelt und Energie"]),
        ("scheduled", "treated", ["Ortsbeirat Mitte"]),
        ("expired", "scheduled", ["Ausschuss für Umwelt und Energie"]),
        ("treated", "waived", []),
        ("waived", "treated", []),
        ("expired", "treated", []),
    ],
)
def test_before_the_decision_all_others_are_treated_waived_or_expired(cast, hearing, committee, open_ones):
    rows = planned(cast)
    for row, state in zip(rows, (hearing, committee), strict=False):
        Consultation.objects.filter(pk=row.pk).update(state=state)

    found = consultations.unfinished_before(again(rows[2]))

    assert [row.organization.name for row in found] == open_ones
    assert consultations.unfinished_before(again(rows[0])) == []


def test_removed_consultation_holds_nothing_up(cast):
    hearing, committee, decision = planned(cast)
    consultations.remove(hearing, by=cast.clerk)
    consultations.waive(committee, by=cast.clerk)

    assert consultations.unfinished_before(again(decision)) == []


def test_silence_holds_up_where_the_rulebook_says_so(cast):
    hearing, committee, decision = planned(cast)
    Consultation.objects.filter(pk=hearing.pk).update(state=ConsultationState.EXPIRED)
    consultations.waive(committee, by=cast.clerk)
    rules.enact(
        "hearing.silence_is_no_objection", False, valid_from=timezone.localdate(), legal_basis="GO", by=cast.clerk
    )

    assert consultations.unfinished_before(again(decision)) == [hearing]


def test_early_decision_is_warned_of_on_agenda_and_paper_until_the_chair_gives_a_reason(cast, client):
    _, _, decision = planned(cast)
    meeting = coming(cast.assembly)
    consultations.place(decision.paper, meeting=meeting, part="I", number="I/1", by=cast.clerk)
    pages = [
        reverse("meeting-agenda", args=[meeting.key]),
        decision.paper.get_absolute_url(),
        meeting.get_absolute_url(),
    ]
    early = reverse("consultation-early", args=[decision.key])

    def words(page):
        return " ".join(client.get(page).content.decode().split())

    client.force_login(cast.clerk)
    warned = [("noch offen: Ortsbeirat Mitte (Anhörung)" in words(page), early in words(page)) for page in pages[:2]]
    at_item = "steht noch aus: Ortsbeirat Mitte (Anhörung), Ausschuss für Umwelt und Energie" in words(pages[2])
    refused = client.post(early, {"reason": "Es eilt."})
    client.force_login(cast.chair)
    linked = [early in words(page) for page in pages[:2]]
    empty = client.post(early, {"reason": " "})
    client.post(early, {"reason": "Die Förderfrist endet <b>morgen</b>."})

    assert (warned, at_item, refused.status_code) == ([(True, False)] * 2, True, 403)
    assert (linked, empty.status_code) == ([True, True], 422)
    assert "Der Vorsitz hat das begründet." in words(pages[0])
    client.logout()
    assert "Die Förderfrist endet &lt;b&gt;morgen&lt;/b&gt;." in words(decision.paper.get_absolute_url())
    made = EarlyDecision.objects.get()
    assert (made.consultation, made.made_by) == (decision, cast.chair)
    assert Entry.objects.get(verb="consultation.decided_early").numbers == {}


def test_residents_are_not_warned_on_the_meeting_page(cast, client):
    _, _, decision = planned(cast)
    meeting = coming(cast.assembly)
    consultations.place(decision.paper, meeting=meeting, by=cast.clerk)

    assert "steht noch aus" not in client.get(meeting.get_absolute_url()).content.decode()


def test_there_is_nothing_to_bring_forward_where_nothing_is_open(cast, client):
    hearing, committee, decision = planned(cast)
    for row in (hearing, committee):
        consultations.waive(row, by=cast.clerk)
    client.force_login(cast.chair)

    answers = [client.get(reverse("consultation-early", args=[row.key])).status_code for row in (decision, committee)]

    assert answers == [409, 409]
    with pytest.raises(WrongState, match="steht nichts mehr aus"):
        consultations.decide_early(decision, reason="x", by=cast.chair)


def test_strict_rulebook_keeps_it_off_the_agenda_until_the_chair_gives_a_reason(cast):
    _, _, decision = planned(cast)
    meeting = coming(cast.assembly)
    rules.enact(
        "consultation.before_the_others", "refuse", valid_from=timezone.localdate(), legal_basis="GO", by=cast.clerk
    )

    with pytest.raises(WrongState, match="stehen noch aus: Ortsbeirat Mitte, Ausschuss"):
        consultations.place(decision.paper, meeting=meeting, by=cast.clerk)
    assert meeting.items.count() == 0
    consultations.decide_early(decision, reason="Es eilt.", by=cast.chair)
    consultations.place(decision.paper, meeting=meeting, by=cast.clerk)

    assert again(decision).state == "scheduled"


# On agendas


def test_consultation_put_off_is_placed_again_instead_of_a_new_one(cast):
    _, committee, _ = planned(cast)
    first, second = coming(cast.committee), coming(cast.committee)
    item = consultations.place(committee.paper, meeting=first, by=cast.clerk)
    agenda.remove(item, by=cast.clerk)

    consultations.place(committee.paper, meeting=second, by=cast.clerk)

    assert [slot.item.meeting for slot in committee.slots.order_by("pk")] == [first, second]
    assert Consultation.objects.filter(paper=committee.paper).count() == 3


def test_body_without_anything_ahead_gets_a_consultation_of_its_usual_role(cast):
    paper = factories.paper()

    consultations.place(paper, meeting=coming(cast.district_council), by=cast.clerk)

    row = Consultation.objects.get(paper=paper)
    assert (row.organization, row.role, row.state) == (cast.district_council, HEARING, "scheduled")


def test_item_under_which_others_stand_or_that_holds_no_paper_is_not_taken_back(cast):
    meeting = coming(cast.committee)
    item = consultations.place(factories.paper(), meeting=meeting, by=cast.clerk)
    below = factories.item(meeting, parent=item)

    with pytest.raises(WrongState, match="Unter diesem Punkt stehen andere"):
        consultations.take_back(item, by=cast.clerk)
    with pytest.raises(WrongState, match="gehört keine Vorlage"):
        consultations.take_back(below, by=cast.clerk)

    assert meeting.items.filter(deleted_at=None).count() == 2


def test_paper_on_two_agendas_stays_on_one_when_it_is_taken_off_the_other(cast):
    paper = factories.paper()
    papers.refer(paper, to=cast.committee, by=cast.clerk)
    papers.refer(paper, to=factories.organization(), by=cast.clerk)
    rows = list(Consultation.objects.filter(paper=paper).order_by("pk"))
    items = [consultations.place(paper, meeting=coming(row.organization), by=cast.clerk) for row in rows]

    consultations.take_back(items[1], by=cast.clerk)

    assert Paper.objects.get(pk=paper.pk).state == "scheduled"
    assert [again(row).state for row in rows] == ["scheduled", "planned"]
