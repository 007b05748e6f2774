import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pypdf
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Q
from django.test import override_settings

from collaboration.demo import content, loader
from collaboration.demo.intake import accounts, following, talks
from collaboration.demo.intake.shelf import Shelf
from collaboration.models import Note, Subscription
from collaboration.views import desk
from council import audiences, journal
from council.models import AgendaItem, Body, District, Meeting, Membership, Organization, Person, User
from documents import vault
from documents.actions import papers
from documents.models import File, Inspection, Paper
from motions import slate
from motions.models import (
    Ballot,
    Election,
    Inquiry,
    JointDraft,
    Merging,
    Objection,
    OralQuestion,
    Petition,
    Petitioner,
    Programme,
    ProgrammeLink,
    Recommendation,
    ResolutionExtract,
    ResolutionTask,
    RollCall,
    SortitionProcess,
)
from motions.states import NOTICES, GoalState, TaskState
from tests.cast import NAMES

NOW = datetime(2026, 11, 26, 17, 20, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = NOW.date()
NOBODY = AnonymousUser()

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory):
    """The town, loaded once for all tests of this module and taken back afterwards."""
    data = tmp_path_factory.mktemp("town")
    places = {"VAULT_ROOT": data / "vault", "INDEX_ROOT": data / "index", "JOURNAL_WITNESS": data / "heads"}
    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEMO=True, PASSWORD_HASHERS=hasher, **places):
            assert loader.load(now=NOW) is True
        yield content.load(today=TODAY)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def the_towns_vault(town, settings, own_data, tmp_path_factory):
    settings.VAULT_ROOT = next(tmp_path_factory.getbasetemp().glob("town*")) / "vault"


def account(name):
    return User.objects.select_related("person").get(email=f"{name}@example.org")


def meeting(town, key):
    planned = town.meeting_by_key[key]
    return Meeting.objects.get(organization__name=_name(town, planned.body), date=planned.day)


def _name(town, body):
    return next(row.name for row in town.bodies if row.key == body)


def paper(town, key):
    return Paper.objects.get(name=town.paper_by_key[key].title)


def of_the_files():
    """The papers with a file of their own, without those that the demo people bring in by the acts of the house."""
    written = Q(proposal__isnull=False) | Q(district_proposal__isnull=False) | Q(panel_report__paper__state="collected")
    written |= Q(petition__isnull=False, petition__released_at=None) | Q(joint_draft__isnull=False)
    return Paper.objects.exclude(written | Q(paper_type__in=NOTICES, scratch__isnull=False))


def test_everything_in_the_files_is_there(town):
    panel_sessions = len(town.panel.sessions)

    counts = {
        model: model.objects.count()
        for model in (
            Organization,
            Person,
            Membership,
            District,
            Meeting,
            Inquiry,
            Note,
            SortitionProcess,
            Subscription,
        )
    } | {Paper: of_the_files().count()}

    assert counts == {
        Organization: len(town.bodies),
        Person: len(town.people),
        Membership: len(town.seats),
        District: 23,
        Meeting: len(town.meetings) + panel_sessions,
        Paper: len(town.papers) + len(town.inquiries),
        Inquiry: len(town.inquiries),
        Note: len(town.notes) + len(talks.read()["reply"]) + len(talks.read()["on_file"]),
        SortitionProcess: 1,
        Subscription: len(following.read()),
    }
    assert Body.objects.get(home=True).name == "Stadt Falkenbrück"


def test_papers_stand_where_the_files_say(town):
    things = (*town.papers, *town.inquiries)

    kept = {row.name: (row.state, row.reference) for row in of_the_files()}

    assert kept == {thing.title: (thing.state, thing.reference or None) for thing in things}


def test_what_is_being_written_stands_in_many_states(town):
    rows = Paper.objects.exclude(pk__in=of_the_files().values("pk")).order_by("name")

    assert {row.name: (row.get_paper_type_display(), row.get_state_display()) for row in rows} == {
        "Baustellen in den Sommerferien": ("Mitteilung", "Entwurf"),
        "Ein Jahr danach: zweites Gutachten des Bürgerrats „Innenstadt von morgen“": ("Bürgergutachten", "gesammelt"),
        "Eingabe vom 16. November 2026": ("Eingabe", "Eingang bestätigt"),
        "Eingabe vom 19. Oktober 2026": ("Eingabe", "unzulässig"),
        "Eingabe vom 26. November 2026": ("Eingabe", "eingereicht"),
        "Eingabe vom 5. Oktober 2026": ("Eingabe", "Stellungnahme erbeten"),
        "Einwohnerfragestunde auch in den Ausschüssen": ("Magistratsvorlage", "in Mitzeichnung"),
        "Grundhafte Erneuerung der Mühlenstraße zwischen Markt und Stadtgraben": (
            "Magistratsvorlage",
            "beim Magistrat",
        ),
        "Sitzbänke am Treidelpfad": ("Vorschlag des Ortsbeirats", "eingereicht"),
        "Trinkwasserbrunnen auf den Plätzen der Innenstadt": ("Antrag", "Entwurf"),
    }


