"""A foreign server is walked to its end, whatever it does in between."""

import io
from dataclasses import replace

import pytest

from motions.importing.oparl import fetch, guard, opening, web
from motions.importing.oparl.fetch import Fetcher, FetchError
from motions.importing.oparl.reading import Reading
from motions.importing.oparl.source import Found, NotThereError, Problem
from tests import ports
from tests.motions.importing.oparl import server
from tests.motions.importing.oparl.objects import made, origin

QUICK = fetch.Limits(tries=3, pause=2.0)
WHERE_IT_HANGS = replace(QUICK, read=1.5)  # elsewhere a slow machine is no silent server


@pytest.fixture
def replay():
    lists = {
        "organizations": [made("Organization")],
        "meetings": [made("Meeting", agendaItem=[made("AgendaItem")])],
        "papers": [made("Paper", number) for number in range(1, 26)],
    }
    with server.running(server.Replay(lists=lists)) as running:
        yield running


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def source(request, replay, pauses):
    hangs = getattr(request.node, "callspec", None) and request.node.callspec.params.get("fault") == "hang"
    fetcher = Fetcher(replay.start(), limits=WHERE_IT_HANGS if hangs else QUICK, sleep=pauses.append)
    return web.WebSource(replay.start(), fetcher=fetcher)


def origins(found):
    return [thing.raw["id"] for thing in found if isinstance(thing, Found)]


def problems(found):
    return [thing.message for thing in found if isinstance(thing, Problem)]


PAPERS = [origin("Paper", number) for number in range(1, 26)]


def test_all_lists_are_walked_through_all_pages_in_dependency_order(replay, source):
    found = list(source.objects())

    system = f"{replay.url}/system"
    assert origins(found) == [system, origin("Body", 1), origin("Organization", 1), origin("Meeting", 1), *PAPERS]
    assert problems(found) == []


def test_a_body_as_the_start_leads_to_its_lists(replay, pauses):
    start = f"{replay.url}/bodies"

    found = list(web.WebSource(start, fetcher=Fetcher(start, limits=QUICK, sleep=pauses.append)).objects())

    assert origins(found) == [origin("Body", 1), origin("Organization", 1), origin("Meeting", 1), *PAPERS]


def test_any_list_as_the_start_is_walked_alone(replay, pauses):
    start = f"{replay.url}/papers"

    found = list(web.WebSource(start, fetcher=Fetcher(start, limits=QUICK, sleep=pauses.append)).objects())

    assert origins(found) == PAPERS


@pytest.mark.parametrize("fault", ["500", "503", "429", "hang", "cut", "half", "html", "garbage", "empty"])
def test_a_passing_fault_is_tried_again_and_nothing_is_lost(replay, source, pauses, fault):
    replay.spoil("/papers?page=2", fault, fault)

    found = list(source.objects())

    assert origins(found)[4:] == PAPERS
    assert problems(found) == []
    assert pauses == [2.0, 4.0]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("500", "Die Gegenstelle antwortet mit dem Fehler 500."),
        ("hang", "Die Gegenstelle antwortet nicht rechtzeitig."),
        ("html", "Die Antwort ist eine Internetseite (HTML oder XML), kein JSON."),
        ("garbage", "Die Antwort ist kein lesbarer Text (kein UTF-8)."),
        ("empty", "Die Antwort ist leer."),
        ("deep", "Das JSON ist zu tief verschachtelt oder enthält übergroße Zahlen."),
        ("403", "Die Gegenstelle verweigert den Zugriff."),
        ("404", "Unter dieser Adresse ist nichts zu finden."),
        ("packed", "Die Antwort ist gepackt, obwohl darum nicht gebeten wurde."),
    ],
)
def test_a_lasting_fault_ends_the_list_with_a_sentence(replay, source, fault, message):
    replay.spoil("/papers?page=2", fault, fault, fault)

    found = list(source.objects())

    assert origins(found)[4:] == PAPERS[:10]
    assert problems(found) == [f"{message} Aus dieser Liste wurden 10 Objekte gelesen."]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("error", "Die Gegenstelle meldet: Heute nicht."),
        ("foreign", "Die Antwort ist JSON, aber kein OParl."),
        ("number", "Die Antwort ist weder eine Liste noch ein Objekt."),
    ],
)
def test_json_that_is_no_list_ends_the_list_with_a_sentence(replay, source, fault, message):
    replay.spoil("/papers?page=2", fault)

    assert problems(source.objects()) == [message]


