"""What each person finds: the engine proposes, `visible_to` disposes before anything is counted, shown or offered."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import audiences, journal
from council.actions import agenda
from council.models import AgendaItem, District
from council.states import Audience
from documents.actions import papers
from documents.models import Originator
from documents.search import finding, shelf
from documents.search.wishes import Wish
from documents.states import PaperState
from tests import factories
from tests.documents.search.finds import complete, counts, find, titles

pytestmark = pytest.mark.django_db


def marked(pieces):
    return [text for text, is_marked in pieces if is_marked]


@pytest.mark.parametrize(
    ("name", "text", "reference", "typed"),
    [
        ("Neue Radwege", "", None, "neue Radwege"),
        ("Neue Radwege", "", None, "Radweg"),
        ("Bericht", "Es geht um Verkehrssicherheit.", None, "Sicherheit"),
        ("Bericht", "Die Straße wird größer.", None, "strasse groesser"),
        ("Bericht", "", "101.20.1261", "101.20.1261"),
        ("Bericht", "", "101.20.1261", "1261"),
        ("Bericht", "Die Verkehrs-\nsicherheit leidet.", None, "Verkehrssicherheit"),
        ("Zwischenbericht", "Kassel²³ lädt ein.", None, "Kassel23"),
    ],
)
def test_published_paper_is_found(index, name, text, reference, typed):
    factories.paper(name=name, text=text, reference=reference)
    factories.paper(name="Etwas anderes", text="Ohne Bezug")

    journal.drain("search")

    assert titles(typed) == [name]


def test_paper_is_found_by_who_brought_it_in(cast, plain_index):
    paper = factories.paper(name="Radweg")
    Originator.objects.create(paper=paper, organization=cast.our_faction)
    journal.drain("search")

    (result,) = [one for one in find("Grüne Stadt").results if one.best.card.label == "Antrag"]

    assert (result.best.card.title, result.best.card.body) == ("Radweg", "Fraktion Grüne Stadt")


def test_word_in_a_file_leads_to_its_page(cast, index):
    paper = factories.paper(name="Kläranlage", reference="101.20.8")
    file = factories.file(paper=paper, name="Gutachten", pages=("Deckblatt", "Die Fledermaus nistet.", "Ende"))
    journal.drain("search")

    (result,) = find("Fledermäuse").results

    card = result.best.card
    assert (card.title, card.number, card.url) == (
        "Gutachten",
        "Seite 2",
        f"/files/{file.key}/?seite=2#seite-2",
    )
    assert (card.context, card.context_url) == ("101.20.8 Kläranlage", paper.get_absolute_url())
    assert marked(result.best.passage) == ["Fledermaus"]


def test_pages_of_one_file_are_one_result(cast, index):
    file = factories.file(
        name="Plan", pages=("Radweg und Radweg, Radweg", "leer", "Ein Radweg im Süden der Stadt", "Radweg, Süden")
    )
    journal.drain("search")

    (result,) = find("Radweg").results

    shown = {result.best.card.url, *(url for _, url in result.best.pages)}
    assert shown == {f"/files/{file.key}/?seite={page}#seite-{page}" for page in (1, 3, 4)}
    assert [page for page, _ in result.best.pages] == sorted(page for page, _ in result.best.pages)


def test_files_stand_under_their_paper(cast, plain_index):
    paper = factories.paper(name="Radweg", text="Der Radweg")
    for name in ("Anlage A", "Anlage B"):
        factories.file(paper=paper, name=name, pages=("Radweg, Radweg und noch ein Radweg", "Radweg"))
    journal.drain("search")

    (result,) = find("Radweg").results

    assert result.best.card.title == "Radweg"
    assert sorted((beside.card.title, len(beside.pages)) for beside in result.beside) == [
        ("Anlage A", 1),
        ("Anlage B", 1),
    ]


def test_more_things_of_a_group_than_are_shown_are_counted(cast, plain_index):
    meeting = factories.meeting(cast.committee, name="12. Sitzung")
    for number in range(6):
        factories.item(meeting, name=f"Radweg Nummer {number}")
    journal.drain("search")

    (result,) = find("Radweg").results

    assert (len(result.beside), result.more) == (3, 2)


def test_all_kinds_of_things_are_found_and_counted(cast, plain_index):
    paper = factories.paper(name="Mühlgasse", date=date(2025, 5, 1))
    factories.file(paper=paper, name="Mühlgasse", pages=("Plan",))
    meeting = factories.meeting(cast.committee, name="Begehung Mühlgasse", date=date(2026, 6, 15))
    factories.item(meeting, name="Mühlgasse")
    factories.person(name="Frau Mühlgasse")
    journal.drain("search")

    findings = find("Mühlgasse")

    assert counts(findings, "kind") == {
        "Vorlagen": 1,
        "Dateien": 1,
        "Tagesordnungspunkte": 1,
        "Sitzungen": 1,
        "Personen": 1,
    }
    assert counts(findings, "year") == {"2026": 1, "2025": 1}
    assert counts(findings, "body") == {"Ausschuss für Umwelt und Energie": 1}
    assert findings.count == 3


def test_meeting_is_found_by_its_body_and_shown_with_it(cast, plain_index):
    factories.meeting(cast.committee, name="12. Sitzung", date=date(2026, 6, 15))
    journal.drain("search")

    (result,) = find("Umwelt", kind=frozenset({"meeting"})).results

    card = result.best.card
    assert (card.title, card.number, card.when, card.body) == (
        "12. Sitzung",
        "terminiert",
        "15. Juni 2026",
        "Ausschuss für Umwelt und Energie",
    )


def test_facet_counts_what_choosing_it_gives(cast, plain_index):
    for year in (2024, 2025, 2025):
        factories.paper(name="Radweg", date=date(year, 3, 1))
    meeting = factories.meeting(cast.committee, date=date(2025, 6, 15))
    factories.item(meeting, name="Radweg")
    journal.drain("search")

    findings = find("Radweg", year=frozenset({"2025"}))

    assert (counts(findings, "year"), counts(findings, "kind")) == (
        {"2025": 3, "2024": 1},
        {"Vorlagen": 2, "Tagesordnungspunkte": 1},
    )
    for option in (*findings.facets["kind"], *findings.facets["body"]):
        chosen = {option.facet: frozenset({option.value})}
        assert find("Radweg", year=frozenset({"2025"}), **chosen).count == option.results


def test_two_options_of_a_facet_widen_and_facets_narrow(cast, plain_index):
    for year in (2023, 2024, 2025):
        factories.paper(name=f"Radweg {year}", date=date(year, 3, 1))
    journal.drain("search")

    found = titles("Radweg", year=frozenset({"2023", "2025"}), kind=frozenset({"paper"}), sort="date")

    assert found == ["Radweg 2025", "Radweg 2023"]
    assert titles("Radweg", year=frozenset({"2023"}), kind=frozenset({"file"})) == []


def test_nothing_with_an_option_says_how_much_there_is_without(cast, plain_index):
    factories.paper(name="Radweg", date=date(2024, 3, 1))
    journal.drain("search")

    findings = find("Radweg", year=frozenset({"1999"}))

    assert (findings.count, findings.unnarrowed, counts(findings, "year")) == (0, 1, {"2024": 1, "1999": 0})


def test_results_are_ordered_by_relevance_or_by_date(cast, index):
    factories.paper(name="Bericht", text="Am Rande ein Radweg. " + "Sonst nichts. " * 40, date=date(2026, 1, 1))
    factories.paper(name="Radweg", text="Der Radweg", date=date(2020, 1, 1))
    factories.paper(name="Ohne Datum", text="Radweg " + "und vieles mehr. " * 60, date=None)
    journal.drain("search")

    assert titles("Radweg")[0] == "Radweg"
    assert titles("Radweg", sort="date") == ["Bericht", "Radweg", "Ohne Datum"]


def test_by_date_a_paper_stands_at_its_own_day_whatever_hangs_on_it(cast, plain_index):
    old = factories.paper(name="Alter Radweg", date=date(2020, 1, 1))
    factories.file(paper=old, name="Nachtrag", pages=("Radweg",), date=date(2026, 1, 1))
    factories.paper(name="Neuer Radweg", date=date(2025, 1, 1))
    journal.drain("search")

    assert titles("Radweg", sort="date") == ["Neuer Radweg", "Alter Radweg"]


def test_results_come_in_pages(cast, plain_index):
    for number in range(23):
        factories.paper(name=f"Radweg {number}")
    journal.drain("search")

    pages = [titles("Radweg", page=str(number)) for number in (1, 2, 3, 99)]

    assert [len(page) for page in pages] == [10, 10, 3, 3]
    assert len({title for page in pages for title in page}) == 23


# What was probably meant, and why nothing is found


def test_search_with_a_typing_error_shows_what_was_meant(cast, index):
    factories.paper(name="Verkehrssicherheit am Markt")
    journal.drain("search")

    findings = find("Verkehrsicherhiet Markt")

    assert [result.best.card.title for result in findings.results] == ["Verkehrssicherheit am Markt"]
    assert findings.corrected == "Verkehrssicherheit Markt"
    assert [offer.instead for offer in findings.nearest] == ["Verkehrssicherheit"]


def test_options_stay_when_a_search_is_corrected(cast, plain_index):
    factories.paper(name="Glockenhof", date=date(2024, 1, 1))
    factories.paper(name="Glockenhof neu", date=date(2025, 1, 1))
    journal.drain("search")

    findings = find("Glokenhof", year=frozenset({"2024"}))

    assert (findings.count, findings.unnarrowed, counts(findings, "year")) == (1, 2, {"2025": 1, "2024": 1})


def test_search_that_finds_something_is_never_corrected(cast, plain_index):
    factories.paper(name="Glokenhof")
    factories.paper(name="Glockenhof")
    journal.drain("search")

    assert (titles("Glokenhof"), find("Glokenhof").corrected) == (["Glokenhof"], "")


def test_word_offered_tells_what_to_type_then(cast, plain_index):
    factories.paper(name="Verkehrssicherheit in der Mühlgasse")
    journal.drain("search")

    (offer,) = find("Verkehrsicherhiet Mühlgasse").nearest

    assert offer == ("Verkehrsicherhiet", "Verkehrssicherheit", "Verkehrssicherheit Mühlgasse")
    assert find(offer.typed).count == 1


def test_of_several_inflections_one_is_offered(cast, index):
    factories.paper(name="Haushalt", text="Haushalt, Haushalte, Haushalts, Haushalten, Haushaltsplan")
    journal.drain("search")

    assert len(find("Haushlat").nearest) == 1
    assert sorted(complete("Haush", None)) == ["Haushalt", "Haushaltsplan"]


def test_nothing_found_tells_what_each_part_has_alone_and_what_is_found_without(cast, plain_index):
    factories.paper(name="Radweg Mühlgasse")
    factories.paper(name="Radweg Anger")
    factories.paper(name="Radweg im Verkauf", audience=Audience.MEMBERS)
    journal.drain("search")

    tried = find('Radweg "am Anger" Mühl* Quastenflosser').tried

    assert [(one.text, one.alone, one.without) for one in tried] == [
        ("Radweg", 2, 0),
        ("am Anger", 0, 0),
        ("Mühl", 1, 0),
        ("Quastenflosser", 0, 0),
    ]
    (radweg, flosser) = find("Radweg Quastenflosser").tried
    assert (radweg.typed, flosser.without, flosser.typed) == ("Quastenflosser", 2, "Radweg")


def test_nothing_found_tells_what_is_found_without_the_fields(cast, plain_index):
    factories.paper(name="Radweg", date=date(2024, 1, 1))
    journal.drain("search")

    tried = find('Radweg von:2025 gremium:"Ausschuss für Umwelt und Energie"').tried

    assert [(one.text, one.alone, one.without, one.typed) for one in tried] == [
        ("Radweg", 1, 0, 'von:2025 gremium:"Ausschuss für Umwelt und Energie"'),
        ('von:2025 gremium:"Ausschuss für Umwelt und Energie"', None, 1, "Radweg"),
    ]


def test_fields_of_which_one_begins_like_another_are_all_left_out(cast, plain_index):
    factories.paper(name="Radweg", date=date(2019, 1, 1))
    journal.drain("search")

    (_, fields) = find("Radweg jahr:2020 jahr:2020-2024").tried

    assert (fields.text, fields.without, fields.typed) == ("jahr:2020 jahr:2020-2024", 1, "Radweg")


def test_fields_alone_that_find_nothing_offer_no_empty_search(cast, plain_index):
    factories.paper(name="Radweg", date=date(2019, 1, 1))
    journal.drain("search")

    assert find("jahr:2020 art:Antrag").tried == []


# Fields and facets


def test_fields_narrow_what_is_found(cast, index):
    motion = factories.paper(name="Radweg als Antrag", date=date(2025, 3, 1), reference="101.20.5")
    papers.refer(motion, to=cast.committee, by=None)
    factories.paper(name="Radweg als Anfrage", paper_type="inquiry", date=date(2024, 3, 1), state="adopted")
    journal.drain("search")

    both = ["Radweg als Anfrage", "Radweg als Antrag"]
    assert sorted(titles("Radweg jahr:2024-2025")) == both
    assert titles("Radweg von:2025") == ["Radweg als Antrag"]
    assert titles("Radweg bis:2024") == ["Radweg als Anfrage"]
    assert titles("Radweg art:Anfrage") == ["Radweg als Anfrage"]
    assert titles("Radweg stand:beschlossen") == ["Radweg als Anfrage"]
    assert titles("Radweg gremium:Umwelt") == ["Radweg als Antrag"]
    assert titles("nummer:101.20.5") == ["Radweg als Antrag"]
    assert sorted(titles("art:Vorlage")) == both
    assert titles("-Anfrage art:Vorlage") == ["Radweg als Antrag"]


def test_every_facet_is_counted_and_chosen(cast, plain_index):
    now = timezone.now()
    district = District.objects.create(body=factories.home(), name="Wesertor", created_at=now, modified_at=now)
    one = factories.paper(name="Radweg", date=date(2025, 3, 1), state=PaperState.ADOPTED)
    one.districts.add(district)
    papers.name_originator(one, organization=cast.our_faction)
    factories.file(paper=one, name="Plan", pages=("Radweg",))
    factories.paper(name="Radweg zwei", paper_type="inquiry", date=date(2024, 3, 1))
    journal.drain("search")

    findings = find("Radweg")

    assert {facet: counts(findings, facet) for facet in findings.facets} == {
        "kind": {"Vorlagen": 2, "Dateien": 1},
        "type": {"Anfrage": 1, "Antrag": 1},
        "body": {},
        "faction": {"Fraktion Grüne Stadt": 1},
        "district": {"Wesertor": 1},
        "state": {"beschlossen": 1, "zugelassen": 1},
        "year": {"2025": 1, "2024": 1},
    }
    for options in findings.facets.values():
        for option in options:
            assert find("Radweg", **{option.facet: frozenset({option.value})}).count == option.results


# What it costs


def paper_with_file(cast, number):
    paper = factories.paper(name=f"Radweg {number}", date=date(2000 + number, 1, 1))
    papers.refer(paper, to=cast.committee, by=None)
    factories.file(paper=paper, name="Plan", pages=("Radweg", "Radweg"))


def item_with_file(cast, number):
    meeting = factories.meeting(cast.committee, name=f"{number}. Sitzung")
    item = agenda.record(AgendaItem(meeting=meeting, order=0, name="Radweg", audience="public"), by=None)
    factories.file(meeting=meeting, item=item, name="Niederschrift", pages=("Radweg",))


def person(cast, number):
    factories.person(name="Frau Radweg")


@pytest.mark.parametrize("who", ["nobody", "councillor"])
@pytest.mark.parametrize("once", [paper_with_file, item_with_file, person])
def test_search_costs_the_same_for_one_and_for_many(cast, plain_index, once, who):
    def cost():
        journal.drain("search")
        user = cast.everyone()[who]
        with CaptureQueriesContext(connection) as queries:
            found = find("Radweg", user)
        return found.count, len(queries)

    once(cast, 1)
    one, for_one = cost()
    for number in range(2, 31):
        once(cast, number)

    assert (one, cost()) == (1, (30, for_one))


# Groups


def test_groups_say_whether_there_was_time_for_all_and_a_full_answer_is_in_time(plain_index, monkeypatch):
    paper = factories.paper(name="Radweg")
    journal.drain("search")
    asked, whole = audiences.standing_of(None), type(shelf.engine()).query
    monkeypatch.setattr(
        type(shelf.engine()), "query", lambda *args, **kwargs: replace(whole(*args, **kwargs), is_complete=False)
    )
    cut = finding.groups(Wish(typed="Radweg"), standing=asked)
    monkeypatch.setattr(finding, "MOST_HITS", 1)
    full = finding.groups(Wish(typed="Radweg"), standing=asked)

    assert [cut, full] == [([f"paper:{paper.pk}"], False), ([f"paper:{paper.pk}"], True)]