def test_a_draft_is_written_together_by_the_faction_of_councillor_and_colleague(town):
    standings = {name: audiences.standing_of(account(name), on=TODAY) for name in NAMES}

    joint = JointDraft.objects.get()

    assert {name for name, who in standings.items() if JointDraft.objects.visible_for(who).exists()} == {
        "councillor",
        "colleague",
    }
    assert "was Wartung und regelmäßige Proben im Jahr kosten" in joint.paper.scratch.content["resolution"]
    assert "Älteren, Kindern" in joint.paper.scratch.content["reasons"]


def test_the_next_number_follows_the_last(town):
    given = Paper.objects.filter(reference__startswith="101.20.").exclude(reference__contains="/")
    last = max(int(reference[7:]) for reference in given.values_list("reference", flat=True))

    with journal.acting():
        following = papers.next_reference(Body.objects.get(home=True), on=TODAY, series=101)

    assert following == f"101.20.{last + 1}"


def test_a_second_load_leaves_everything_alone(town):
    before = journal.head_number()

    again = loader.load(now=NOW + timedelta(days=1))

    assert again is False
    assert journal.head_number() == before


def test_the_journal_is_sound(town, settings, tmp_path):
    settings.JOURNAL_WITNESS = tmp_path / "none"

    assert journal.verify() == []


# The demo people


@pytest.mark.parametrize(
    ("name", "rights"),
    [
        ("clerk", {"clerk"}),
        ("deputy", {"clerk"}),
        ("chair", {"member", "chair"}),
        ("councillor", {"member"}),
        ("colleague", {"member"}),
        ("rival", {"member"}),
        ("mayor", {"executive", "office"}),
        ("officer", {"office"}),
        ("district", set()),
        ("moderator", {"moderator"}),
        ("citizen", set()),
    ],
)
def test_every_demo_person_may_sign_in_and_has_the_rights_of_the_office(town, name, rights):
    user = account(name)
    standing = audiences.standing_of(user, on=TODAY)

    assert user.check_password("demo-demo-demo")
    assert EmailAddress.objects.get(user=user).verified
    assert EmailAddress.objects.get(user=user).primary
    flags = ("member", "executive", "office", "clerk", "moderator", "chair")
    assert {flag for flag in flags if getattr(standing, flag)} == rights


def test_no_account_is_opened_outside_the_demo(town):
    shelf = Shelf(town=town, now=NOW, body=Body.objects.get(home=True))

    with override_settings(DEMO=False), pytest.raises(ImproperlyConfigured, match="nur in der Demo"):
        accounts.take_in(shelf)


# Meetings


def test_a_meeting_is_running_with_an_item_called(town):
    running = Meeting.objects.get(state="running")
    items = list(running.items.filter(parent=None).order_by("order").values_list("number", "state")[:3])

    assert running == meeting(town, "stavo heute")
    assert running.starts_at == datetime(2026, 11, 26, 16, 45, tzinfo=ZoneInfo("Europe/Berlin"))
    assert items == [("I/1", "closed"), ("I/2", "called"), ("I/3", "open")]
    assert str(running.quorum_findings.get()) == "65 von 71 anwesend: beschlussfähig"


def test_today_somebody_was_elected_and_names_were_called(town):
    election, roll_call = Election.objects.get(), RollCall.objects.get()
    rounds = election.rounds.order_by("number").values_list("step", flat=True)

    assert (election.state, list(rounds)) == ("decided", ["next_ballot", "elected"])
    assert (str(roll_call.ballots.get()), roll_call.votes.count()) == ("53 Ja, 6 Nein, 6 Enthaltungen", 65)


def test_yesterday_is_closed_and_several_are_invited(town):
    assert meeting(town, "finanzen gestern").state == "closed"
    assert Meeting.objects.filter(state="invited", date__gt=TODAY).count() >= 3
    assert Meeting.objects.filter(state="agenda_open", date__gt=TODAY).count() >= 2
    assert set(Meeting.objects.filter(date__lt=TODAY).values_list("state", flat=True)) == {"closed", "cancelled"}


