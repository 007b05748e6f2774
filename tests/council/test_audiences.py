"""Who reads what: the eight audiences against the whole cast, written down by hand and compared as wholes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from collaboration.models import Note
from council import audiences, keys
from council.actions import agenda, bodies, grants
from council.actions import meetings as meeting_acts
from council.may import Denied
from council.models import AgendaItem, Entry, Meeting, User, readable
from council.states import Audience, BodyKind
from documents.actions import consultations, papers
from documents.models import File, MeetingFile, Originator, Paper
from documents.states import PaperType
from motions.models import Answer, Inquiry, MeetingNote, ProceduralMotion
from tests import factories
from tests.cast import NAMES

EVERYONE = {*NAMES, "nobody"}
OFFICE = {"clerk", "deputy"}
MEMBERS = {"chair", "councillor", "colleague", "rival"}

# domain brief §5.1, for things of the committee „Umwelt und Energie“ and of the faction „Grüne Stadt“, opened by name
# to the rival and owned by the citizen.
READERS = {
    "public": EVERYONE,
    "members": MEMBERS | OFFICE | {"mayor"},
    "council": MEMBERS | OFFICE | {"mayor", "officer"},
    "administration": {"mayor", "officer"},
    "body": {"councillor", "colleague", "mayor"} | OFFICE,
    "faction": {"councillor", "colleague"},
    "named": {"rival"},
    "private": {"citizen"},
}

# Whose closed matter is read by whom beside its own people.
READERS_OF_BODY = {
    "assembly": MEMBERS | OFFICE | {"mayor"},
    "committee": {"councillor", "colleague", "mayor"} | OFFICE,
    "magistrat": {"mayor", "officer"},
    "office": {"officer"},
    "assembly_office": OFFICE,
    "district_council": {"district", "mayor"} | OFFICE,
    "our_faction": set(),
}


def organization_of(cast, audience):
    return {"body": cast.committee, "faction": cast.our_faction}.get(audience)


def closed(cast, audience):
    """The fields that close a thing to an audience of the table."""
    return {
        "audience": audience,
        "audience_organization": organization_of(cast, audience),
        "owner": cast.citizen if audience == "private" else None,
    }


def stamped(**fields):
    return {"created_at": timezone.now(), "modified_at": timezone.now()} | fields


def public_inquiry():
    return Inquiry.objects.create(paper=factories.paper(paper_type=PaperType.INQUIRY))


def note_on(paper, cast, **fields):
    """Notes have four circles; each has an author."""
    fields = {"owner": cast.citizen, "text": "…", "exact": "Der", "start": 0, "end": 3} | fields
    fields = {"version_of_text": paper.versions.get()} | fields
    return Note.objects.create(paper=paper, **stamped(**fields))


MAKERS = {
    Paper: lambda cast, **fields: factories.paper(**fields),
    File: lambda cast, **fields: factories.file(**fields),
    Meeting: lambda cast, **fields: factories.meeting(cast.committee, **fields),
    AgendaItem: lambda cast, **fields: factories.item(factories.meeting(cast.committee), **fields),
    MeetingNote: lambda cast, **fields: MeetingNote.objects.create(text="…", **stamped(**fields)),
    Answer: lambda cast, **fields: Answer.objects.create(inquiry=public_inquiry(), mode="oral", **stamped(**fields)),
    ProceduralMotion: lambda cast, **fields: ProceduralMotion.objects.create(
        meeting=factories.meeting(cast.committee), kind="interrupt", moved_at=timezone.now(), **stamped(**fields)
    ),
}
CIRCLES = ("private", "faction", "council", "public")


def make(cast, model, audience):
    made = MAKERS[model](cast, **closed(cast, audience))
    if audience == "named":
        grants.open_to(made, cast.rival, by=cast.clerk)
    return made


def readers(cast, thing, *, on=None):
    """Who reads it, each asked as by a new request."""
    people = cast.everyone()
    rows = type(thing).objects
    return {name for name, user in people.items() if rows.visible_to(user, on=on).filter(pk=thing.pk).exists()}


# The table


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_each_audience_is_read_by_exactly_its_people(cast, model):
    things = {audience: make(cast, model, audience) for audience in Audience.values}

    assert {audience: readers(cast, thing) for audience, thing in things.items()} == READERS


def test_each_circle_of_notes_is_read_by_exactly_its_people(cast):
    paper = factories.paper()
    made = {circle: note_on(paper, cast, **(closed(cast, circle) | {"owner": cast.citizen})) for circle in CIRCLES}

    assert {circle: readers(cast, note) for circle, note in made.items()} == {
        circle: READERS[circle] for circle in CIRCLES
    }


def test_every_readable_model_is_in_this_table():
    from django.apps import apps

    from council.models.readable import Readable

    readable = {model for model in apps.get_models() if issubclass(model, Readable)}

    assert readable == {*MAKERS, Note}


def test_closed_matter_of_each_body_is_read_by_its_own_and_those_set_over_it(cast):
    made = {
        name: factories.paper(audience=Audience.BODY, audience_organization=getattr(cast, name))
        for name in READERS_OF_BODY
    }

    assert {name: readers(cast, paper) for name, paper in made.items()} == READERS_OF_BODY


@pytest.mark.parametrize("audience", ["body", "faction", "private", "named"])
def test_audience_that_names_nobody_is_read_by_nobody(cast, audience):
    made = {model: MAKERS[model](cast, audience=audience) for model in MAKERS}

    assert {model: readers(cast, thing) for model, thing in made.items()} == {key: set() for key in MAKERS}


def test_what_is_created_without_an_audience_is_read_by_nobody(cast):
    now = {"created_at": timezone.now(), "modified_at": timezone.now()}
    paper = Paper.objects.create(body=cast.town, paper_type="motion", name="Neu", **now)
    file = File.objects.create(body=cast.town, name="Neu", **now)
    meeting = Meeting.objects.create(name="Neu", **now)

    assert [readers(cast, thing) for thing in (paper, file, meeting)] == [set(), set(), set()]


# Intersections: what hangs on a thing is read by who may read both


def grid(cast, model, field, make_one):
    """For every pair of audiences of the outer and the inner thing, who reads the inner one."""
    made, owned = {}, {"owner": cast.citizen}
    for outer in Audience.values:
        below = make(cast, model, outer)
        for inner in Audience.values:
            thing = make_one(**{field: below}, **(closed(cast, inner) | owned))
            if inner == "named":
                grants.open_to(thing, cast.rival, by=cast.clerk)
            made[outer, inner] = thing
    rows = type(thing).objects
    found = {pair: set() for pair in made}
    pairs = {thing.pk: pair for pair, thing in made.items()}
    for name, user in cast.everyone().items():
        for pk in rows.visible_to(user).filter(pk__in=pairs).values_list("pk", flat=True):
            found[pairs[pk]].add(name)
    return found


INTERSECTION = {
    (outer, inner): READERS[outer] & READERS[inner] for outer in Audience.values for inner in Audience.values
}


def test_file_is_read_by_who_reads_its_paper_too(cast):
    assert grid(cast, Paper, "paper", lambda **fields: factories.file(**fields)) == INTERSECTION


def test_file_is_read_by_who_reads_its_meeting_too(cast):
    assert grid(cast, Meeting, "meeting", lambda **fields: factories.file(**fields)) == INTERSECTION


def test_file_is_read_by_who_reads_its_item_too(cast):
    def attached(item, **fields):
        return factories.file(meeting=item.meeting, item=item, **fields)

    assert grid(cast, AgendaItem, "item", attached) == INTERSECTION


def test_item_is_read_by_who_reads_its_meeting_too(cast):
    assert grid(cast, Meeting, "meeting", lambda meeting, **fields: factories.item(meeting, **fields)) == INTERSECTION


def test_answer_is_read_by_who_reads_its_inquiry_too(cast):
    def answer(paper, **fields):
        inquiry, _ = Inquiry.objects.get_or_create(paper=paper)
        return Answer.objects.create(inquiry=inquiry, mode="oral", **stamped(**fields))

    assert grid(cast, Paper, "paper", answer) == INTERSECTION


def test_meeting_note_is_read_by_who_reads_its_paper_too(cast):
    def meeting_note(paper, **fields):
        return MeetingNote.objects.create(paper=paper, text="…", **stamped(**fields))

    assert grid(cast, Paper, "paper", meeting_note) == INTERSECTION


def test_note_is_read_by_who_reads_its_paper_too(cast):
    made = {}
    for outer in Audience.values:
        paper = make(cast, Paper, outer)
        for circle in CIRCLES:
            made[outer, circle] = note_on(paper, cast, **(closed(cast, circle) | {"owner": cast.citizen}))

    assert {pair: readers(cast, note) for pair, note in made.items()} == {
        pair: found for pair, found in INTERSECTION.items() if pair[1] in CIRCLES
    }


def test_note_on_a_file_is_read_by_who_reads_the_file_too(cast):
    made, paper = {}, factories.paper()
    for outer in Audience.values:
        file = factories.file(paper=paper, pages=("Der Plan.",), **closed(cast, outer))
        if outer == "named":
            grants.open_to(file, cast.rival, by=cast.clerk)
        on = {"version_of_text": None, "file": file, "page": 1}
        for circle in CIRCLES:
            made[outer, circle] = note_on(paper, cast, **(closed(cast, circle) | {"owner": cast.citizen} | on))

    assert {pair: readers(cast, note) for pair, note in made.items()} == {
        pair: found for pair, found in INTERSECTION.items() if pair[1] in CIRCLES
    }


def test_inquiry_is_read_by_who_reads_its_paper(cast):
    papers = {audience: make(cast, Paper, audience) for audience in Audience.values}
    Paper.objects.update(paper_type=PaperType.INQUIRY)
    made = {audience: Inquiry.objects.create(paper=paper) for audience, paper in papers.items()}

    assert {audience: readers(cast, inquiry) for audience, inquiry in made.items()} == READERS


def test_file_of_two_items_is_read_by_who_reads_both(cast):
    file = factories.file()
    for audience in ("members", "body"):
        item = make(cast, AgendaItem, audience)
        MeetingFile.objects.create(file=file, meeting=item.meeting, item=item)

    assert readers(cast, file) == READERS["members"] & READERS["body"]


# Those who brought a paper in


def test_paper_is_read_by_its_author_and_the_factions_that_brought_it_in(cast):
    own = factories.paper(audience=Audience.ADMINISTRATION, owner=cast.district)
    joint = factories.paper(audience=Audience.ADMINISTRATION)
    Originator.objects.create(paper=joint, organization=cast.our_faction)
    Originator.objects.create(paper=joint, person=cast.chair.person, order=1)

    assert readers(cast, own) == READERS["administration"] | {"district"}
    assert readers(cast, joint) == READERS["administration"] | {"councillor", "colleague", "chair"}


def test_paper_is_read_by_the_people_of_the_body_that_brought_it_in(cast):
    bringers = ("magistrat", "district_council", "committee", "office", "assembly")
    made = {name: factories.paper(audience=Audience.BODY, audience_organization=cast.moderation) for name in bringers}
    for name, paper in made.items():
        Originator.objects.create(paper=paper, organization=getattr(cast, name))

    assert {name: readers(cast, paper) - {"moderator"} for name, paper in made.items()} == {
        "magistrat": {"mayor"},
        "district_council": {"district"},
        "committee": set(),
        "office": set(),
        "assembly": set(),
    }


def test_draft_is_read_by_its_author_alone_whoever_is_named_as_originator(cast):
    draft = factories.paper(audience=Audience.PRIVATE, owner=cast.councillor, state="draft")
    Originator.objects.create(paper=draft, organization=cast.our_faction)

    assert readers(cast, draft) == {"councillor"}


def test_whoever_recorded_a_past_matter_reads_it_by_their_office_only(cast):
    paper = papers.record(
        Paper(body=cast.town, paper_type="report", name="Altvorgang", audience=Audience.ADMINISTRATION), by=cast.clerk
    )

    assert readers(cast, paper) == READERS["administration"]


# Days


def test_office_ends_at_midnight_after_its_last_day_and_begins_on_its_first(cast):
    paper = make(cast, Paper, "faction")
    seat = cast.colleague.person.memberships.get(organization=cast.our_faction)
    bodies.change(seat, start_date=date(2026, 3, 1), end_date=date(2026, 6, 30), by=None)

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)]
    seen = [readers(cast, paper, on=day) for day in days]

    assert seen == [{"councillor"}, {"councillor", "colleague"}, {"councillor", "colleague"}, {"councillor"}]


@pytest.mark.parametrize(
    ("moment", "reads"),
    [
        (datetime(2026, 6, 30, 23, 59, 59, tzinfo=factories.BERLIN), True),
        (datetime(2026, 7, 1, 0, 0, 1, tzinfo=factories.BERLIN), False),
    ],
)
def test_the_day_is_the_towns_not_the_computers(cast, monkeypatch, moment, reads):
    paper = make(cast, Paper, "faction")
    bodies.end_membership(
        cast.colleague.person.memberships.get(organization=cast.our_faction), on=date(2026, 6, 30), by=cast.clerk
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    assert ("colleague" in readers(cast, paper)) is reads


def test_every_office_is_dated(cast):
    """With all seats ended, the whole cast reads what is public and their own."""
    things = {audience: make(cast, Paper, audience) for audience in Audience.values}
    for name in NAMES:
        person = getattr(cast, name).person
        for seat in person.memberships.all() if person else []:
            bodies.change(seat, end_date=date(2026, 6, 30), by=None)

    seen = {audience: readers(cast, thing, on=date(2026, 7, 1)) for audience, thing in things.items()}

    assert seen == {audience: set() for audience in READERS} | {"public": EVERYONE, "private": {"citizen"}}


def test_deleted_seats_bodies_and_persons_give_no_rights(cast):
    paper, now = make(cast, Paper, "members"), timezone.now()
    bodies.change(cast.rival.person.memberships.get(organization=cast.assembly), deleted_at=now, by=None)
    bodies.change(cast.magistrat, deleted_at=now, by=None)
    bodies.change(cast.chair.person, deleted_at=now, by=None)

    assert readers(cast, paper) == READERS["members"] - {"rival", "mayor", "chair"}


def test_seat_without_a_vote_makes_no_member(cast):
    seat = cast.rival.person.memberships.get(organization=cast.assembly)
    for vote in (False, None):
        bodies.change(seat, voting_right=vote, by=None)

        assert "rival" not in readers(cast, make(cast, Paper, "members"))


# Accounts


def test_account_that_was_closed_reads_like_nobody(cast):
    cast.councillor.is_active = False
    cast.councillor.save()
    things = [make(cast, model, audience) for model in MAKERS for audience in Audience.values]

    seen = [thing for thing in things if "councillor" in readers(cast, thing)]

    assert seen == [thing for thing in things if thing.audience == "public"]


def test_superuser_reads_nothing_more_than_any_resident(cast):
    root = User.objects.create_superuser("root@example.org", "demo-demo-demo", is_superuser=True)

    seen = {
        (model, audience): type(thing).objects.visible_to(root).filter(pk=thing.pk).exists()
        for model in MAKERS
        for audience in Audience.values
        for thing in [make(cast, model, audience)]
    }

    assert {pair for pair, visible in seen.items() if visible} == {(model, "public") for model in MAKERS}


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_what_was_deleted_is_read_by_nobody(cast, model):
    things = {audience: make(cast, model, audience) for audience in Audience.values}
    model.objects.update(deleted_at=timezone.now())
    if model is Paper:
        model.objects.update(owner=cast.district)
        Originator.objects.create(paper=things["members"], person=cast.rival.person)

    assert {audience: readers(cast, thing) for audience, thing in things.items()} == {key: set() for key in READERS}


def test_what_hangs_on_something_deleted_is_read_by_nobody(cast):
    paper, meeting = factories.paper(), factories.meeting(cast.committee)
    hanging = [factories.file(paper=paper), factories.file(meeting=meeting), factories.item(meeting)]
    paper.deleted_at = meeting.deleted_at = timezone.now()
    paper.save()
    meeting.save()

    assert [readers(cast, thing) for thing in hanging] == [set(), set(), set()]


# Exclusion (HGO §25)


@pytest.fixture
def barred(cast):
    """The colleague is barred from a closed item, to which a paper with files belongs; another item is like it."""
    meeting = factories.meeting(cast.committee)
    things = {}
    for name in ("barred", "other"):
        item = factories.item(meeting, **closed(cast, "body"))
        paper = factories.paper(**closed(cast, "body"))
        public = factories.paper(paper_type=PaperType.INQUIRY)
        inquiry = Inquiry.objects.create(paper=public)
        for treated in (paper, public):
            slot_item = item if treated is paper else factories.item(meeting, parent=item, **closed(cast, "body"))
            consultations.schedule(papers.refer(treated, to=cast.committee, by=None), item=slot_item, by=None)
            if name == "barred":
                agenda.bar(slot_item, person=cast.colleague.person, by=cast.chair)
        things[name] = {
            "item": item,
            "paper": paper,
            "public paper": public,
            "file of the item": factories.file(meeting=meeting, item=item),
            "file of the paper": factories.file(paper=paper),
            "closed file of the public paper": factories.file(paper=public, **closed(cast, "body")),
            "public file of the public paper": factories.file(paper=public),
            "closed answer on the public paper": Answer.objects.create(
                inquiry=inquiry, mode="oral", **stamped(**closed(cast, "body"))
            ),
            "closed notes on the public paper": MeetingNote.objects.create(
                paper=public, text="…", **stamped(**closed(cast, "body"))
            ),
            "council note on the paper": note_on(paper, cast, audience="council"),
        }
    return things


def test_person_barred_from_an_item_reads_nothing_closed_of_it(cast, barred):
    reads = {
        name: {kind for kind, thing in things.items() if "colleague" in readers(cast, thing)}
        for name, things in barred.items()
    }

    assert reads["other"] == set(barred["other"])
    assert reads["barred"] == {"public paper", "public file of the public paper"}


def test_exclusion_touches_nobody_else(cast, barred):
    assert {kind: readers(cast, thing) - {"colleague"} for kind, thing in barred["barred"].items()} == {
        kind: readers(cast, thing) - {"colleague"} for kind, thing in barred["other"].items()
    }


def test_person_let_in_again_reads_as_before(cast, barred):
    for conflict in cast.colleague.person.conflicts.all():
        agenda.readmit(conflict, by=cast.chair)

    assert {kind for kind, thing in barred["barred"].items() if "colleague" in readers(cast, thing)} == set(
        barred["barred"]
    )


def test_barred_person_reads_the_public_item(cast):
    item = factories.item(factories.meeting(cast.committee))
    agenda.bar(item, person=cast.colleague.person, by=cast.chair)

    assert readers(cast, item) == EVERYONE


def test_barred_person_does_not_read_by_name(cast):
    item = make(cast, AgendaItem, "named")
    agenda.bar(item, person=cast.rival.person, by=cast.chair)

    assert readers(cast, item) == set()


# Named persons


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_named_person_reads_that_one_thing_and_nothing_else(cast, model):
    opened, kept = (MAKERS[model](cast, audience=Audience.NAMED) for _ in range(2))

    grants.open_to(opened, cast.officer, by=cast.clerk)

    assert (readers(cast, opened), readers(cast, kept)) == ({"officer"}, set())
    entry = Entry.objects.order_by("-number").first()
    assert (entry.verb, entry.kind, entry.thing, entry.actor, entry.numbers) == (
        "thing.opened_to_person",
        model._meta.label_lower,
        opened.pk,
        cast.clerk,
        {"user": cast.officer.pk},
    )


def test_grant_of_one_kind_opens_no_other_kind_with_the_same_number(cast):
    paper, file = (MAKERS[model](cast, audience=Audience.NAMED, pk=4711) for model in (Paper, File))

    grants.open_to(paper, cast.officer, by=cast.clerk)

    assert [bool(readers(cast, thing)) for thing in (paper, file)] == [True, False]


def test_grant_opens_no_other_audience(cast):
    thing = make(cast, Paper, "administration")

    grants.open_to(thing, cast.rival, by=cast.clerk)

    assert readers(cast, thing) == READERS["administration"]


def test_grant_withdrawn_is_gone_at_once_and_written_down_once(cast):
    thing = make(cast, Meeting, "named")

    grants.withdraw_from(thing, cast.rival, by=cast.clerk)
    grants.withdraw_from(thing, cast.rival, by=cast.clerk)

    assert readers(cast, thing) == set()
    rows = Entry.objects.filter(verb="thing.withdrawn_from_person").values_list("thing", "room", "numbers")
    assert list(rows) == [(thing.pk, thing.room, {"user": cast.rival.pk})]


def test_grant_given_twice_is_written_down_once(cast):
    thing = make(cast, Meeting, "named")

    grants.open_to(thing, cast.rival, by=cast.clerk)

    assert Entry.objects.filter(verb="thing.opened_to_person").count() == 1


@pytest.mark.parametrize("act", [grants.open_to, grants.withdraw_from])
def test_only_the_assembly_office_grants(cast, act):
    thing = make(cast, Paper, "named")

    refused = set()
    for name, user in cast.everyone().items():
        try:
            act(thing, cast.officer, by=user)
        except Denied:
            refused.add(name)

    assert refused == EVERYONE - OFFICE


def test_grant_ends_with_the_last_office_of_who_held_one(cast):
    thing = make(cast, Paper, "named")
    grants.open_to(thing, cast.citizen, by=cast.clerk)
    for seat in cast.rival.person.memberships.all():
        bodies.change(seat, end_date=date(2026, 6, 30), by=None)

    seen = [readers(cast, thing, on=day) for day in (date(2026, 6, 30), date(2026, 7, 1))]

    assert seen == [{"rival", "citizen"}, {"citizen"}]


# Circles, tokens, cost


@pytest.fixture
def crowd(cast):
    """The cast, and people who differ from them in one thing each."""
    silent = factories.person()
    for organization in (cast.assembly, cast.our_faction, cast.committee):
        factories.membership(silent, organization, voting_right=False)
    factories.user("silent", person=silent)
    guest = factories.person()
    factories.membership(guest, cast.committee, voting_right=False)
    factories.user("guest", person=guest)
    named = factories.person()
    factories.membership(named, cast.committee)
    grants.open_to(factories.paper(audience="named"), factories.user("named", person=named), by=cast.clerk)
    barred = factories.person()
    factories.membership(barred, cast.committee)
    factories.user("barred", person=barred)
    agenda.bar(factories.item(factories.meeting(cast.committee)), person=barred, by=None)
    return [*User.objects.select_related("person"), AnonymousUser()]


def test_people_of_one_circle_read_exactly_the_same(cast, crowd):
    """The live page renders once for a circle: whoever shares it must share every reader's right."""
    for audience in Audience.values:
        make(cast, Paper, audience)
        make(cast, AgendaItem, audience)
    seen = {}

    for user in crowd:
        standing = audiences.standing_of(user)
        shared = replace(standing, user_id=None, person_id=None) if "person:" not in standing.circle else standing
        reads = tuple(
            tuple(model.objects.visible_for(shared).order_by("pk").values_list("pk", flat=True))
            for model in (Paper, AgendaItem, File, Meeting)
        )
        seen.setdefault(standing.circle, set()).add(reads)

    assert {circle: len(reads) for circle, reads in seen.items()} == dict.fromkeys(seen, 1)