def test_half_a_json_says_where_it_breaks_off(replay, source):
    replay.spoil("/papers?page=3", "half", "half", "half")

    (message,) = problems(source.objects())

    assert message.startswith("Das JSON bricht nach ")
    assert message.endswith(" Zeichen mitten ab. Aus dieser Liste wurden 20 Objekte gelesen.")


def test_a_fault_in_one_list_does_not_keep_the_others_away(replay, source):
    replay.spoil("/organizations", "404")

    found = list(source.objects())

    assert origins(found)[2:] == [origin("Meeting", 1), *PAPERS]


def test_a_page_that_leads_to_itself_ends_the_list(replay, source):
    replay.spoil("/papers?page=2", "loop")

    found = list(source.objects())

    assert origins(found)[4:] == PAPERS[:20]
    assert problems(found) == ["Die Liste führt im Kreis (links.next zeigt auf eine schon gelesene Seite)."]


def test_pages_without_end_are_noticed_by_their_objects(replay, source):
    replay.spoil("/papers", "endless")

    found = list(source.objects())

    assert problems(found) == ["Die Liste wiederholt sich ohne Ende (links.next bringt nur schon gelesene Objekte)."]


def test_empty_pages_without_end_are_noticed(replay, source):
    replay.lists["papers"] = []
    for number in range(40):
        replay.spoil("/papers" if not number else f"/papers?page=1&again={number}", "endless")

    found = list(source.objects())

    assert problems(found) == ["Die Liste führt ohne Ende über leere Seiten."]


def test_a_list_that_always_brings_something_new_ends_somewhere(replay, source, monkeypatch):
    monkeypatch.setattr(web, "_MOST_OBJECTS", 30)
    replay.spoil("/papers", "growing")

    found = list(source.objects())

    assert problems(found) == ["Die Liste hat mehr als 30 Objekte."]
    assert len(set(origins(found)[4:])) == 30


def test_a_list_of_pages_without_end_ends_somewhere(replay, source, monkeypatch):
    monkeypatch.setattr(web, "_MOST_PAGES", 2)

    found = list(source.objects())

    assert problems(found) == ["Die Liste hat mehr als 2 Seiten."]
    assert origins(found)[4:] == PAPERS[:20]


def test_a_list_shorter_than_promised_is_told(replay, source, monkeypatch):
    monkeypatch.setattr(
        replay, "page", lambda *args: server.Replay.page(replay, *args) | {"pagination": {"totalElements": 99}}
    )

    assert "Die Liste nennt 99 Objekte, geliefert wurden 25." in problems(source.objects())


def test_a_start_that_cannot_be_read_is_one_problem(replay, source):
    replay.spoil("/system", "html", "html", "html")

    assert problems(source.objects()) == ["Die Antwort ist eine Internetseite (HTML oder XML), kein JSON."]


# --- going on after a break -------------------------------------------------------------------------------------------


def test_every_position_can_be_the_place_to_go_on_from(source):
    whole = list(source.objects())

    for place, found in enumerate(whole):
        assert list(source.objects(after=found.position)) == whole[place + 1 :] or found.position.part == "start"


def test_going_on_within_a_list_asks_for_no_earlier_page(replay, source):
    whole = list(source.objects())
    replay.requests.clear()

    rest = list(source.objects(after=whole[4 + 14].position))

    assert origins(rest) == PAPERS[15:]
    assert replay.requests == ["/system", "/bodies", "/papers?page=2", "/papers?page=3"]


# --- addresses that must not be reached -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
    ],
)
def test_which_addresses_belong_to_the_open_internet(address, public):
    assert guard.is_public(address) is public


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest", "http://10.0.0.1/", "http://[fc00::1]/"])
def test_a_redirect_into_a_private_net_is_refused(replay, source, target):
    replay.spoil("/papers?page=2", f"redirect {target}")

    found = list(source.objects())

    assert problems(found) == [
        "Die Adresse zeigt in ein privates Netz; der Abruf wurde verweigert. Aus dieser Liste wurden 10 Objekte gelesen."
    ]


def test_a_foreign_source_cannot_reach_this_machine(replay):
    fetcher = Fetcher("https://oparl.example.org/system", limits=QUICK, sleep=lambda pause: None)

    with pytest.raises(FetchError, match="Die Adresse zeigt in ein privates Netz; der Abruf wurde verweigert"):
        fetcher.value(replay.start())

    assert replay.requests == []


def test_a_local_address_the_administrator_named_may_redirect_on_this_machine(replay, source):
    with server.running(server.Replay(lists={"papers": [made("Paper", 99)]})) as other:
        replay.spoil("/papers", f"redirect {other.url}/papers")

        assert origins(source.objects())[4:] == [origin("Paper", 99)]


