"""The office takes a city over from a page: begin, stop, go on, settle, every night; nobody else does."""

import re
from collections import Counter
from datetime import time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import life
from council.models import Entry, Organization, Person
from documents.models import Paper
from motions import chores_imports
from motions.actions import import_rulings, imports
from motions.forms import sources as forms
from motions.importing.oparl import mirror, rulings, running, writing
from motions.importing.oparl.fetch import Fetcher
from motions.models import ImportRemark, ImportRuling, ImportRun, ImportSource
from tests import factories
from tests.motions.importing.oparl import server
from tests.motions.importing.oparl.following import HASTY
from tests.motions.importing.oparl.objects import made, origin
from tests.motions.importing.oparl.world import World

pytestmark = pytest.mark.django_db

FORM = {"body_name": "", "nightly_at": "02:30", "whole_every": "7"}
ODD = [
    "",
    "   ",
    "ftp://oparl.example.org/",
    "http://",
    "https://user:secret@oparl.example.org/",
    "http://[::1",
    "\u202eptth",
]


@pytest.fixture
def replay(settings):
    """A town on a server that the installation allows."""
    world = World(seed=11, papers=4)
    replay = world.replay()
    world.show(replay)
    with server.running(replay):
        settings.IMPORT_HOSTS = [replay.url.removeprefix("http://")]
        yield replay


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.clerk)
    return client


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def begin(client, replay, **fields):
    client.post("/imports/new/", FORM | {"address": replay.start()} | fields)
    return ImportRun.objects.order_by("pk").last()


def work(run, settings):
    run = ImportRun.objects.select_related("of", "by").get(pk=run.pk)
    through = Fetcher(run.source, limits=HASTY, sleep=lambda pause: None, trusted=settings.IMPORT_HOSTS)
    return running.work(run, through=through)


def addresses(run, remark):
    of = f"/imports/sources/{run.of.key}/"
    return ["/imports/new/", of, remark.get_absolute_url()], [
        f"{of}ask/",
        f"/imports/{run.key}/stop/",
        f"/imports/{run.key}/go-on/",
        f"/imports/{run.key}/accept/",
        f"{of}rulings/1/take-back/",
    ]


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["councillor", "chair", "mayor", "officer", "moderator", "citizen"])
def test_the_assembly_office_alone_takes_over(client, cast, name):
    of = imports.register("https://oparl.example.org/", body_name="", with_files=False, by=None)
    run = imports.ask(of, scope="whole", by=None)
    remark = ImportRemark.objects.create(run=run, sort="doubt", group="Text gekürzt", message="lang", identity="a" * 64)
    client.force_login(cast.people[name])
    shown, posted = addresses(run, remark)

    statuses = [client.get(url).status_code for url in shown] + [
        client.post(url).status_code for url in (*shown, *posted)
    ]

    assert set(statuses) == {403}
    assert (ImportSource.objects.count(), ImportRun.objects.get().state, ImportRuling.objects.count()) == (
        1,
        "waiting",
        0,
    )


# Beginning ------------------------------------------------------------------------------------------------------------


def test_a_city_is_taken_over_from_its_address(clerk, cast, replay, settings):
    run = begin(clerk, replay, nightly="on")
    waiting = words(clerk.get(run.get_absolute_url()))

    work(run, settings)
    done = words(clerk.get(run.get_absolute_url()))

    assert ("beginnt gleich" in waiting, "Anhalten" in waiting) == (True, True)
    assert "fertig" in done
    assert "Vorlagen 4 0 0 0 0" in done
    assert Paper.objects.exclude(origin=None).count() == 4
    of = ImportSource.objects.get()
    assert (of.nightly, of.with_files, of.by) == (True, False, cast.clerk)


@pytest.mark.parametrize("address", ODD)
def test_what_is_no_address_is_refused_with_a_sentence(clerk, address):
    answer = clerk.post("/imports/new/", FORM | {"address": address})

    sentence = forms.NO_ADDRESS if address.strip() else "Dieses Feld ist zwingend erforderlich."
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert ImportSource.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/system",
        "http://10.0.0.8/oparl",
        "http://169.254.169.254/",
        "http://[fc00::1]/",
        "http://no.such.invalid/",
    ],
)
def test_our_own_network_is_out_of_reach(clerk, settings, address):
    settings.IMPORT_HOSTS = []

    answer = clerk.post("/imports/new/", FORM | {"address": address})

    assert "im öffentlichen Netz nicht zu finden" in words(answer)
    assert ImportSource.objects.count() == 0


def test_only_listed_hosts_are_asked_where_there_is_a_list(clerk, replay):
    answer = clerk.post("/imports/new/", FORM | {"address": "https://elsewhere.example.org/system"})

    assert "Liste der erlaubten Quellen" in words(answer)