def test_circle_without_a_person_is_named_the_same_for_all_outsiders(cast):
    assert {audiences.standing_of(user).circle for user in (cast.citizen, cast.nobody)} == {"public"}


@pytest.mark.parametrize("model", [Paper, Meeting, AgendaItem, File], ids=lambda model: model.__name__)
def test_search_proposes_everything_a_person_may_read(cast, crowd, model):
    """A thing that `visible_to` opens by its audience must be among the tokens the index asks for."""
    for audience in Audience.values:
        make(cast, model, audience)

    missing = {
        (str(user), audiences.token(thing))
        for user in crowd
        for standing in [audiences.standing_of(user)]
        for thing in model.objects.visible_for(standing)
        if audiences.token(thing) not in audiences.tokens_of(standing)
    }

    assert missing == set()


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_number_of_queries_is_the_same_for_one_row_and_for_three(cast, barred, model, django_assert_max_num_queries):
    for audience in Audience.values:
        make(cast, model, audience)
    counts = {}
    for rows in (1, 3):
        for name, user in cast.everyone().items():
            with django_assert_max_num_queries(9) as queries:
                list(model.objects.visible_to(user)[:rows])
            counts.setdefault(name, set()).add(len(queries))
        for audience in Audience.values:
            make(cast, model, audience)

    assert {name: len(found) for name, found in counts.items()} == dict.fromkeys(EVERYONE, 1)
    assert counts["nobody"] == {1}