NO_ADDRESS = "Das ist keine abrufbare Adresse (http oder https, ohne Kennwort)."
OUTWARD = "Die Adresse leitet im Kreis oder aus dem Netz hinaus um."


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("file:///etc/passwd", OUTWARD),
        ("ftp://127.0.0.1/a", NO_ADDRESS),
        ("http://user:word@127.0.0.1/", NO_ADDRESS),
    ],
)
def test_a_redirect_out_of_the_web_is_refused(replay, source, target, message):
    replay.spoil("/papers?page=2", f"redirect {target}")

    assert problems(source.objects()) == [f"{message} Aus dieser Liste wurden 10 Objekte gelesen."]


def test_redirects_in_a_circle_end(replay, source):
    replay.spoil("/papers", *[f"redirect {replay.url}/papers"] * 20)

    assert problems(source.objects()) == [
        "Die Adresse leitet im Kreis oder aus dem Netz hinaus um. Aus dieser Liste wurden 0 Objekte gelesen."
    ]


def test_an_address_where_nobody_answers_is_told(pauses):
    with ports.held() as silent:
        start = f"http://127.0.0.1:{silent.getsockname()[1]}/system"
        found = list(web.WebSource(start, fetcher=Fetcher(start, limits=QUICK, sleep=pauses.append)).objects())

    assert problems(found) == ["Die Gegenstelle ist nicht erreichbar."]


def test_a_page_beyond_the_limit_is_not_read(replay, pauses):
    limits = fetch.Limits(page=1000)
    fetcher = Fetcher(replay.start(), limits=limits, sleep=pauses.append)

    with pytest.raises(FetchError, match="Die Antwort ist größer als 0 MB"):
        fetcher.value(f"{replay.url}/papers")


# --- files ------------------------------------------------------------------------------------------------------------


def file_at(replay, **properties):
    from motions.importing.oparl.normalise import normalise

    usual = {"accessUrl": f"{replay.url}/view", "downloadUrl": f"{replay.url}/download"}
    return normalise(made("File", **(usual | properties))).outcomes[0]


def test_the_bytes_of_a_file_come_from_its_download_address(replay, source):
    replay.files = {"/download": b"%PDF-1.7 a", "/view": b"%PDF-1.7 b"}
    into = io.BytesIO()

    assert source.copy(file_at(replay), into=into) == 10
    assert into.getvalue() == b"%PDF-1.7 a"


def test_a_file_without_download_address_comes_from_its_access_address(replay, source):
    replay.files = {"/view": b"%PDF-1.7 b"}
    into = io.BytesIO()

    source.copy(file_at(replay, downloadUrl=""), into=into)

    assert into.getvalue() == b"%PDF-1.7 b"


def test_a_broken_off_download_begins_anew(replay, source):
    replay.files = {"/download": b"%PDF-1.7 " + b"x" * 200_000}
    replay.spoil("/download", "cut", "cut")
    into = io.BytesIO()

    source.copy(file_at(replay), into=into)

    assert into.getvalue() == replay.files["/download"]