def test_results_say_how_the_factions_voted(town):
    item = AgendaItem.objects.get(meeting=meeting(town, "stavo -5"), name=town.paper_by_key["freibad"].title)

    assert item.result == "adopted_amended"
    assert item.result_text == "in geänderter Fassung angenommen (55 Ja, 8 Nein, 6 Enthaltungen)"
    ballot = Ballot.objects.get(item=item)
    assert [(vote.organization.short_name, vote.heads) for vote in ballot.by_faction.order_by("order")] == [
        ("Grüne Stadt", "18 Ja, 1 abwesend"),
        ("Sozialer Aufbruch", "17 Ja"),
        ("Bürgerunion", "11 Ja, 2 Nein, 1 Enthaltung"),
        ("Solidarische Stadt", "6 Nein, 1 Enthaltung, 1 abwesend"),
        ("Bürgerliste", "7 Ja"),
        ("Freie Mitte", "2 Ja, 4 Enthaltungen"),
    ]
    assert (ballot.paper, str(ballot)) == (paper(town, "freibad"), "55 Ja, 8 Nein, 6 Enthaltungen")


def test_three_amendments_wait_for_the_vote_of_today(town):
    main = paper(town, "radweg-hafenstrasse")
    standing = slate.of(main, base=slate.base_of(main))

    assert [one.label for one in standing.open] == ["Ä1", "Ä3", "Ä2"]
    assert {standing.told(one) for one in standing.collisions} == {
        "Ä1 und Ä2 ändern beide Punkt 3.",
        "Ä2 und Ä3 ändern beide Punkt 2.",
    }


@pytest.mark.parametrize(
    ("key", "words"),
    [("parkgebuehren", "Die ersten zwanzig Minuten sind"), ("tempo-30-bahnhofstrasse", "von 22 bis 6 Uhr")],
)
def test_texts_changed_by_amendments_say_through_which(town, key, words):
    merging = Merging.objects.get(version__paper=paper(town, key))

    assert (words in merging.version.text, words in merging.base.text) == (True, False)
    assert [(row.amendment.label, row.block) for row in merging.origins.all()] == [("Ä1", 3)]


def test_a_paper_goes_through_the_bodies_in_order(town):
    rows = paper(town, "radweg-hafenstrasse").consultations.order_by("order")

    assert [(row.organization.label, row.role, row.state) for row in rows] == [
        ("Ortsbeirat Hafenviertel", "hearing", "treated"),
        ("Behindertenbeirat", "hearing", "treated"),
        ("Mobilitätsausschuss", "preparation", "treated"),
        ("StaVo", "decision", "scheduled"),
    ]
    assert [slot.item.result for slot in rows[2].slots.order_by("item__meeting__date")] == ["postponed", "adopted"]


def test_papers_stand_everywhere_on_their_way(town):
    def way(key):
        rows = paper(town, key).consultations.order_by("order")
        return [(row.organization.label, row.state, hasattr(row, "statement"), row.lead) for row in rows]

    assert way("quartiersgarage") == [
        ("Ortsbeirat Hafenviertel", "planned", False, False),
        ("Behindertenbeirat", "treated", True, False),
        ("Mobilitätsausschuss", "planned", False, True),
        ("StaVo", "planned", False, False),
    ]
    assert way("schottergaerten") == [
        ("Ortsbeirat Weststadt", "expired", False, False),
        ("Umweltausschuss", "planned", False, True),
        ("StaVo", "planned", False, False),
    ]
    twice = paper(town, "skatepark").consultations.get(organization__short_name="Bildungsausschuss")
    assert [slot.item.result for slot in twice.slots.order_by("item__meeting__date")] == ["postponed", "postponed"]


def test_hearing_of_the_district_ends_within_a_week(town):
    row = paper(town, "quartiersgarage").consultations.get(organization__name="Ortsbeirat Hafenviertel")

    assert 0 <= (row.due_on - TODAY).days <= 7
    assert row.referral.referred_on == row.opened_on


# What is closed


def test_closed_items_and_papers_are_for_their_body(town):
    item = AgendaItem.objects.get(
        name=town.paper_by_key["grundstueck-hafen"].title, meeting=meeting(town, "stavo heute")
    )
    closed = paper(town, "grundstueck-hafen")
    readers = {
        name
        for name in ("clerk", "chair", "councillor", "rival", "mayor", "officer", "district", "moderator", "citizen")
        if Paper.objects.visible_to(account(name)).filter(pk=closed.pk).exists()
        and AgendaItem.objects.visible_to(account(name)).filter(pk=item.pk).exists()
    }

    assert readers == {"clerk", "chair", "councillor", "rival", "mayor"}
    assert not Paper.objects.visible_to(NOBODY).filter(pk=closed.pk).exists()
    assert not AgendaItem.objects.visible_to(NOBODY).filter(pk=item.pk).exists()