def test_a_second_run_of_a_source_waits_for_the_first(clerk, replay):
    run = begin(clerk, replay)

    answer = clerk.post(f"/imports/sources/{run.of.key}/ask/")

    assert (answer.status_code, ImportRun.objects.count()) == (409, 1)
    assert "läuft schon eine Übernahme" in words(answer)


# Stopping and going on ------------------------------------------------------------------------------------------------


def test_a_run_stops_and_goes_on_where_it_was(clerk, replay, settings, monkeypatch):
    run = begin(clerk, replay)
    monkeypatch.setattr(running, "_BEAT", 0.0)
    real = imports.note

    def pressed(*args, **kwargs):
        ImportRun.objects.filter(found__gte=10, attempts=1).update(stop_asked=True)
        return real(*args, **kwargs)

    monkeypatch.setattr(imports, "note", pressed)

    stopped = work(run, settings)
    shown = words(clerk.get(run.get_absolute_url()))
    clerk.post(f"/imports/{run.key}/go-on/")
    ImportRun.objects.update(attempts=1, found=0)
    monkeypatch.setattr(imports, "note", real)
    report = work(run, settings)

    run.refresh_from_db()
    pages = Counter(path for path in replay.requests if path not in ("/system", "/bodies"))
    assert (stopped, "angehalten" in shown, "Fortsetzen" in shown) == (None, True, True)
    assert (run.state, report.new["Paper"], ImportRun.objects.count()) == ("done", 4, 1)
    assert sorted(pages.values())[-2:] == [2, 3]  # counted once, read once, and one page again after the break


def test_a_run_that_has_not_begun_stops_at_once(clerk, replay):
    run = begin(clerk, replay)

    clerk.post(f"/imports/{run.key}/stop/")
    twice = clerk.post(f"/imports/{run.key}/stop/")

    assert (ImportRun.objects.get().state, twice.status_code) == ("stopped", 409)


def test_a_run_stopped_while_its_process_was_coming_up_stays_stopped(clerk, replay, settings):
    run = begin(clerk, replay)
    clerk.post(f"/imports/{run.key}/stop/")

    with pytest.raises(life.WrongState, match="läuft nicht mehr"):
        work(run, settings)

    run.refresh_from_db()
    assert (run.state, run.attempts, replay.requests) == ("stopped", 0, [])


def test_a_run_that_was_stopped_goes_on_when_the_server_is_told_the_address_again(clerk, replay):
    run = begin(clerk, replay)
    clerk.post(f"/imports/{run.key}/stop/")

    call_command("import_oparl", replay.start(), no_files=True, stdout=StringIO())

    acts = Entry.objects.filter(kind="motions.importrun", thing=run.pk, verb__startswith="import.").order_by("number")
    assert ImportRun.objects.get().state == "done"
    assert list(acts.values_list("verb", flat=True)) == ["import.asked", "import.stopped", "import.gone_on"]


def test_a_source_that_gives_nothing_says_why_and_can_be_tried_again(clerk, replay, settings):
    run = begin(clerk, replay)
    replay.spoil("/system", *["html"] * 9)

    with pytest.raises(writing.UnusableSourceError):
        work(run, settings)
    shown = words(clerk.get(run.get_absolute_url()))
    replay.faults.clear()
    clerk.post(f"/imports/{run.key}/go-on/")
    work(run, settings)

    assert "Internetseite (HTML oder XML), kein JSON" in shown
    assert ImportRun.objects.get().state == "done"


# Every night ----------------------------------------------------------------------------------------------------------


def night(hour, *, days=0):
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)


def test_a_source_that_is_switched_on_is_asked_once_a_night(clerk, replay):
    of = imports.register(replay.start(), body_name="", with_files=False, by=None)
    values = {"nightly": "on", "nightly_at": "03:00", "whole_every": "7", "body_name": "", "version": "1"}
    clerk.post(of.get_absolute_url(), values)
    ImportRun.objects.create(source=of.address, of=of, state="done", started_at=night(2), seen_at=night(2))

    before, at, after = (chores_imports.ask_sources(night(hour)) for hour in (2, 3, 4))

    assert (before, at, after) == (0, 1, 0)
    assert ImportRun.objects.get(state="waiting").scope == "changes"


def test_everything_is_compared_when_the_last_time_is_too_long_ago(replay):
    of = imports.register(replay.start(), body_name="", with_files=False, by=None)
    ages = {}

    for days in (6, 8):
        of.runs.all().delete()
        then = timezone.now() - timedelta(days=days)
        ImportRun.objects.create(source=of.address, of=of, state="done", started_at=then, seen_at=then)
        ages[days] = running.due_scope(of)

    assert ages == {6: "changes", 8: "whole"}


