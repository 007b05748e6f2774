"""The office enters, sets right, ends and takes back seats; the rights that follow are shown before and come on the day."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import audiences, doubts, rights
from council.actions import bodies
from council.models import Entry, Membership, User
from council.states import BodyKind
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def text(response):
    return response.content.decode()


def aware(response):
    found = re.search(r'name="aware" value="([0-9a-f]{64})"', text(response))
    return found[1] if found else ""


def meant(client, url, typed):
    """Send the form, read what follows, and send it once more."""
    asked = client.post(url, typed)
    return asked, client.post(url, typed | {"aware": aware(asked)})


def of_person(person):
    return f"{person.get_absolute_url()}seats/new/"


def of_seat(seat, step):
    return f"/memberships/{seat.key}/{step}/"


def standing(user, *, on=TODAY):
    return audiences.standing_of(User.objects.get(pk=user.pk), on=on)


def typed(cast, **fields):
    given = {"organization": cast.committee.key, "role": "Mitglied", "voting": "yes", "start_date": TOMORROW}
    return given | fields


def test_office_seats_a_person_and_the_rights_come_on_the_day(cast, client):
    client.force_login(cast.clerk)
    url = of_person(cast.rival.person)
    page = text(client.get(cast.rival.person.get_absolute_url()))

    asked, done = meant(client, url, typed(cast, on_behalf_of=cast.other_faction.key))

    seat = Membership.objects.get(person=cast.rival.person, organization=cast.committee)
    assert url in page
    assert asked.status_code == 200
    assert f"Ausschusses „{cast.committee.name}“" in text(asked)
    assert "Stimmt dort mit ab" in text(asked)
    assert (done.status_code, done["Location"]) == (303, cast.rival.person.get_absolute_url())
    assert (seat.voting_right, seat.on_behalf_of, seat.start_date) == (True, cast.other_faction, TOMORROW)
    reads = [cast.committee.pk in standing(cast.rival, on=day).bodies for day in (TODAY, TOMORROW)]
    assert reads == [False, True]
    assert Entry.objects.get(verb="membership.entered").numbers == {}


def test_office_seats_from_the_page_of_the_body_by_a_name_that_is_typed(cast, client):
    person = factories.person(name="Jörg Müller")
    client.force_login(cast.clerk)
    url = f"{cast.committee.get_absolute_url()}members/new/"
    page, form = text(client.get(cast.committee.get_absolute_url())), text(client.get(url))

    asked, done = meant(
        client, url, {"person": "muell jorg", "role": "Vorsitzender", "voting": "yes", "start_date": TODAY}
    )

    assert url in page
    assert '<option value="Jörg Müller">' in form
    assert "Jörg Müller, Vorsitzender: Das folgt daraus" in text(asked)
    assert done.status_code == 303
    assert Membership.objects.get(person=person).role == "Vorsitzender"


def test_persons_of_the_same_name_are_told_apart(cast, client):
    one, other = factories.person(name="Ada Beispiel"), factories.person(name="Ada Beispiel")
    factories.membership(one, cast.assembly)
    client.force_login(cast.clerk)
    url = f"{cast.committee.get_absolute_url()}members/new/"
    sent = {"role": "", "voting": "yes", "start_date": TODAY}

    unsure = client.post(url, sent | {"person": "Ada Beispiel"})
    label = f"Ada Beispiel (ohne Mitgliedschaft, {other.key[:4]})"
    meant(client, url, sent | {"person": label})

    assert unsure.status_code == 422
    assert "So heißen mehrere." in text(unsure)
    assert [seat.person for seat in cast.committee.memberships.filter(person__in=[one, other])] == [other]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"person": "Niemand"}, "So ist niemand eingetragen."),
        ({"person": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"start_date": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"start_date": "2026-02-31"}, "Datum"),
        ({"end_date": YESTERDAY}, "Der letzte Tag liegt vor dem ersten."),
        ({"voting": "maybe"}, "keine gültige Auswahl"),
        ({"on_behalf_of": "\x00"}, "Nullzeichen"),
        ({"role": "x" * 200_000}, "höchstens 200 Zeichen"),
        ({"person": "x" * 200_000}, "höchstens 400 Zeichen"),
        ({"person": "Frau Councillor"}, "sitzt in dieser Zeit schon in diesem Gremium seit 1. April 2021."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(cast, client, fields, sentence):
    client.force_login(cast.clerk)
    known = Membership.objects.count()
    sent = {"person": "Frau Rival", "role": "", "voting": "yes", "start_date": TODAY} | fields

    response = client.post(f"{cast.committee.get_absolute_url()}members/new/", sent)

    assert (response.status_code, Membership.objects.count()) == (422, known)
    assert sentence in text(response)


def test_seat_may_follow_a_seat_that_ended_the_day_before(cast, client):
    seat = cast.councillor.person.memberships.get(organization=cast.committee)
    bodies.end_membership(seat, on=TODAY, by=None)
    client.force_login(cast.clerk)
    url = of_person(cast.councillor.person)

    same_day = client.post(url, typed(cast, start_date=TODAY))
    _, next_day = meant(client, url, typed(cast, start_date=TOMORROW))

    assert (same_day.status_code, next_day.status_code) == (422, 303)


def test_seat_stays_within_the_days_of_the_body(cast, client):
    body = factories.organization(start_date=TODAY, end_date=TOMORROW)
    client.force_login(cast.clerk)

    response = client.post(of_person(cast.rival.person), typed(cast, organization=body.key, start_date=YESTERDAY))

    assert response.status_code == 422
    assert "Das Gremium besteht erst seit" in text(response)
    assert "Das Gremium besteht nur bis" in text(response)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Stadtverordnetenvorsteherin", 200),
        ("stadtverordnetenvorsteher", 422),
        ("Frau Stadtverordnetenvorsteherin", 422),
    ],
)
def test_word_from_which_the_chair_follows_is_asked_for_exactly(cast, client, role, status):
    client.force_login(cast.clerk)
    person = factories.person()

    response = client.post(of_person(person), typed(cast, organization=cast.assembly.key, role=role))

    assert response.status_code == status
    assert ("Leitet die Sitzungen der Versammlung" in text(response)) is (status == 200)
    assert ("Den Vorsitz hat an diesem Tag schon Frau Chair." in text(response)) is (status == 200)


def test_seat_too_many_is_warned_of_but_not_refused(cast, client):
    bodies.change(cast.committee, by=None, statutory_seats=2)
    client.force_login(cast.clerk)

    asked, done = meant(client, of_person(cast.rival.person), typed(cast))

    assert "Achtung: Das Gremium hat 2 Sitze, und 2 davon sind an diesem Tag schon besetzt." in text(asked)
    assert done.status_code == 303


def test_what_does_not_go_together_is_warned_of(cast):
    def said(user, body, **fields):
        seat = Membership(person=user.person, organization=body, voting_right=True, start_date=TODAY, **fields)
        return [sentence for sentence in doubts.of(seat, on=TODAY) if "Einladungsweg" not in sentence]

    fellow = User.objects.select_related("person").get(pk=cast.councillor.pk)

    assert said(fellow, cast.other_faction) == [
        "Achtung: Die Person gehört an diesem Tag schon zu: Fraktion Grüne Stadt."
    ]
    assert "HGO § 65" in said(cast.mayor, cast.assembly)[0]
    assert "HGO § 65" in said(fellow, cast.magistrat)[0]
    assert said(fellow, cast.magistrat, end_date=YESTERDAY) == []


def test_person_out_of_reach_is_said_so(cast):
    seat = Membership(person=factories.person(), organization=cast.committee, voting_right=True, start_date=TODAY)

    said = doubts.of(seat, on=TODAY)

    assert [("keinen Zugang" in one, "Einladungsweg" in one) for one in said] == [(True, False), (False, True)]


@pytest.mark.parametrize("kind", BodyKind.values)
def test_every_kind_of_body_says_what_follows(kind):
    from council.models import Organization, Person

    seat = Membership(
        person=Person(name="A"),
        organization=Organization(kind=kind, name="Gremium"),
        role="Vorsitzende",
        voting_right=True,
    )

    said = rights.sentences(seat, on=TODAY)

    assert said[0].startswith("Liest damit ab sofort ")
    assert {sentence[-1] for sentence in said} == {"."}


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, None, "ab sofort"),
        (date(2021, 4, 1), None, "ab sofort"),
        (date(2026, 12, 1), None, "ab 1. Dezember 2026"),
        (date(2026, 12, 1), date(2031, 3, 31), "ab 1. Dezember 2026 bis 31. März 2031"),
        (date(2016, 4, 1), date(2021, 3, 31), "vom 1. April 2016 bis 31. März 2021"),
    ],
)
def test_span_names_the_days_of_the_rights(start, end, said):
    assert rights.span(Membership(start_date=start, end_date=end), on=date(2026, 11, 26)) == said


def test_advising_seat_in_the_assembly_reads_less(cast):
    seats = [Membership(organization=cast.assembly, voting_right=vote) for vote in (True, False)]

    said = ["ihren Mitgliedern vorbehalten" in rights.sentences(seat, on=TODAY)[0] for seat in seats]

    assert said == [True, False]


# Setting right, ending, taking back


def test_office_ends_a_seat_and_others_with_it_and_the_rights_are_gone_the_day_after(cast, client):
    person = cast.councillor.person
    seats = {name: person.memberships.get(organization=getattr(cast, name)) for name in ("assembly", "committee")}
    client.force_login(cast.clerk)
    form = text(client.get(of_seat(seats["assembly"], "end")))

    done = client.post(of_seat(seats["assembly"], "end"), {"on": TODAY, "also": [seats["committee"].key], "version": 1})

    now, then = standing(cast.councillor), standing(cast.councillor, on=TOMORROW)
    assert "Fraktion Grüne Stadt (Vorsitzende)" in form
    assert done.status_code == 303
    assert (now.member, then.member) == (True, False)
    assert then.bodies == frozenset()
    assert then.factions == {cast.our_faction.pk}
    ended = Entry.objects.filter(verb="membership.ended")
    assert sorted(entry.thing for entry in ended) == sorted(seat.pk for seat in seats.values())
    assert len({entry.act for entry in ended}) == 1


def test_seats_of_a_body_end_together_and_who_stays_is_left_out(cast, client):
    seats = {name: cast.people[name].person.memberships.get(organization=cast.assembly) for name in ("chair", "rival")}
    client.force_login(cast.clerk)
    url = f"{cast.assembly.get_absolute_url()}members/end/"
    way, form = text(client.get(cast.assembly.get_absolute_url())), text(client.get(url))

    nobody = client.post(url, {"on": TODAY})
    early = client.post(url, {"on": "2021-03-31", "seats": [seats["rival"].key]})
    asked, done = meant(client, url, {"on": TODAY, "seats": [seats["rival"].key]})
    again = client.post(url, {"on": TODAY, "seats": [seats["rival"].key]})

    assert (url in way, form.count('name="seats"'), form.count("checked")) == (True, 4, 4)
    assert [answer.status_code for answer in (nobody, early, asked, done, again)] == [422, 422, 200, 303, 422]
    assert "Das läge vor dem ersten Tag von: Frau Rival." in text(early)
    assert "Frau Rival (Mitglied): bis" in text(asked)
    ended = cast.assembly.memberships.filter(end_date=TODAY)
    assert [seat.person for seat in ended] == [cast.rival.person]
    assert Entry.objects.get(verb="membership.ended").thing == seats["rival"].pk


def test_seats_of_a_body_cost_as_many_queries_to_end_for_three_as_for_one(cast, client):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{body.get_absolute_url()}members/end/")
        return len(seen)

    body = factories.organization()
    client.force_login(cast.clerk)
    factories.membership(factories.person(), body)
    one = queries()
    for _ in range(2):
        factories.membership(factories.person(), body)

    assert queries() == one


def test_seat_does_not_end_before_it_began_nor_with_somebody_elses(cast, client):
    seat = cast.councillor.person.memberships.get(organization=cast.committee)
    other = cast.rival.person.memberships.get(organization=cast.assembly)
    client.force_login(cast.clerk)

    early = client.post(of_seat(seat, "end"), {"on": "2021-03-31", "version": 1})
    forged = client.post(of_seat(seat, "end"), {"on": TODAY, "also": [other.key], "version": 1})
    bodies.change(other, by=None, end_date=TODAY)
    longer = client.post(of_seat(other, "end"), {"on": TOMORROW, "version": 2})

    seat.refresh_from_db()
    assert (early.status_code, forged.status_code, seat.end_date) == (422, 422, None)
    assert "Der erste Tag ist der 1. April 2021." in text(early)
    assert "Der Sitz endet schon am" in text(longer)


def test_end_from_an_older_page_is_refused(cast, client):
    seat = cast.councillor.person.memberships.get(organization=cast.committee)
    bodies.change(seat, by=None, role="Vorsitzende")
    client.force_login(cast.clerk)

    late = client.post(of_seat(seat, "end"), {"on": TODAY, "version": 1})

    seat.refresh_from_db()
    assert (late.status_code, seat.end_date) == (409, None)


def test_office_sets_a_seat_right(cast, client):
    seat = cast.councillor.person.memberships.get(organization=cast.committee)
    client.force_login(cast.clerk)
    page = text(client.get(cast.committee.get_absolute_url()))
    sent = {"role": "Vorsitzende", "voting": "no", "start_date": TOMORROW, "version": 1}

    _, done = meant(client, of_seat(seat, "edit"), sent)
    late = client.post(of_seat(seat, "edit"), sent)
    _, stale = meant(client, of_seat(seat, "edit"), sent | {"role": "Mitglied"})

    seat.refresh_from_db()
    assert of_seat(seat, "edit") in page
    assert done.status_code == 303
    assert (seat.role, seat.voting_right, seat.start_date) == ("Vorsitzende", False, TOMORROW)
    assert (late.status_code, stale.status_code) == (200, 409)
    assert Entry.objects.filter(verb="membership.changed").count() == 1


def test_seat_set_right_does_not_overlap_another(cast, client):
    person = factories.person()
    former = factories.membership(person, cast.committee, end_date=YESTERDAY)
    factories.membership(person, cast.committee, start_date=TODAY)
    client.force_login(cast.clerk)

    response = client.post(of_seat(former, "edit"), {"voting": "yes", "start_date": "2021-04-01", "version": 1})

    former.refresh_from_db()
    assert (response.status_code, former.end_date) == (422, YESTERDAY)


def test_seat_entered_by_mistake_is_taken_back_and_gives_no_right(cast, client):
    seat = cast.councillor.person.memberships.get(organization=cast.committee)
    client.force_login(cast.clerk)
    question = client.get(of_seat(seat, "strike"))

    done = client.post(of_seat(seat, "strike"), {"version": 1})
    again = client.post(of_seat(seat, "strike"), {"version": 2})

    assert (question.status_code, done.status_code, again.status_code) == (200, 303, 404)
    assert cast.committee.pk not in standing(cast.councillor).bodies
    assert "Frau Councillor" not in text(client.get(cast.committee.get_absolute_url()))


def test_own_seat_in_the_office_is_asked_about_and_the_last_one_stays(cast, client):
    own, other = (user.person.memberships.get() for user in (cast.clerk, cast.deputy))
    bodies.end_membership(other, on=TODAY, by=None)
    client.force_login(cast.clerk)

    asked, refused = meant(client, of_seat(own, "end"), {"on": TODAY, "version": 1})
    struck = client.post(of_seat(own, "strike"), {"version": 1})

    own.refresh_from_db()
    assert "Nach diesem Tag gehören Sie nicht mehr zum Büro" in text(asked)
    assert "Bitte zuerst die Nachfolge eintragen." in text(refused)
    assert (refused.status_code, struck.status_code) == (422, 409)
    assert (own.end_date, own.deleted_at) == (None, None)


@pytest.mark.parametrize("name", ["chair", "councillor", "mayor", "officer", "moderator", "citizen"])
def test_nobody_else_keeps_seats(cast, client, name):
    seat = cast.colleague.person.memberships.get(organization=cast.committee)
    client.force_login(cast.people[name])
    urls = [of_seat(seat, step) for step in ("edit", "end", "strike")]
    urls += [f"{cast.committee.get_absolute_url()}members/{step}/" for step in ("new", "end")]

    answers = [getattr(client, method)(url).status_code for url in urls for method in ("get", "post")]

    seat.refresh_from_db()
    assert answers == [403] * 10
    assert (seat.version, seat.deleted_at) == (1, None)
    assert "/edit/" not in text(client.get(cast.committee.get_absolute_url()))