def test_everyone_reads_what_was_admitted_and_is_not_closed(town):
    expected = {
        thing.title
        for thing in (*town.papers, *town.inquiries)
        if thing.admitted and getattr(thing, "audience", "public") == "public"
    }

    assert set(Paper.objects.visible_to(NOBODY).values_list("name", flat=True)) == expected


def test_a_faction_draft_is_read_by_the_faction_alone(town):
    draft = paper(town, "bluehstreifen")
    names = ("clerk", "chair", "councillor", "colleague", "rival", "mayor", "citizen")

    readers = {name for name in names if Paper.objects.visible_to(account(name)).filter(pk=draft.pk).exists()}

    assert readers == {"councillor", "colleague"}


def test_notes_are_read_in_their_circles(town):
    names = ("councillor", "colleague", "rival", "clerk", "officer", "district", "citizen")
    on_the_cycle_path = Note.objects.filter(paper=paper(town, "radweg-hafenstrasse"), file=None)
    circles = {
        name: sorted(on_the_cycle_path.visible_to(account(name)).values_list("audience", "owner__email"))
        for name in names
    }
    public = [("public", "citizen@example.org"), ("public", "district@example.org")]
    council = ("council", "officer@example.org")
    ours = [("faction", "colleague@example.org"), ("faction", "councillor@example.org")]

    assert circles == {
        "councillor": sorted([council, *ours, ("private", "councillor@example.org"), *public]),
        "colleague": sorted([council, *ours, *public]),
        "rival": sorted([council, ("faction", "rival@example.org"), *public]),
        "clerk": sorted([council, *public]),
        "officer": sorted([council, *public]),
        "district": public,
        "citizen": public,
    }


def test_the_closed_dispute_is_for_its_committee(town):
    closed = paper(town, "rechtsstreit-theater")

    readers = {
        name
        for name in ("clerk", "councillor", "colleague", "rival", "mayor", "citizen")
        if Paper.objects.visible_to(account(name)).filter(pk=closed.pk).exists()
    }

    members = {seat.person for seat in town.members("recht", on=TODAY)}
    seated = {row.name for row in town.accounts if row.person in members}
    assert readers == {"clerk", "mayor"} | (seated & {"councillor", "colleague", "rival"})


# Inquiries


def test_inquiries_say_what_is_outstanding(town):
    kept = Inquiry.objects.select_related("paper").prefetch_related("questions")
    outstanding = {inquiry.paper.name for inquiry in kept if inquiry.written_answer_outstanding}
    overall = {inquiry.paper.name: inquiry.overall for inquiry in kept}

    titles = {inquiry.key: inquiry.title for inquiry in town.inquiries}
    assert titles["onlineantraege"] in outstanding
    assert overall[titles["radabstellanlagen"]] == "answered"
    assert overall[titles["schulcontainer"]] == "partial"
    assert overall[titles["krankenstand"]] == "answered"
    assert overall[titles["strassenbaeume"]] == "unanswered"


def test_an_inquiry_answered_both_ways_has_both_answers(town):
    title = next(inquiry.title for inquiry in town.inquiries if inquiry.key == "theaterkosten")
    inquiry = Inquiry.objects.get(paper__name=title)

    answers = [(answer.mode, answer.passages.count()) for answer in inquiry.answers.order_by("pk")]

    assert answers == [("oral", 1), ("written", 1)]


# PDFs


def test_every_admitted_paper_has_its_pdf_in_the_vault(town):
    without = [
        row.name
        for row in Paper.objects.exclude(reference=None).exclude(paper_type="inquiry").exclude(versions=None)
        if not row.files.filter(role="main").exists()
    ]
    damaged = [file.name for file in File.objects.exclude(sha512="") if not vault.exists(file.sha512)]

    assert without == []
    assert damaged == []
    assert File.objects.filter(role="invitation").count() >= 6
    printed = [minutes for minutes in town.minutes if minutes.status == "final"]
    assert File.objects.filter(role="results_protocol", minutes=None).count() == len(printed)
    assert File.objects.filter(role="results_protocol").exclude(minutes=None).count() >= 1