def test_a_broken_off_download_goes_on_where_it_broke_if_the_file_is_still_the_same(replay, source):
    replay.files = {"/download": b"%PDF-1.7 " + b"x" * 200_000 + b"end"}
    replay.spoil("/download", "break")
    sizes = []
    replay.sent = sizes.append
    into = io.BytesIO()

    size = source.copy(file_at(replay), into=into)

    whole = len(replay.files["/download"])
    assert (size, into.getvalue()) == (whole, replay.files["/download"])
    assert sizes == [whole // 2, whole - whole // 2]


def test_a_file_that_changed_in_the_break_comes_whole(replay, source):
    replay.files = {"/download": b"%PDF-1.7 old" * 20_000}
    replay.spoil("/download", "break")
    into = io.BytesIO()
    source._fetcher._sleep = lambda pause: replay.files.update({"/download": b"%PDF-1.7 new"})

    source.copy(file_at(replay), into=into)

    assert into.getvalue() == b"%PDF-1.7 new"


def test_the_other_side_says_how_long_to_wait(replay, source, pauses):
    replay.files = {"/download": b"%PDF-1.7 a"}
    replay.spoil("/download", "busy 7", "busy 100000")

    source.copy(file_at(replay), into=io.BytesIO())

    assert pauses == [7.0, 60.0]


def test_a_source_named_on_a_page_reaches_only_listed_hosts_of_our_own_network(replay, pauses):
    def found(*trusted):
        fetcher = Fetcher(replay.start(), limits=QUICK, sleep=pauses.append, trusted=trusted)
        return problems(web.WebSource(replay.start(), fetcher=fetcher).objects())

    host = replay.url.removeprefix("http://")

    assert found() == ["Die Adresse zeigt in ein privates Netz; der Abruf wurde verweigert."]
    assert found(host) == found("127.0.0.1") == []


def test_a_web_page_in_place_of_a_file_is_told(replay, source):
    replay.files = {"/download": server.HTML, "/view": server.HTML}
    into = io.BytesIO()

    with pytest.raises(NotThereError, match="Unter der Adresse liegt eine Internetseite statt der Datei"):
        source.copy(file_at(replay), into=into)

    assert into.getvalue() == b""


def test_a_file_beyond_the_limit_leaves_no_bytes_behind(replay, pauses):
    replay.files = {"/download": b"x" * 5_000_000, "/view": b"x" * 5_000_000}
    fetcher = Fetcher(replay.start(), limits=fetch.Limits(file=2 * 1024 * 1024), sleep=pauses.append)
    source = web.WebSource(replay.start(), fetcher=fetcher)

    with pytest.raises(NotThereError, match="Die Antwort ist größer als 2 MB"):
        source.copy(file_at(replay), into=io.BytesIO())


@pytest.mark.parametrize(("fault", "most_sent"), [("huge", 20), ("flood", 60 * 2**20)])
def test_a_file_of_ten_gigabytes_is_left_where_it_is(replay, pauses, fault, most_sent):
    replay.files = {"/download": b"%PDF-1.7 a", "/view": b"%PDF-1.7 b"}
    replay.spoil("/download", fault)
    replay.spoil("/view", fault)
    sent = []
    replay.sent = sent.append
    fetcher = Fetcher(replay.start(), limits=fetch.Limits(file=2 * 1024 * 1024), sleep=pauses.append)
    into = io.BytesIO()

    with pytest.raises(NotThereError, match="Die Antwort ist größer als 2 MB"):
        web.WebSource(replay.start(), fetcher=fetcher).copy(file_at(replay), into=into)

    assert (pauses, into.getvalue()) == ([], b"")
    assert sum(sent) <= most_sent


def test_half_of_what_one_address_gives_is_never_joined_to_what_the_other_gives(replay, source):
    replay.files = {"/download": b"%PDF-1.7 " + b"x" * 200_000, "/view": b"%PDF-1.7 whole"}
    replay.spoil("/download", "cut", "cut", "cut")
    into = io.BytesIO()

    size = source.copy(file_at(replay), into=into)

    assert (size, into.getvalue()) == (14, b"%PDF-1.7 whole")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://169.254.169.254/latest", "Die Adresse zeigt in ein privates Netz; der Abruf wurde verweigert."),
        ("http://10.0.0.1/a.pdf", "Die Adresse zeigt in ein privates Netz; der Abruf wurde verweigert."),
        ("file:///etc/passwd", OUTWARD),
    ],
)
def test_a_file_that_redirects_into_our_own_network_is_not_fetched(replay, source, target, message):
    replay.files = {"/download": b"%PDF-1.7 a", "/view": b"%PDF-1.7 b"}
    replay.spoil("/download", f"redirect {target}")
    replay.spoil("/view", f"redirect {target}")
    into = io.BytesIO()

    with pytest.raises(NotThereError) as refusal:
        source.copy(file_at(replay), into=into)

    assert (str(refusal.value), into.getvalue()) == (message, b"")


def test_a_file_whose_address_lies_in_our_own_network_is_not_fetched(replay, source):
    into = io.BytesIO()

    with pytest.raises(NotThereError, match="Die Adresse zeigt in ein privates Netz; der Abruf wurde verweigert"):
        source.copy(file_at(replay, downloadUrl="http://192.168.1.1/a.pdf", accessUrl="http://[fc00::1]/"), into=into)

    assert into.getvalue() == b""


def test_a_file_that_is_gone_is_told(replay, source):
    with pytest.raises(NotThereError, match="Unter dieser Adresse ist nichts zu finden"):
        source.copy(file_at(replay), into=io.BytesIO())


# --- the whole way ----------------------------------------------------------------------------------------------------


def test_objects_that_come_embedded_and_listed_count_once(replay, source):
    replay.lists["agendaitems"] = [made("AgendaItem")]
    reading = Reading(source)

    pieces = list(reading.pieces())

    assert reading.counts_agree()
    assert reading.repeated == {"AgendaItem": 1}
    assert [remark for piece in pieces for remark in piece.remarks] == []


def test_an_address_opens_a_server():
    assert isinstance(opening.source("https://oparl.example.org/system"), web.WebSource)
