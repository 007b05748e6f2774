"""The calculator of seats: the factions of a day, the methods side by side, by the town's own numbers (domain brief §6.6)."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from council.law import seats as law
from council.models import Membership, Organization, Person
from council.states import BodyKind

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 1)


def house(cast, sizes, *, without=0):
    """Seat as many members as each faction has, and some without a faction."""
    Membership.objects.all().delete()
    now = timezone.now()
    moments = {"created_at": now, "modified_at": now}
    factions = {
        name: Organization(body=cast.town, kind=BodyKind.FACTION, name=f"Fraktion {name}", short_name=name, **moments)
        for name in sizes
    }
    Organization.objects.bulk_create(factions.values())
    seats = [name for name, size in sizes.items() for _ in range(size)] + [None] * without
    people = [Person(body=cast.town, name=f"Mitglied {number}", **moments) for number in range(len(seats))]
    Person.objects.bulk_create(people)
    bodies = [(cast.assembly, person) for person in people]
    bodies += [(factions[name], person) for person, name in zip(people, seats, strict=True) if name]
    Membership.objects.bulk_create(
        Membership(
            person=person, organization=body, voting_right=True, role="Mitglied", start_date=date(2021, 4, 1), **moments
        )
        for body, person in bodies
    )


def computed(client, body, *, seats):
    page = client.get(reverse("body-seats", args=[body.key]), {"seats": seats, "on": ON.isoformat()})
    rows = {faction.short_name: found for faction, _, found in page.context["rows"]}
    names = [column.name for column in page.context["columns"]]
    return names, rows, {column.name: column.lot for column in page.context["columns"]}


# T-S3, T-S4, T-S5: Hare/Niemeyer, d'Hondt, Sainte-Laguë.
CASES = {
    "T-S3": (
        {"SPD": 21, "CDU": 15, "Grüne": 13, "AfD": 8, "Linke": 7, "FDP": 4},
        3,
        {
            "SPD": [4, 5, 4],
            "CDU": [3, 3, 3],
            "Grüne": [2, 3, 2],
            "AfD": [2, 1, 2],
            "Linke": [1, 1, 1],
            "FDP": [1, 0, 1],
        },
        "",
    ),
    "T-S4": (
        {"SPD": 21, "CDU": 15, "Grüne": 13, "AfD": 8, "Linke": 7, "FDP": 4, "FW": 3},
        0,
        {
            "SPD": [4, 5, 4],
            "CDU": [3, 3, 3],
            "Grüne": [2, 3, 2],
            "AfD": [1, 1, 1],
            "Linke": [1, 1, 1],
            "FDP": [1, 0, 1],
            "FW": [1, 0, 1],
        },
        "",
    ),
    "T-S5": (
        {"Grüne": 20, "SPD": 17, "CDU": 14, "Linke": 8, "FDP": 4, "AfD": 4},
        0,
        {
            "Grüne": [4, 4, 4],
            "SPD": [3, 4, 3],
            "CDU": [3, 3, 3],
            "Linke": [1, 1, 1],
            "FDP": [1, 0, 1],
            "AfD": [1, 0, 1],
        },
        "1 durch Los zwischen AfD, FDP, Grüne, Linke",
    ),
}


@pytest.mark.parametrize(("sizes", "without", "expected", "lot"), CASES.values(), ids=CASES)
def test_committee_of_thirteen_by_the_factions_of_the_day(cast, client, sizes, without, expected, lot):
    house(cast, sizes, without=without)

    names, rows, lots = computed(client, cast.committee, seats=13)

    assert names == ["Hare/Niemeyer", "d’Hondt", "Sainte-Laguë/Schepers"]
    assert rows == expected
    assert lots == {"Hare/Niemeyer": "", "d’Hondt": lot, "Sainte-Laguë/Schepers": ""}


# T-S1 and T-S2: the assembly of 71 by the percentages of the elections of 2021 and 2016.
ELECTIONS = {
    "2021": (
        ["28.70", "24.58", "19.18", "11.23", "5.64", "5.58", "2.26", "1.86", "0.98"],
        [20, 17, 14, 8, 4, 4, 2, 1, 1],
        [21, 18, 14, 8, 4, 4, 1, 1, 0],
    ),
    "2016": (
        ["29.46", "20.71", "18.01", "10.97", "10.63", "5.63", "2.99", "1.61"],
        [21, 15, 13, 8, 7, 4, 2, 1],
        [21, 15, 13, 8, 7, 4, 2, 1],
    ),
}


@pytest.mark.parametrize(("shares", "hare", "d_hondt"), ELECTIONS.values(), ids=ELECTIONS)
def test_assembly_of_71_by_the_votes_of_the_town(shares, hare, d_hondt):
    votes = dict(enumerate(shares))

    found = [
        list(law.distribute(votes, seats=71, method=method, majority_clause=True).sure.values())
        for method in ("hare_niemeyer", "d_hondt", "sainte_lague")
    ]

    assert found == [hare, d_hondt, hare]


@pytest.mark.parametrize(
    "typed", [{"seats": "0"}, {"seats": "9999"}, {"seats": "viele"}, {"on": "gestern"}, {"seats": "\x00"}]
)
def test_strange_numbers_are_refused_and_the_page_still_answers(cast, client, typed):
    answer = client.get(reverse("body-seats", args=[cast.committee.key]), typed)

    assert answer.status_code == 422
    assert answer.context["seats"] == 13


def test_body_page_leads_there_and_a_day_before_the_factions_says_so(cast, client):
    body = client.get(cast.committee.get_absolute_url()).content.decode()
    empty = client.get(reverse("body-seats", args=[cast.committee.key]), {"on": "1990-01-01"}).content.decode()

    assert reverse("body-seats", args=[cast.committee.key]) in body
    assert "Keine Fraktionen" in empty


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_however_many_factions(cast, client, rows, django_assert_num_queries):
    house(cast, {f"F{number}": 3 for number in range(rows)})

    with django_assert_num_queries(5):
        client.get(reverse("body-seats", args=[cast.committee.key]), {"on": ON.isoformat()})