def test_a_printed_paper_says_what_the_page_says(town):
    cycle_path = paper(town, "radweg-hafenstrasse")
    file = cycle_path.files.get(role="main")

    with vault.open(file.sha512) as stored:
        pdf = pypdf.PdfReader(io.BytesIO(stored.read()))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    assert pdf.metadata.title == cycle_path.name
    assert f"Nr. {cycle_path.reference}" in words
    assert "In den letzten fünf Jahren hat die Polizei auf diesem Abschnitt 47 Unfälle" in words


def test_invitations_do_not_name_closed_items(town):
    file = File.objects.get(meeting_files__meeting=meeting(town, "stavo heute"), role="invitation")

    with vault.open(file.sha512) as stored:
        words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(stored.read())).pages)

    assert "Geschützter Radweg" in words
    assert "Lahre Bau Genossenschaft" not in words


def test_question_time_petitions_and_reports_stand_in_many_states(town):
    questions = OralQuestion.objects.order_by("paper__name").values_list("paper__state", flat=True)
    answers = Recommendation.objects.order_by("report__paper__date", "number").values_list("state", flat=True)

    assert sorted(set(questions)) == ["admitted", "answered_oral", "answered_written", "submitted", "written_owed"]
    assert OralQuestion.objects.overdue(on=TODAY).count() == 1
    assert set(answers) == {"under_review", "accepted", "partly_accepted", "rejected", "implemented"}
    assert Recommendation.objects.owed().filter(due__lt=TODAY).count() == 2
    assert Petition.objects.owed_by_executive().filter(statement_due__lt=TODAY).count() == 1
    assert Petitioner.objects.filter(account=account("citizen")).count() == 1


def test_released_petitions_name_nobody(town):
    rows = Petitioner.objects.filter(petition__released_at__isnull=False).select_related("petition__paper")

    for row in rows:
        paper = row.petition.paper
        said = " ".join([paper.name, *paper.versions.values_list("text", flat=True)])
        assert [word for word in (row.name, row.address.splitlines()[0]) if word in said] == []
    assert len(rows) == 2


# Programmes and districts


def test_coalitions_programme_shows_goals_in_every_state(town):
    programme = Programme.objects.get()
    goals = programme.items.filter(kind="goal")

    assert {kind: programme.items.filter(kind=kind).count() for kind in ("overview", "manifesto", "goal")} == {
        "overview": 10,
        "manifesto": 7,
        "goal": 11,
    }
    assert set(goals.values_list("state", flat=True)) == set(GoalState.values)
    assert set(ProgrammeLink.objects.values_list("state", flat=True)) == {"suggested", "confirmed"}
    assert goals.filter(papers=None).count() == 1
    assert [goal.number for goal in goals if goal.is_overdue(on=TODAY)] == [5]
    assert Programme.objects.visible_to(NOBODY).count() == 1


def test_papers_and_inquiries_concern_the_districts_their_files_name(town):
    names = {district.key: district.name for district in town.districts}

    written = {thing.title: {names[key] for key in thing.districts} for thing in (*town.papers, *town.inquiries)}
    rows = Paper.objects.filter(name__in=written).prefetch_related("districts")

    assert {row.name: {known.name for known in row.districts.all()} for row in rows} == written


def test_what_the_assembly_resolved_is_extracted_followed_and_in_one_case_objected_to(town):
    extracts, tasks = ResolutionExtract.objects.all(), ResolutionTask.objects.all()
    objection = Objection.objects.get()

    assert extracts.filter(file=None).count() == 0
    assert extracts.values_list("number", flat=True).distinct().count() == extracts.count() > 20
    assert set(tasks.values_list("state", flat=True)) == set(TaskState.values)
    assert tasks.overdue(on=TODAY).count() == 1
    assert set(tasks.values_list("paper__state", flat=True)) == {"in_implementation"}
    assert (objection.paper.state, objection.outcome, objection.raised_by.email) == (
        "suspended",
        "",
        "mayor@example.org",
    )


def test_a_file_with_words_under_its_bars_waits_for_the_second_person_of_the_office(town):
    inspection = Inspection.objects.get()
    waiting = {
        name: list(desk._presented(audiences.standing_of(account(name)))) for name in ("clerk", "deputy", "chair")
    }

    assert (inspection.outcome, inspection.proposed_by, inspection.opened_at) == ("grave", account("clerk"), None)
    found = inspection.findings.order_by("pk").values_list("kind", "text")
    assert [(kind, text.replace(" ", "")) for kind, text in found] == [
        ("covered", "96,00Euro"),
        ("covered", "1.766.400Euro"),
        ("covered", "1.590.000Euro"),
    ]
    assert waiting == {"clerk": [], "deputy": [inspection], "chair": []}
    assert inspection.file not in File.objects.visible_to(NOBODY)
