"""What the fields of a search mean, and what is said about those that mean nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import audiences
from council.models import District
from council.states import Audience, BodyKind
from documents.search import narrowing
from documents.search import query as queries
from documents.search.engine import Filter
from tests import factories

pytestmark = pytest.mark.django_db

PUBLIC = frozenset({"public"})


def narrowed(typed, user=None):
    return narrowing.narrowed(Filter(PUBLIC), queries.parse(typed).fields, standing=audiences.standing_of(user))


def problem(typed, user=None):
    with pytest.raises(queries.QueryProblem) as raised:
        narrowed(typed, user)
    return str(raised.value)


def district(name):
    now = timezone.now()
    return District.objects.create(body=factories.home(), name=name, created_at=now, modified_at=now)


@pytest.mark.parametrize(
    ("typed", "only"),
    [
        ("art:Antrag", {"paper_types": frozenset({"motion"})}),
        ("art:anträge", {"paper_types": frozenset({"motion"})}),
        ("art:Dateien", {"kinds": frozenset({"file"})}),
        ("art:Datei art:Antrag", {"kinds": frozenset({"file"}), "paper_types": frozenset({"motion"})}),
        ("stand:beschlossen", {"states": frozenset({"adopted"})}),
        ("von:2025 bis:3.2025", {"since": date(2025, 1, 1), "until": date(2025, 3, 31)}),
        ("ab:1.3.2025 seit:1.5.2025", {"since": date(2025, 5, 1)}),
        ("jahr:2020 jahr:2023-2024", {"years": frozenset({2020, 2023, 2024})}),
    ],
)
def test_field_becomes_a_filter(cast, typed, only):
    assert narrowed(typed) == Filter(PUBLIC, **only)


@pytest.mark.parametrize(
    "value", ["Umwelt", "umwelt", '"Ausschuss für Umwelt und Energie"', "Umweltausschuss", "energ"]
)
def test_body_is_meant_by_a_part_of_its_name(cast, value):
    assert narrowed(f"gremium:{value}").bodies == {cast.committee.key}


def test_whole_name_means_that_body_alone(cast):
    bau = factories.organization(kind=BodyKind.COMMITTEE, name="Bauausschuss")
    factories.organization(kind=BodyKind.COMMITTEE, name="Unterausschuss des Bauausschusses")

    assert narrowed("gremium:Bauausschuss").bodies == {bau.key}


def test_faction_is_no_body(cast):
    assert narrowed('fraktion:"Grüne Stadt"').factions == {cast.our_faction.key}
    assert "gibt es hier nicht" in problem('gremium:"Grüne Stadt"')


def test_district_is_meant_by_its_name(cast):
    district("Wesertor")
    north = district("Nord-Holland")

    assert narrowed("ortsbezirk:Nord").districts == {north.key}


def test_number_means_the_papers_this_person_may_read(cast):
    shown = factories.paper(reference="101.20.77")
    factories.paper(reference="101.20.771", audience=Audience.MEMBERS)

    assert narrowed("nummer:101.20.77").groups == {f"paper:{shown.pk}"}
    assert narrowed("nr:77").groups == {f"paper:{shown.pk}"}
    assert len(narrowed("nummer:101.20.77", cast.rival).groups) == 2
    closed, unknown = problem("nummer:101.20.771"), problem("nummer:101.20.779")
    assert closed == unknown.replace("101.20.779", "101.20.771")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "gremium:Umwet",
            "Ein Gremium „Umwet“ gibt es hier nicht. Meinten Sie „Ausschuss für Umwelt und Energie“?",
        ),
        ("stand:beshlossen", "Einen Stand „beshlossen“ gibt es hier nicht. Meinten Sie "),
        ("art:Quatsch", "Eine Art „Quatsch“ gibt es hier nicht. Möglich sind zum Beispiel „Magistratsvorlage“, "),
        ("gremium:der", "Ein Gremium „der“ gibt es hier nicht."),
        (
            "von:morgen",
            "„morgen“ ist kein Tag, kein Monat und kein Jahr: "
            "Bitte schreiben Sie zum Beispiel von:1.3.2025, von:3.2025 oder von:2025.",
        ),
        ("jahr:zwei", "„zwei“ ist kein Jahr: Bitte schreiben Sie zum Beispiel jahr:2025 oder jahr:2020-2025."),
        ("von:2025 bis:2024", "Der Beginn 1.1.2025 liegt nach dem Ende 31.12.2024."),
    ],
)
def test_value_that_means_nothing_is_refused_with_what_is_possible(cast, typed, sentence):
    assert problem(typed).startswith(sentence)


@pytest.mark.parametrize("value", ["*", "%_", "'; DROP", "x" * 900, "\u202e", '"((("', "🙂", "\0"])
def test_odd_values_are_refused_in_words(cast, value):
    for field in queries.FIELDS:
        assert problem(f"{field}:{value}").endswith((".", "?"))


def test_names_cost_one_query_for_each_field(cast):
    with CaptureQueriesContext(connection) as one:
        narrowed("gremium:Umwelt")
    for number in range(3):
        factories.organization(kind=BodyKind.COMMITTEE, name=f"Umweltbeirat {number}")
    with CaptureQueriesContext(connection) as many:
        narrowed("gremium:Umwelt gremium:Energie")

    assert (len(one), len(many)) == (1, 1)
