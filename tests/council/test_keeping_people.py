"""The office enters and changes persons; twins are asked about; the list is for all, what is missing for the office."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import twins
from council.actions import bodies
from council.models import Entry, Person
from tests import factories, inviting

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def aware(response):
    """The sign that the page asked and was read."""
    found = re.search(r'name="aware" value="([0-9a-f]{64})"', text(response))
    return found[1] if found else ""


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)


ADA = {"given_name": "Ada", "family_name": "Beispiel", "form_of_address": "Frau", "titles": "Prof., Dr."}


def test_office_enters_a_person_from_the_list(cast, client):
    client.force_login(cast.clerk)
    way = text(client.get("/people/"))

    response = client.post("/people/new/", ADA)

    person = Person.objects.get(family_name="Beispiel")
    assert 'href="/people/new/"' in way
    assert (response.status_code, response["Location"]) == (303, person.get_absolute_url())
    assert (person.name, person.titles, person.body) == ("Prof. Dr. Ada Beispiel", ["Prof.", "Dr."], cast.town)
    entry = Entry.objects.get(verb="person.entered")
    assert (entry.actor, entry.thing, entry.numbers) == (cast.clerk, person.pk, {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. Jörg Müller", "Mueller, Joerg"),
        ("Ada  Beispiel", "BEISPIEL Ada"),
        ("Anne-Marie Groß", "Anne Marie Gross"),
        ("René Dupont", "Rene Dupont"),
    ],
)
def test_names_that_look_the_same_are_twins(one, other):
    assert twins.folded(one) == twins.folded(other)


def test_other_names_are_no_twins():
    assert len({twins.folded(name) for name in ("Ada Beispiel", "Adam Beispiel", "Ada Beispielo", "Dr.", "")}) == 5


def test_twin_is_asked_about_before_anything_is_saved(cast, client):
    known = factories.person(name="Dr. Jörg Müller")
    client.force_login(cast.clerk)
    typed = {"given_name": "Joerg", "family_name": "Mueller"}

    asked = client.post("/people/new/", typed)
    before = Person.objects.filter(family_name="Mueller").count()
    meant = client.post("/people/new/", typed | {"aware": aware(asked)})

    assert (asked.status_code, before) == (200, 0)
    assert "Gibt es schon: Dr. Jörg Müller" in text(asked)
    assert known.get_absolute_url() in text(asked)
    assert (meant.status_code, Person.objects.filter(family_name="Mueller").count()) == (303, 1)


def test_answer_to_one_twin_is_none_to_another(cast, client):
    factories.person(name="Jörg Müller")
    factories.person(name="Eva Kurz")
    client.force_login(cast.clerk)
    asked = client.post("/people/new/", {"given_name": "Jörg", "family_name": "Müller"})

    again = client.post("/people/new/", {"given_name": "Eva", "family_name": "Kurz", "aware": aware(asked)})

    assert "Gibt es schon: Eva Kurz" in text(again)
    assert Person.objects.filter(family_name="Kurz").count() == 0


def test_office_changes_a_name_and_it_follows_its_parts(cast, client):
    client.force_login(cast.clerk)
    client.post("/people/new/", ADA)
    person = Person.objects.get(family_name="Beispiel")
    edit = f"{person.get_absolute_url()}edit/"
    shown = text(client.get(edit))

    client.post(edit, ADA | {"family_name": "Muster", "version": person.version})

    person.refresh_from_db()
    assert edit in text(client.get(person.get_absolute_url()))
    assert 'name="name" maxlength="200"' in shown
    assert 'value="Prof. Dr. Ada Beispiel"' not in shown
    assert person.name == "Prof. Dr. Ada Muster"


def test_change_made_from_an_older_page_is_refused_and_kept(cast, client):
    person = factories.person(name="Ada Beispiel", given_name="Ada", family_name="Beispiel")
    bodies.change(person, by=None, affix="von")
    client.force_login(cast.clerk)

    edit = f"{person.get_absolute_url()}edit/"
    late = client.post(edit, ADA | {"family_name": "Später", "version": 1})

    person.refresh_from_db()
    assert (late.status_code, person.family_name) == (409, "Beispiel")
    assert "Inzwischen hat jemand anderes etwas geändert." in text(late)
    assert 'value="Später"' in text(late)
    assert 'name="version" value="2"' in text(late)


def test_person_entered_by_mistake_is_struck_and_one_with_a_seat_is_not(cast, client):
    mistaken, seated = factories.person(name="Irrtum"), factories.person(name="Sitzt")
    seat = factories.membership(seated, cast.committee)
    client.force_login(cast.clerk)
    refusal = text(client.get(f"{seated.get_absolute_url()}strike/"))

    gone = client.post(f"{mistaken.get_absolute_url()}strike/", {"version": 1})
    kept = client.post(f"{seated.get_absolute_url()}strike/", {"version": 1})
    bodies.change(seat, by=None, deleted_at=timezone.now())
    freed = client.post(f"{seated.get_absolute_url()}strike/", {"version": 1})

    assert "Das geht nicht mehr" in refusal
    assert [answer.status_code for answer in (gone, kept, freed)] == [303, 409, 303]
    assert client.get(mistaken.get_absolute_url()).status_code == 404


def test_person_with_an_account_is_not_struck(cast, client):
    client.force_login(cast.clerk)

    response = client.post(f"{cast.mayor.person.get_absolute_url()}strike/", {"version": 1})

    cast.mayor.person.refresh_from_db()
    assert (response.status_code, cast.mayor.person.deleted_at) == (409, None)


@pytest.mark.parametrize("name", ["chair", "councillor", "mayor", "officer", "moderator", "citizen"])
def test_nobody_else_keeps_persons(cast, client, name):
    person = factories.person(name="Ada Beispiel")
    client.force_login(cast.people[name])
    url = person.get_absolute_url()

    answers = [
        getattr(client, method)(page).status_code
        for page in ("/people/new/", f"{url}edit/", f"{url}strike/", f"{url}seats/new/")
        for method in ("get", "post")
    ]

    assert answers == [403] * 8
    assert "Für das Büro" not in text(client.get(url))
    assert Person.objects.filter(name="Ada Beispiel", deleted_at=None).count() == 1


@pytest.mark.parametrize(
    ("typed", "status", "name"),
    [
        ({"family_name": "<script>alert(1)</script>"}, 303, "<script>alert(1)</script>"),
        ({"family_name": "Nu\x00ll"}, 303, "Null"),
        ({"family_name": "Ad\u202ea\u200b  B"}, 303, "Ada B"),
        ({"family_name": "x" * 200_000}, 422, ""),
        ({"family_name": " \u202e "}, 422, ""),
        ({"family_name": "A", "titles": "x" * 60}, 422, ""),
        ({"family_name": "A" * 100, "given_name": "B" * 100}, 422, ""),
    ],
)
def test_odd_names_are_kept_as_text_or_refused(cast, client, typed, status, name):
    client.force_login(cast.clerk)
    known = Person.objects.count()

    response = client.post("/people/new/", typed)

    assert (response.status_code, Person.objects.count() - known) == (status, int(status == 303))
    assert not name or Person.objects.latest("pk").name == name
    assert "<script>alert(1)" not in text(client.get("/people/"))


def test_everyone_finds_persons_by_a_part_of_the_name_and_by_body(cast, client):
    factories.membership(factories.person(name="Jörg Müller"), cast.committee)
    factories.person(name="Eva Kurz")

    names = ("Jörg Müller", "Eva Kurz", "Frau Councillor")
    seen = {
        asked: [name for name in names if name in text(client.get(f"/people/?{asked}"))]
        for asked in ("", "q=mull", f"body={cast.committee.key}", "seated=none", "q=niemand", "body=x&seated=x")
    }

    assert seen == {
        "": list(names),
        "q=mull": ["Jörg Müller"],
        f"body={cast.committee.key}": ["Jörg Müller", "Frau Councillor"],
        "seated=none": ["Eva Kurz"],
        "q=niemand": [],
        "body=x&seated=x": list(names),
    }


def test_what_is_missing_is_shown_to_the_office_alone(cast, client):
    factories.person(name="Eva Kurz")
    inviting.reach(cast.councillor.person, kind="email")
    names = ("Eva Kurz", "Frau Councillor")

    seen = {}
    for who in ("clerk", "chair", "citizen", "nobody"):
        client.logout()
        if who != "nobody":
            client.force_login(cast.people[who])
        pages = [text(client.get(f"/people/?lacking={what}")) for what in ("account", "channel")]
        found = [[name for name in names if name in page] for page in pages]
        seen[who] = (found, any("ohne Zugang" in page or "ohne Einladungsweg" in page for page in pages))

    everyone = [list(names), list(names)]
    assert seen == {
        "clerk": ([["Eva Kurz"], ["Eva Kurz"]], True),
        "chair": (everyone, False),
        "citizen": (everyone, False),
        "nobody": (everyone, False),
    }


def test_list_of_persons_asks_as_much_for_three_as_for_one(cast, client):
    client.force_login(cast.clerk)
    factories.membership(factories.person(), cast.committee)
    one = queries(client, "/people/")
    for _ in range(2):
        factories.membership(factories.person(), cast.committee)

    assert queries(client, "/people/") == one


def test_deleted_persons_are_in_no_list(cast, client):
    bodies.change(factories.person(name="Gelöschte Person"), by=None, deleted_at=timezone.now())
    client.force_login(cast.clerk)

    assert "Gelöschte Person" not in text(client.get("/people/?q=Person"))


def test_town_without_persons_says_so(client):
    assert "Noch keine Personen" in text(client.get("/people/"))