def test_a_stale_form_of_settings_is_refused(clerk, replay):
    of = imports.register(replay.start(), body_name="", with_files=False, by=None)
    values = {"nightly": "on", "nightly_at": "03:00", "whole_every": "7", "body_name": ""}

    first, second = (clerk.post(of.get_absolute_url(), values | {"version": "1"}).status_code for _ in range(2))

    assert (first, second) == (303, 409)
    assert ImportSource.objects.get().nightly_at == time(3, 0)


def test_a_run_that_keeps_dying_is_given_up(replay, monkeypatch):
    started = []
    monkeypatch.setattr(
        chores_imports.subprocess, "Popen", lambda command, **options: started.append(command[-1]) or Ended()
    )
    of = imports.register(replay.start(), body_name="", with_files=False, by=None)
    run = imports.ask(of, scope="whole", by=None)

    for _ in range(imports.ATTEMPTS):
        chores_imports.start_imports(timezone.now())
        imports.start(run)
    chores_imports.start_imports(timezone.now())

    run.refresh_from_db()
    assert started == [run.key] * imports.ATTEMPTS
    assert (run.state, run.problem) == ("failed", chores_imports.GIVEN_UP)


class Ended:
    """A process that is gone."""

    def poll(self):
        return -9


# Settling -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(clerk, replay, settings):
    """A town whose papers name a body and a person that the source does not deliver; taken over once."""
    replay.lists["papers"] = [
        made("Paper", 1, body=origin("Body", 1), originatorOrganization=["https://oparl.example.org/gone/1"]),
        made("Paper", 2, body=origin("Body", 1), originatorPerson=["https://oparl.example.org/gone/2"]),
    ]
    for name in ("agendaitems", "consultations", "files", "meetings"):
        replay.lists[name] = []
    run = begin(clerk, replay)
    work(run, settings)
    return run


def again(clerk, run, settings):
    clerk.post(f"/imports/sources/{run.of.key}/ask/")
    run = ImportRun.objects.order_by("pk").last()
    work(run, settings)
    return run


def dangling(run, field):
    return ImportRemark.objects.get(run=run, group="Verweis ins Leere", field=field)


def test_a_missing_body_is_assigned_to_one_of_ours_and_stays_so(clerk, lost, settings):
    remark = dangling(lost, "originator_organizations")
    ours = Organization.objects.get(name="Ausschuss 1")

    clerk.post(remark.get_absolute_url(), {"verdict": "assigned", "organization": ours.key})
    again(clerk, lost, settings)
    last = again(clerk, lost, settings)

    paper = Paper.objects.get(origin=origin("Paper", 1))
    assert [originator.organization for originator in paper.originators.all()] == [ours]
    assert ImportRemark.objects.filter(run=last, settled=False, field="originator_organizations").count() == 0


def test_a_missing_person_is_assigned_to_one_of_ours(clerk, lost, settings):
    someone = Person.objects.get(name="Councillor 2")

    clerk.post(dangling(lost, "originator_persons").get_absolute_url(), {"verdict": "assigned", "person": someone.key})
    again(clerk, lost, settings)

    assert Paper.objects.get(origin=origin("Paper", 2)).originators.get().person == someone


def test_what_is_left_out_goes_and_comes_back_when_that_is_taken_back(clerk, lost, settings):
    remark = dangling(lost, "originator_persons")

    clerk.post(remark.get_absolute_url(), {"verdict": "left_out"})
    again(clerk, lost, settings)
    gone = Paper.objects.get(origin=origin("Paper", 2)).deleted_at
    ruling = ImportRuling.objects.get()
    clerk.post(f"/imports/sources/{lost.of.key}/rulings/{ruling.pk}/take-back/")
    again(clerk, lost, settings)

    assert gone is not None
    assert Paper.objects.get(origin=origin("Paper", 2)).deleted_at is None


def test_what_is_settled_as_it_is_is_not_asked_again(clerk, lost, settings):
    group = "Verweis ins Leere"

    clerk.post(f"/imports/{lost.key}/accept/", {"group": group})
    last = again(clerk, lost, settings)

    assert set(ImportRemark.objects.filter(group=group).values_list("settled", flat=True)) == {True}
    page = words(clerk.get(last.get_absolute_url()))
    assert "davon 0 offen" in page


