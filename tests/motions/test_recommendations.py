"""Citizens' reports: collected, moderated, adopted, presented, handed over, and every recommendation answered."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import journal, life
from council.actions import rules
from council.life import Stale, WrongState
from council.lives import LIVES
from council.may import Denied
from council.models import Entry
from council.states import BodyKind
from documents.models import Paper
from motions.actions import recommendations
from motions.actions.recommendations import Wish
from motions.models import PanelReport, Recommendation
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 15)
OFFICE = {"clerk", "deputy"}
TEAM = OFFICE | {"facilitator"}
WISHES = ("Die Innenstadt braucht Bänke.", "Der Marktplatz braucht Schatten.")


@pytest.fixture
def town(cast):
    """The cast, with a panel of three: who moderates it, a member, and a member of another panel."""
    panel = factories.organization(BodyKind.PANEL, name="Bürgerrat Innenstadt")
    other = factories.organization(BodyKind.PANEL, name="Bürgerrat Klima")
    for name, body, role in (
        ("facilitator", panel, "Moderation"),
        ("drawn", panel, "Mitglied"),
        ("stranger", other, "Moderation"),
    ):
        person = factories.person(name=name.title())
        factories.membership(person, body, role=role)
        cast.people[name] = factories.user(name, person=person)
    cast.panel = panel
    return cast


def everybody(town):
    return dict(town.people)


def begun(town, *, wishes=WISHES, name="Bürgergutachten Innenstadt"):
    report = recommendations.begin(
        panel=town.panel, name=name, introduction="Wir sind 28 Menschen.", by=town.people["facilitator"]
    )
    for text in wishes:
        recommendations.add(report, wish=Wish(text, consent="im Konsens"), by=town.people["facilitator"])
    return report


def moderated(town, **fields):
    return recommendations.moderate(begun(town, **fields), by=town.people["facilitator"])


def adopted(town, **fields):
    return recommendations.adopt(moderated(town, **fields), on=DAY, by=town.people["facilitator"])


def presented(town, **fields):
    return recommendations.present(adopted(town, **fields), on=DAY, by=town.people["facilitator"])


def handed_over(town, *, on=DAY, **fields):
    return recommendations.hand_over(presented(town, **fields), on=on, by=town.clerk)


def first(report) -> Recommendation:
    return Recommendation.objects.select_related("report__paper", "report__panel").get(report=report, number=1)


def answered(town, *, state="accepted", text="Kommt im Herbst."):
    return recommendations.answer(first(handed_over(town)), state=state, text=text, on=DAY, by=town.mayor)


def state(report) -> str:
    return Paper.objects.get(pk=report.pk).state


def readers(town, report) -> set[str]:
    found = {
        name for name, user in everybody(town).items() if PanelReport.objects.visible_to(user).filter(pk=report.pk)
    }
    return found | ({"nobody"} if PanelReport.objects.visible_to(None).filter(pk=report.pk) else set())


def browser(user=None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def test_report_is_read_by_its_panel_and_the_office_until_it_is_presented(town):
    report = adopted(town)
    before = readers(town, report)
    recommendations.present(report, on=DAY, by=town.people["facilitator"])

    assert before == OFFICE | {"facilitator", "drawn"}
    assert readers(town, report) == {*town.people, "nobody"}


STEPS = {
    "begin": (
        lambda town, none, by: recommendations.begin(panel=town.panel, name="x", introduction="", by=by),
        lambda town: None,
        TEAM,
    ),
    "revise": (
        lambda town, report, by: recommendations.revise(report, name="x", introduction="", by=by),
        begun,
        TEAM,
    ),
    "add": (lambda town, report, by: recommendations.add(report, wish=Wish("x"), by=by), begun, TEAM),
    "change": (
        lambda town, report, by: recommendations.change(first(report), wish=Wish("x"), by=by),
        begun,
        TEAM,
    ),
    "remove": (lambda town, report, by: recommendations.remove(first(report), by=by), begun, TEAM),
    "moderate": (lambda town, report, by: recommendations.moderate(report, by=by), begun, TEAM),
    "collect": (lambda town, report, by: recommendations.collect_further(report, by=by), moderated, TEAM),
    "adopt": (lambda town, report, by: recommendations.adopt(report, on=DAY, by=by), moderated, TEAM),
    "present": (lambda town, report, by: recommendations.present(report, on=DAY, by=by), adopted, TEAM),
    "hand over": (lambda town, report, by: recommendations.hand_over(report, on=DAY, by=by), presented, OFFICE),
    "answer": (
        lambda town, report, by: recommendations.answer(first(report), state="accepted", text="x", on=DAY, by=by),
        handed_over,
        OFFICE | {"mayor"},
    ),
    "implement": (
        lambda town, wish, by: recommendations.implement(wish, outcome="x", on=DAY, by=by),
        answered,
        OFFICE | {"mayor"},
    ),
    "reconsider": (lambda town, wish, by: recommendations.reconsider(wish, by=by), answered, OFFICE | {"mayor"}),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_by_the_right_people_alone(town, step):
    act, begin, able = STEPS[step]
    thing = begin(town)
    head = journal.head_number()

    for name in sorted(set(town.people) - able):
        with pytest.raises(Denied):
            act(town, thing, town.people[name])
        assert journal.head_number() == head, name
    act(town, thing, town.people[sorted(able)[0]])

    assert journal.head_number() > head


def test_answers_are_due_six_months_after_the_handing_over(town):
    report = handed_over(town, on=date(2026, 8, 31))

    assert report.feedback_due == date(2027, 3, 1)  # 28 February is a Sunday
    assert set(report.recommendations.values_list("due", flat=True)) == {date(2027, 3, 1)}


def test_months_of_feedback_follow_the_rulebook(town):
    rules.enact("panel.feedback_months", value=3, valid_from=DAY, legal_basis="Beschluss", by=town.clerk)

    assert handed_over(town).feedback_due == date(2026, 9, 15)


def test_report_handed_over_has_a_number_and_the_words_the_panel_adopted(town):
    report = handed_over(town)
    paper = Paper.objects.get(pk=report.pk)

    assert (paper.reference, paper.date, paper.audience, paper.state) == ("101.20.1", DAY, "public", "handed_over")
    assert paper.versions.get().text == (
        "Wir sind 28 Menschen.\n\n## Empfehlungen\n\n"
        "1. Die Innenstadt braucht Bänke.\n\n2. Der Marktplatz braucht Schatten."
    )


def test_report_without_recommendations_is_neither_moderated_nor_adopted(town):
    report = begun(town, wishes=())

    with pytest.raises(WrongState, match="noch keine Empfehlung"):
        recommendations.moderate(report, by=town.clerk)

    assert state(report) == "collected"


def test_panel_that_votes_no_has_not_adopted(town):
    report = moderated(town)
    with pytest.raises(WrongState, match="nicht angenommen"):
        recommendations.adopt(report, on=DAY, yes=10, no=10, abstain=8, by=town.clerk)

    report = recommendations.adopt(report, on=DAY, yes=11, no=10, abstain=7, by=town.clerk)

    assert (state(report), report.votes_yes) == ("panel_adopted", 11)


def test_adopted_words_stand_fast(town):
    report = adopted(town)

    for act in (
        lambda: recommendations.add(report, wish=Wish("x"), by=town.clerk),
        lambda: recommendations.change(first(report), wish=Wish("x"), by=town.clerk),
        lambda: recommendations.remove(first(report), by=town.clerk),
        lambda: recommendations.revise(report, name="x", introduction="", by=town.clerk),
    ):
        with pytest.raises(WrongState, match="sein Wortlaut steht fest"):
            act()

    assert list(report.recommendations.order_by("number").values_list("text", flat=True)) == list(WISHES)


def test_recommendations_move_up_where_one_is_taken_out(town):
    report = begun(town, wishes=("eins", "zwei", "drei"))

    recommendations.remove(first(report), by=town.clerk)

    assert list(report.recommendations.order_by("number").values_list("number", "text")) == [(1, "zwei"), (2, "drei")]


def test_old_form_is_refused(town):
    report = begun(town)
    wish = first(report)
    recommendations.change(wish, wish=Wish("Neu"), by=town.clerk)

    with pytest.raises(Stale):
        recommendations.change(wish, wish=Wish("Alt"), version=wish.version, by=town.clerk)

    assert first(report).text == "Neu"


def test_rejection_needs_a_reason(town):
    report = handed_over(town)
    with pytest.raises(WrongState, match="gehört der Grund dazu"):
        recommendations.answer(first(report), state="rejected", text=" ", on=DAY, by=town.mayor)

    wish = recommendations.answer(first(report), state="rejected", text="Zu teuer.", on=DAY, by=town.mayor)

    assert (wish.state, wish.answer) == ("rejected", "Zu teuer.")


@pytest.mark.parametrize(
    "wrong", [{"state": "rejected", "answered_on": DAY}, {"state": "accepted"}, {"answered_on": DAY}]
)
def test_half_an_answer_cannot_be_stored(town, wrong):
    report = handed_over(town)

    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(report=report).update(**wrong)


def test_nothing_is_answered_before_the_report_is_handed_over(town):
    with pytest.raises(WrongState, match="noch nicht übergeben"):
        recommendations.answer(first(presented(town)), state="accepted", text="Ja", on=DAY, by=town.mayor)


def test_life_of_a_recommendation_is_walked_from_answer_to_outcome_and_back(town):
    wish = answered(town, state="partly_accepted", text="Zum Teil.")
    wish = recommendations.implement(wish, outcome="Vier Bänke stehen.", on=DAY, by=town.mayor)
    done = (wish.state, wish.outcome, wish.implemented_on)
    wish = recommendations.reconsider(wish, by=town.mayor)

    assert done == ("implemented", "Vier Bänke stehen.", DAY)
    assert (wish.state, wish.answer, wish.outcome, wish.answered_on) == ("under_review", "", "", None)
    assert journal.verify() == []


def test_steps_of_a_recommendation_are_those_of_the_table(town):
    wish = first(handed_over(town))
    known = next(one for one in LIVES if one.name == "recommendation")

    able = {state: {step for step in known.steps if life.can(_in(wish, state), step)} for state in known.states}

    assert able == {
        "under_review": {"accept", "accept_partly", "reject"},
        "accepted": {"implement", "reconsider"},
        "partly_accepted": {"implement", "reconsider"},
        "rejected": {"reconsider"},
        "implemented": {"reconsider"},
    }


def _in(wish, state):
    wish.state = state
    return wish


def test_answer_is_overdue_on_the_day_after_its_due_day(town):
    wish = first(handed_over(town))

    assert [wish.is_overdue(on=day) for day in (date(2026, 12, 15), date(2026, 12, 16))] == [False, True]


def test_journal_of_a_report_holds_no_words(town):
    answered(town, text="Geheimwort")

    said = " ".join(str(entry.numbers) for entry in Entry.objects.all())

    assert [word for word in ("Bänke", "Geheimwort", "28") if word in said] == []


# Through the pages


def test_report_goes_from_collecting_to_the_last_answer_through_the_pages(town):
    team, clerk, mayor, nobody = (
        browser(town.people["facilitator"]),
        browser(town.clerk),
        browser(town.mayor),
        browser(),
    )
    body = team.get(town.panel.get_absolute_url()).content.decode()
    team.post(reverse("panel-report-new"), {"panel": town.panel.key, "name": "Gutachten", "introduction": "Wir."})
    report = PanelReport.objects.select_related("paper").get()
    key = report.paper.key

    def at(name, *numbers):
        return reverse(name, args=[key, *numbers])

    for text in (*WISHES, "Doppelt."):
        team.post(at("recommendation-new"), {"text": text, "addressee": "Magistrat", "consent": "26 Ja"})
    team.post(at("recommendation-edit", 2), {"text": "Der Markt braucht Schatten.", "addressee": "Magistrat"})
    team.post(at("recommendation-remove", 3))
    team.post(at("panel-report-moderate"))
    team.post(at("panel-report-adopt"), {"on": "2026-06-01", "yes": "26", "no": "1", "abstain": "1"})
    hidden = nobody.get(report.paper.get_absolute_url()).status_code
    team.post(at("panel-report-present"), {"on": "2026-06-02"})
    refused = team.post(at("panel-report-hand-over"), {"on": "2026-06-03"}).status_code
    clerk.post(at("panel-report-hand-over"), {"on": "2026-06-03"})
    desk = mayor.get(reverse("desk")).content.decode()
    wrong = mayor.post(at("recommendation-answer", 1), {"state": "rejected", "text": ""}).status_code
    mayor.post(at("recommendation-answer", 1), {"state": "accepted", "text": "Zwölf Bänke."})
    mayor.post(at("recommendation-answer", 2), {"state": "rejected", "text": "Der Marktplatz ist ein Denkmal."})
    mayor.post(at("recommendation-implement", 1), {"on": "2026-07-01", "outcome": "Sie stehen."})
    page = nobody.get(report.paper.get_absolute_url()).content.decode()
    public = nobody.get(town.panel.get_absolute_url()).content.decode()

    assert "Gutachten beginnen" in body
    assert (hidden, refused, wrong) == (404, 403, 422)
    assert WISHES[0] in desk
    assert list(report.recommendations.order_by("number").values_list("state", flat=True)) == [
        "implemented",
        "rejected",
    ]
    for words in ("Zwölf Bänke.", "Der Marktplatz ist ein Denkmal.", "Sie stehen.", "26 Ja"):
        assert [words in page, words in public] == [True, True], words


def test_overdue_answers_are_marked_on_the_paper_and_on_the_panels_page(town):
    report = handed_over(town, on=timezone.localdate() - timedelta(days=400))

    pages = [
        browser().get(address).content.decode()
        for address in (report.paper.get_absolute_url(), town.panel.get_absolute_url())
    ]

    assert [page.count("überfällig") >= 2 for page in pages] == [True, True]


def test_report_in_the_making_is_on_no_page_of_others(town):
    report = begun(town, name="Geheimgutachten", wishes=("Geheimwunsch",))
    addresses = [town.panel.get_absolute_url(), reverse("papers"), reverse("desk")]

    for name in ("stranger", "citizen", "rival", "mayor"):
        client = browser(town.people[name])
        said = "".join(client.get(address).content.decode() for address in addresses)
        codes = [
            client.get(address).status_code for address in (report.get_absolute_url(), report.paper.get_absolute_url())
        ]
        assert ("Geheim" in said, codes) == (False, [404, 404]), name
    assert "Geheimwunsch" in browser(town.people["drawn"]).get(town.panel.get_absolute_url()).content.decode()


def test_other_panels_team_is_refused_and_a_member_too(town):
    report = begun(town)
    address = reverse("recommendation-new", args=[report.paper.key])

    assert browser(town.people["drawn"]).post(address, {"text": "x", "addressee": "y"}).status_code == 403
    assert browser(town.people["stranger"]).post(address, {"text": "x", "addressee": "y"}).status_code == 404
    assert browser(town.people["drawn"]).get(reverse("panel-report-new")).status_code == 403


HOSTILE = {
    "script": ("<script>alert(1)</script>", 303),
    "bidi": ("Bank \u202e umgedreht", 303),
    "nul": ("Bank\x00", 422),
    "long": ("x" * 200_000, 422),
    "blank": ("  ", 422),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_recommendation_is_kept_as_text_or_refused(town, hostile):
    text, status = HOSTILE[hostile]
    report = begun(town, wishes=())
    client = browser(town.people["facilitator"])

    answer = client.post(reverse("recommendation-new", args=[report.paper.key]), {"text": text, "addressee": "M"})

    assert (answer.status_code, Recommendation.objects.count()) == (status, status == 303)
    assert "<script>alert(1)" not in client.get(report.get_absolute_url()).content.decode()


def test_pages_cost_the_same_however_many_recommendations_there_are(town):
    costs = []
    for number in (1, 3):
        report = handed_over(town, wishes=[f"Wunsch {index}" for index in range(number)])
        costs.append([_cost(client, address) for client, address in _pages(town, report)])
        report.recommendations.all().delete()

    assert costs[0] == costs[1]


def _pages(town, report):
    addresses = (report.paper.get_absolute_url(), town.panel.get_absolute_url(), reverse("desk"))
    return [(browser(town.mayor), address) for address in addresses]


def _cost(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert "Wunsch 0" in client.get(address).content.decode()
    return len(queries)