def test_standing_is_read_once_for_a_request(cast, django_assert_num_queries):
    user = cast.everyone()["councillor"]
    audiences.standing_of(user)

    with django_assert_num_queries(0):
        audiences.standing_of(user)


def test_standings_of_different_days_are_kept_apart(cast):
    user = cast.everyone()["councillor"]
    bodies.change(user.person.memberships.get(organization=cast.our_faction), end_date=date(2026, 6, 30), by=None)

    factions = [audiences.standing_of(user, on=date(2026, 6, 30) + timedelta(days=more)).factions for more in (0, 1)]

    assert factions == [frozenset({cast.our_faction.pk}), frozenset()]


# The acts that open and close


def test_item_closed_to_the_public_is_read_by_its_body_alone(cast):
    item = factories.item(factories.meeting(cast.committee))

    agenda.close_to_public(item, by=cast.chair)

    assert readers(cast, item) == READERS["body"]


def test_published_agenda_opens_the_meeting_and_no_closed_item(cast):
    meeting = factories.meeting(cast.committee, **closed(cast, "body") | {"public": None})
    item = factories.item(meeting, **closed(cast, "body"))

    meeting_acts.publish_agenda(meeting, by=None)

    assert readers(cast, meeting) == EVERYONE
    assert readers(cast, item) == READERS["body"]


