"""Whoever may not read a thing learns nothing of it by searching: no result, count, order, correction or offer."""

from datetime import date

import pytest

from council import journal
from council.actions import agenda
from council.states import Audience
from documents.actions import papers
from documents.models import Originator
from documents.states import PaperState
from tests import factories
from tests.documents.search.finds import complete, counts, find, titles

pytestmark = pytest.mark.django_db


def everywhere(word, user):
    """All a person can see of a search for one word, flattened: results, passages, counts, offers."""
    findings = find(word, user)
    texts = [
        piece
        for result in findings.results
        for found in (result.best, *result.beside)
        for piece in (*found.title, *found.passage, found.card.context)
    ]
    options = [(option.label, option.results) for facet in findings.facets.values() for option in facet]
    tried = [(one.alone, one.without) for one in findings.tried]
    return findings.count, texts, options, findings.nearest, tried


def test_restricted_paper_is_gone_before_the_reader_has_run(cast, index):
    paper = factories.paper(name="Grundstück am Anger")
    factories.file(paper=paper, pages=("Der Anger wird verkauft.",))
    journal.drain("search")
    before = find("Anger").count

    papers.restrict(paper, audience=Audience.MEMBERS, by=None)

    assert (before, everywhere("Anger", None)) == (1, (0, [], [], [], []))
    assert find("Anger", cast.everyone()["rival"]).count == 1


def closed_things(cast):
    """Things with the word „Anger“ and who may read each, in audiences of all sorts."""
    committee = {"audience": Audience.BODY, "audience_organization": cast.committee}
    factories.paper(name="Anger öffentlich", date=date(2026, 1, 1))
    factories.paper(name="Anger Mitglieder", audience=Audience.MEMBERS, date=date(2025, 1, 1))
    factories.paper(name="Anger Rat", audience=Audience.COUNCIL, date=date(2024, 1, 1))
    factories.paper(name="Anger Verwaltung", audience=Audience.ADMINISTRATION, date=date(2023, 1, 1))
    factories.paper(
        name="Anger Fraktion",
        audience=Audience.FACTION,
        audience_organization=cast.our_faction,
        date=date(2022, 1, 1),
    )
    factories.paper(
        name="Anger Entwurf", audience=Audience.PRIVATE, owner=cast.citizen, state=PaperState.DRAFT, date=None
    )
    handed_in = factories.paper(
        name="Anger eingereicht",
        audience=Audience.BODY,
        audience_organization=cast.assembly_office,
        owner=cast.district,
        date=date(2021, 1, 1),
    )
    Originator.objects.create(paper=handed_in, organization=cast.other_faction)
    meeting = factories.meeting(cast.committee, name="34. Sitzung")
    factories.item(meeting, name="Anger im Ausschuss", **committee)
    paper = factories.paper(name="Ohne das Wort", audience=Audience.MEMBERS, date=date(2020, 1, 1))
    factories.file(paper=paper, name="Anlage", audience=Audience.COUNCIL, pages=("Der Anger",))
    factories.file(meeting=meeting, name="Niederschrift", pages=("Zum Anger wurde beraten.",), **committee)


EXPECTED = {
    "nobody": {"Anger öffentlich"},
    "citizen": {"Anger öffentlich", "Anger Entwurf"},
    "moderator": {"Anger öffentlich"},
    "district": {"Anger öffentlich", "Anger eingereicht"},
    "rival": {"Anger öffentlich", "Anger Mitglieder", "Anger Rat", "Anger eingereicht", "Anlage"},
    "councillor": {
        "Anger öffentlich",
        "Anger Mitglieder",
        "Anger Rat",
        "Anger Fraktion",
        "Anger im Ausschuss",
        "Niederschrift",
        "Anlage",
    },
    "colleague": {
        "Anger öffentlich",
        "Anger Mitglieder",
        "Anger Rat",
        "Anger Fraktion",
        "Anger im Ausschuss",
        "Niederschrift",
        "Anlage",
    },
    "chair": {"Anger öffentlich", "Anger Mitglieder", "Anger Rat", "Anlage"},
    "officer": {"Anger öffentlich", "Anger Rat", "Anger Verwaltung"},
    "mayor": {
        "Anger öffentlich",
        "Anger Mitglieder",
        "Anger Rat",
        "Anger Verwaltung",
        "Anger im Ausschuss",
        "Niederschrift",
        "Anlage",
    },
    "clerk": {
        "Anger öffentlich",
        "Anger Mitglieder",
        "Anger Rat",
        "Anger eingereicht",
        "Anger im Ausschuss",
        "Niederschrift",
        "Anlage",
    },
}
EXPECTED["deputy"] = EXPECTED["clerk"]