def test_only_what_is_possible_is_offered_and_taken(clerk, lost):
    number = ImportRemark.objects.filter(run=lost, group="Kontaktdaten nicht übernommen").first()
    form = words(clerk.get(number.get_absolute_url()))

    refused = [
        clerk.post(number.get_absolute_url(), {"verdict": "assigned"}).status_code,
        clerk.post(dangling(lost, "originator_persons").get_absolute_url(), {"verdict": "assigned"}).status_code,
        clerk.post(
            dangling(lost, "originator_persons").get_absolute_url(), {"verdict": "assigned", "person": "x"}
        ).status_code,
    ]

    assert "Einem Eintrag hier zuordnen" not in form
    assert refused == [422, 422, 422]


def test_bodies_and_people_of_another_town_are_not_offered(clerk, cast, lost):
    stranger = factories.organization(name="Fremder Ausschuss", body=cast.town)
    remark = dangling(lost, "originator_organizations")

    page = words(clerk.get(remark.get_absolute_url()))
    answer = clerk.post(remark.get_absolute_url(), {"verdict": "assigned", "organization": stranger.key})

    assert ("Fremder Ausschuss" in page, "Ausschuss 1" in page) == (False, True)
    assert (answer.status_code, ImportRuling.objects.count()) == (422, 0)


def test_two_who_settle_the_same_do_not_both_win(clerk, lost):
    remark = dangling(lost, "originator_persons")

    first, second = (clerk.post(remark.get_absolute_url(), {"verdict": "left_out"}) for _ in range(2))

    assert (first.status_code, second.status_code, ImportRuling.objects.count()) == (303, 409, 1)
    assert import_rulings.SETTLED in words(second)


def test_a_list_that_loses_suspiciously_much_keeps_it_until_the_office_agrees(clerk, settings, replay):
    world = World(seed=1, papers=40)
    world.show(replay)
    run = begin(clerk, replay)
    work(run, settings)
    for name in list(world.things["Paper"])[5:]:
        world.things["Paper"].pop(name)
    for kind in ("File", "Consultation"):
        world.things[kind] = {
            name: raw
            for name, raw in world.things[kind].items()
            if (raw["paper"] if isinstance(raw["paper"], str) else raw["paper"][0]) in world.things["Paper"]
        }
    world.show(replay)
    living = []

    for _ in range(2):
        clerk.post(f"/imports/sources/{run.of.key}/ask/", {"scope": "whole"})
        last = ImportRun.objects.order_by("pk").last()
        work(last, settings)
        living.append(Paper.objects.filter(deleted_at=None).exclude(origin=None).count())
        clerk.post(f"/imports/{last.key}/accept/", {"group": "Ungewöhnlich vieles verschwunden"})

    assert (living, ImportRuling.objects.count()) == ([40, 5], 0)


# Data protection ------------------------------------------------------------------------------------------------------


def test_contact_data_of_people_are_kept_nowhere(clerk, settings, replay, tmp_path):
    replay.lists["people"][0]["phone"] = ["0561 123456"]
    replay.lists["people"][0]["location"] = made("Location", 9, streetAddress="Wohnweg 7")
    run = begin(clerk, replay)
    work(run, settings)

    with mirror.opened(run.source) as kept:
        raw = " ".join(str(mirror.unpacked(row[3])) for row in kept.rows())
    pages = [words(clerk.get(url)) for url in (run.get_absolute_url(), "/imports/", run.of.get_absolute_url())]
    messages = " ".join(ImportRemark.objects.values_list("message", flat=True))

    for secret in ("0561 123456", "x@example.org", "Wohnweg 7"):
        assert [secret in text for text in (raw, messages, *pages)] == [False] * 5
    assert ImportRemark.objects.filter(group="Kontaktdaten nicht übernommen").count() >= 2


# Lists ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["/imports/", "source", "run"])
def test_the_number_of_queries_does_not_grow(clerk, cast, where):
    def queries(count):
        ImportSource.objects.all().delete()
        ImportRun.objects.all().delete()
        ImportRuling.objects.all().delete()
        for number in range(count):
            of = imports.register(f"https://oparl.example.org/{number}", body_name="", with_files=False, by=cast.clerk)
            run = imports.ask(of, scope="whole", by=cast.clerk)
        for number in range(count):
            identity = rulings.identity(source=of.address, group="Text gekürzt", origin=str(number))
            fields = {"group": "Text gekürzt", "message": "lang", "identity": identity, "origin": str(number)}
            ImportRemark.objects.create(run=run, sort="doubt", kind="Paper", **fields)
            ImportRuling.objects.create(
                source=of.address,
                verdict="assigned",
                organization=cast.committee,
                by=cast.clerk,
                at=timezone.now(),
                **fields,
            )
        url = {"source": of.get_absolute_url(), "run": run.get_absolute_url()}.get(where, where)
        with CaptureQueriesContext(connection) as found:
            assert clerk.get(url).status_code == 200
        return len(found)

    assert queries(1) == queries(3)