def test_agenda_of_a_closed_meeting_opens_nothing_when_it_is_sent(cast):
    meeting = factories.meeting(cast.committee, **closed(cast, "body") | {"public": False})

    meeting_acts.publish_agenda(meeting, by=None)

    assert readers(cast, meeting) == READERS["body"]


def test_restricted_paper_is_gone_for_outsiders_with_all_that_hangs_on_it(cast):
    paper = factories.paper()
    file = factories.file(paper=paper)

    papers.restrict(paper, audience=Audience.BODY, organization=cast.committee, by=cast.clerk)

    assert [readers(cast, thing) for thing in (paper, file)] == [READERS["body"]] * 2


def test_standing_made_of_another_reads_by_its_own_rights_alone(cast):
    draft = factories.paper(audience=Audience.PRIVATE, owner=cast.councillor)
    own = audiences.standing_of(cast.councillor)
    before = set(Paper.objects.visible_for(own))

    shared = replace(own, user_id=None, person_id=None)

    assert (before, set(Paper.objects.visible_for(shared))) == ({draft}, set())


def test_what_was_asked_of_rows_before_is_kept(cast, django_assert_num_queries):
    factories.paper(name="Zwei", audience=Audience.PUBLIC)
    factories.paper(name="Eins", audience=Audience.PUBLIC)
    standing = audiences.standing_of(None)
    assert len(Paper.objects.visible_for(standing)) == 2
    asked = Paper.objects.order_by("name").prefetch_related("originators")
    papers_of_all = Paper.objects.prefetch_related("originators").visible_for(standing)

    with django_assert_num_queries(2):
        assert [list(paper.originators.all()) for paper in papers_of_all] == [[], []]
    assert [paper.name for paper in asked.visible_for(standing)] == ["Eins", "Zwei"]
    assert list(Paper.objects.values_list("name", flat=True).visible_for(standing).order_by("name")) == ["Eins", "Zwei"]
    assert list(Paper.objects.none().visible_for(standing)) == []
    assert set(cast.town.papers.visible_for(standing)) == set(Paper.objects.visible_for(standing))
    assert list(cast.town.papers.exclude(name="Eins").visible_for(standing).values_list("name", flat=True)) == ["Zwei"]


