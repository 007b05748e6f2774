"""Words that mean the same: what a list may be, and how searches follow it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import audiences, journal, life
from council.may import Denied
from council.models import Entry
from documents.actions import synonyms as acts
from documents.models import SynonymList
from documents.search import finding, indexing, synonyms
from documents.search import query as queries
from documents.search.wishes import Wish
from tests import factories


def test_supplied_list_can_be_used():
    groups = synonyms.groups(synonyms.supplied())

    assert ("Antrag", "Vorlage", "Drucksache") in groups
    assert len({name for names in groups for name in names}) == sum(map(len, groups))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Kita, Kindergarten\nTram\n", "Zeile 2: Hier fehlt ein zweites Wort, mit einem Komma vom ersten getrennt."),
        ("Kita, Kita", "Zeile 1: Hier fehlt ein zweites Wort, mit einem Komma vom ersten getrennt."),
        ("Kita, der", "Zeile 1: Nach „der“ kann nicht gesucht werden."),
        ("Kita, ***", "Zeile 1: Nach „***“ kann nicht gesucht werden."),
        (", ".join(f"Wort{n}" for n in range(13)), "Zeile 1: Höchstens 12 Wörter sind in einer Zeile möglich."),
        ("Kita, " + "x" * 81, "Zeile 1: „" + "x" * 30 + "…“ ist zu lang, höchstens 80 Zeichen."),
        ("Kita, Tram\n" * 501, "Die Liste hat zu viele Zeilen: Höchstens 500 sind möglich."),
        ("x" * 40_001, "Die Liste ist zu lang: Höchstens 40000 Zeichen sind möglich."),
    ],
)
def test_list_that_cannot_be_used_names_the_line(text, sentence):
    with pytest.raises(synonyms.SynonymProblem) as raised:
        synonyms.groups(text)

    assert str(raised.value) == sentence


def test_remarks_and_empty_lines_are_no_groups():
    assert synonyms.groups("# Bildung\n\n Kita ,  Kinder garten # und so weiter\n") == [("Kita", "Kinder garten")]


@pytest.mark.django_db
def test_list_of_the_town_replaces_the_supplied_one(cast):
    acts.revise("Kita, Kindergarten", version=0, by=cast.clerk)
    others = synonyms.others()

    assert synonyms.kept() == (1, "Kita, Kindergarten")
    assert others("kita") == (queries.Word("Kindergarten", "kindergar"),)
    assert others("antrag") == ()


@pytest.mark.django_db
def test_search_finds_other_words_for_the_same_below_the_word_itself(cast, settings):
    settings.SEARCH_ENGINE = "memory"
    indexing.rebuild()
    acts.revise("Kita, Kindertagesstätte, Haus für Kinder", version=0, by=cast.clerk)
    for name in ("Haus für Kinder", "Kitas", "Kindertagesstätten", "Haus und Kinder"):
        factories.paper(name=name)
    journal.drain("search")

    found = finding.find(Wish(typed="Kita"), standing=audiences.standing_of(None))

    titles = [result.best.card.title for result in found.results]
    assert (titles[0], sorted(titles)) == ("Kitas", ["Haus für Kinder", "Kindertagesstätten", "Kitas"])


@pytest.mark.django_db
def test_revising_keeps_versions_and_records_numbers_only(cast):
    acts.revise("Kita, Kindergarten", version=0, by=cast.clerk)
    acts.revise("", version=1, by=cast.clerk)

    rows = list(SynonymList.objects.order_by("number").values_list("number", "text"))
    entries = list(Entry.objects.filter(verb="synonyms.revised").order_by("number").values_list("actor", "numbers"))
    assert rows == [(1, "Kita, Kindergarten"), (2, "")]
    assert entries == [(cast.clerk.pk, {"groups": 1}), (cast.clerk.pk, {"groups": 0})]


@pytest.mark.django_db
def test_list_that_somebody_changed_meanwhile_is_not_overwritten(cast):
    acts.revise("Kita, Kindergarten", version=0, by=cast.clerk)

    with pytest.raises(life.Stale):
        acts.revise("Tram, Straßenbahn", version=0, by=cast.clerk)

    assert synonyms.kept() == (1, "Kita, Kindergarten")


@pytest.mark.django_db
def test_of_two_lists_saved_at_the_same_moment_one_is_refused_in_words(cast, monkeypatch):
    real = synonyms.groups

    def meanwhile(text):
        SynonymList.objects.create(number=1, text="Bus, Tram", made_at=timezone.now())
        return real(text)

    monkeypatch.setattr(synonyms, "groups", meanwhile)

    with pytest.raises(life.Stale, match="jemand anderes"):
        acts.revise("Kita, Kindergarten", version=0, by=cast.clerk)


@pytest.mark.django_db
def test_only_the_office_revises(cast):
    refused = []
    for name, user in cast.everyone().items():
        try:
            acts.revise("Kita, Kindergarten", version=synonyms.kept().number, by=user)
        except Denied:
            refused.append(name)

    assert set(cast.everyone()) - set(refused) == {"clerk", "deputy"}


@pytest.mark.django_db
def test_reading_the_list_costs_one_query(cast):
    with CaptureQueriesContext(connection) as cost:
        synonyms.others()

    assert len(cost) == 1