def things_found(findings):
    return {found.card.title for result in findings.results for found in (result.best, *result.beside)}


def test_each_of_the_cast_finds_exactly_what_they_may_read(cast, index):
    closed_things(cast)
    journal.drain("search")

    found = {name: things_found(find("Anger", user)) for name, user in cast.everyone().items()}

    assert found == EXPECTED


def test_facets_count_exactly_what_each_of_the_cast_may_read(cast, index):
    closed_things(cast)
    journal.drain("search")
    of_meeting, of_paper = {"Anger im Ausschuss", "Niederschrift"}, {"Anlage"}

    for name, user in cast.everyone().items():
        readable = EXPECTED[name]
        groups = len(readable - of_meeting) + bool(readable & of_meeting)
        findings = find("Anger", user)
        papers_ = len(readable - of_meeting - of_paper)
        files_ = bool(readable & {"Niederschrift"}) + bool(readable & of_paper)
        items_ = bool(readable & {"Anger im Ausschuss"})
        kinds = {"Vorlagen": papers_, "Dateien": files_, "Tagesordnungspunkte": items_}

        assert findings.count == groups, name
        assert counts(findings, "kind") == {label: count for label, count in kinds.items() if count}, name
        assert sum(counts(findings, "year").values()) == groups - ("Anger Entwurf" in readable), name
        assert counts(findings, "body") == ({"Ausschuss für Umwelt und Energie": 1} if items_ else {}), name
        brought_in = {"Fraktion Bürgerliste": 1} if "Anger eingereicht" in readable else {}
        assert counts(findings, "faction") == brought_in, name
        states = papers_ + bool(readable & of_paper)
        assert sum(counts(findings, "state").values()) == sum(counts(findings, "type").values()) == states, name


def test_barred_person_finds_nothing_of_the_item_in_any_way(cast, index):
    meeting = factories.meeting(cast.committee)
    item = factories.item(
        meeting, name="Verkauf Glockenhof", audience=Audience.BODY, audience_organization=cast.committee
    )
    factories.file(
        meeting=meeting,
        item=item,
        pages=("Der Glockenhof",),
        audience=Audience.BODY,
        audience_organization=cast.committee,
    )
    journal.drain("search")
    agenda.bar(item, person=cast.colleague.person, by=None)
    barred, other = cast.everyone()["colleague"], cast.everyone()["councillor"]

    assert find("Glockenhof", other).count == 1
    assert everywhere("Glockenhof", barred) == everywhere("Glockenhof", None) == (0, [], [], [], [])
    assert [offer.instead for offer in find("Glokenhof", other).nearest] == ["Glockenhof"]
    assert find("Glokenhof", barred).nearest == []
    assert (complete("Glock", barred), complete("Glock", other)) == ([], ["Glockenhof"])


def test_words_of_closed_things_are_offered_to_their_readers_alone(cast, index):
    factories.paper(name="Kaufvertrag Glockenhof", audience=Audience.MEMBERS)
    journal.drain("search")

    offered = {
        name: ([offer.instead for offer in find("Glokenhof", user).nearest], complete("Glocken", user))
        for name, user in cast.everyone().items()
    }

    readers = {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"}
    assert {name for name, offer in offered.items() if offer == (["Glockenhof"], ["Glockenhof"])} == readers
    assert {name for name, offer in offered.items() if offer == ([], [])} == set(offered) - readers


def test_word_is_not_offered_when_what_has_it_was_just_closed(cast, index):
    paper = factories.paper(name="Glockenhof")
    journal.drain("search")
    before = ([offer.instead for offer in find("Glokenhof").nearest], complete("Glocken", None))

    papers.restrict(paper, audience=Audience.MEMBERS, by=None)

    assert before == (["Glockenhof"], ["Glockenhof"])
    assert (find("Glokenhof").nearest, complete("Glocken", None)) == ([], [])


def test_public_results_are_ordered_as_if_nothing_closed_existed(cast, index):
    for number in range(5):
        factories.paper(name=f"Radweg {number}", text="Radweg " * number + "Anger " * (5 - number))
    journal.drain("search")
    before = titles("Radweg Anger")
    for _ in range(9):
        factories.paper(name="Anger", text="Anger " * 50, audience=Audience.MEMBERS)
    journal.drain("search")

    assert titles("Radweg Anger") == before