def test_whole_model_is_worked_out_once_for_a_standing(cast):
    standing = audiences.standing_of(cast.councillor)

    first = Paper.objects.visible_for(standing)

    kept = readable._kept(audiences.standing_of(User.objects.get(pk=cast.councillor.pk)))
    assert first.query.where is not Paper.objects.visible_for(standing).query.where
    assert kept[Paper].query.where is readable._kept(standing)[Paper].query.where
    assert kept[Paper]._result_cache is None


def test_what_is_opened_by_name_is_asked_anew_by_the_next_request(cast):
    paper = factories.paper(audience="named")
    grants.open_to(factories.paper(audience="named"), cast.rival, by=cast.clerk)

    def reads():
        return paper in Paper.objects.visible_to(User.objects.get(pk=cast.rival.pk))

    before = reads()
    grants.open_to(paper, cast.rival, by=cast.clerk)

    assert (before, reads()) == (False, True)


def test_same_seats_in_a_body_that_became_another_read_as_that_other_does(cast):
    paper = factories.paper()
    paper.originators.create(organization=cast.district_council)
    Paper.objects.filter(pk=paper.pk).update(audience="private")

    def reads():
        return paper in Paper.objects.visible_to(User.objects.get(pk=cast.district.pk))

    before = reads()
    type(cast.district_council).objects.filter(pk=cast.district_council.pk).update(kind="committee")

    assert (before, reads()) == (True, False)


def test_keys_are_random_and_long():
    made = {keys.new() for _ in range(500)}

    assert len(made) == 500
    assert {len(key) for key in made} == {26}
    assert len(set("".join(made))) == 32


def test_unknown_kind_of_body_shares_nothing(cast):
    panel = factories.organization(BodyKind.PANEL)
    paper = factories.paper(audience=Audience.BODY, audience_organization=panel)

    assert readers(cast, paper) == set()
