"""Following in a town where everything exists for every audience: pages, feeds and mails give nobody more than theirs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from collaboration import chores_following
from collaboration.actions import subscriptions
from collaboration.models import Lookout, Subscription
from collaboration.views import news
from council import journal
from council.models import District, Membership, Person
from council.states import Audience, BodyKind
from documents.actions import papers
from documents.models import Originator, Paper
from documents.search import indexing
from tests import cast as casting
from tests import factories
from tests.journeys import leak_world
from tests.journeys.leak_world import EVERYONE, World
from tests.journeys.test_leak_matrix import CANARY, doors, said, told

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timezone.now() - timedelta(days=3)
# What stands in the news whenever it may be read there at all: the titles of what was entered for each audience.
TITLE = re.compile(r"title of \w+ (?:paper|meeting)")


def town() -> World:
    """One meeting, item, paper, file and note for every audience, and everybody follows all they may."""
    made = World(casting.assemble())
    carrier, host = leak_world._meeting(made, "public", state="running"), leak_world._paper(made, "public")
    bringer = factories.person(name="Frau Bringerin")
    for audience in Audience.values:
        leak_world._meeting(made, audience)
        leak_world._item(made, audience, carrier)
        paper = leak_world._paper(made, audience, host=host, carrier=carrier, bringer=bringer)
        leak_world._note(made, paper, "public", readers=leak_world.READERS[audience])
    for circle in leak_world.CIRCLES:
        leak_world._note(made, host, circle, readers=leak_world.READERS[circle])
    indexing.rebuild()
    for user in made.cast.people.values():
        for body in (made.cast.committee, made.cast.assembly, made.cast.our_faction):
            subscriptions.follow({"organization": body}, by=user)
        subscriptions.follow({"person": bringer}, by=user)
        subscriptions.follow({"search": "q=Qb*"}, by=user)
        for paper in Paper.objects.visible_to(user):
            subscriptions.follow({"paper": paper}, by=user)
    begin_anew()
    return made


def begin_anew() -> None:
    """As if all had been followed before anything happened, and nothing been told yet."""
    Subscription.objects.update(since=LONG_AGO)
    Lookout.objects.update(mailed_to=0, urgent_to=0, told=[], mailed_on=LONG_AGO.date())


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """What is shown to the person who asks."""
    for page in ("/news/", "/news/?followed=1", "/following/"):
        yield page, said(client.get(page))


def feeds(client: Client, world: World) -> Iterator[tuple[str, str]]:
    """What is shown to everybody alike, whoever asks."""
    named = [f"{body.get_absolute_url()}papers.atom" for body in (world.cast.committee, world.cast.our_faction)]
    named += [f"{world.cast.committee.get_absolute_url()}{name}" for name in ("meetings.atom", "calendar.ics")]
    named += [f"{person.get_absolute_url()}papers.atom" for person in Person.objects.filter(brought_in__isnull=False)]
    named += [f"{paper.get_absolute_url()}news.atom" for paper in Paper.objects.filter(audience="public")]
    whole = [
        "/feeds/news.atom",
        "/feeds/papers.atom",
        "/feeds/meetings.atom",
        "/feeds/search.atom?q=Qb*",
        "/calendar.ics",
    ]
    for page in (*whole, *named):
        yield page, said(client.get(page)).replace(page.rpartition("/")[0], "")


def mails() -> Iterator[tuple[str, str]]:
    """What was written to whom."""
    journal.drain("search")
    mail.outbox.clear()
    chores_following.send_dates(timezone.now())
    chores_following.send_digests(timezone.now().replace(hour=20))
    for message in mail.outbox:
        links = re.compile(r"/following/mail/\S+")  # the names of subscriptions, which only this mail has
        yield message.to[0].partition("@")[0], links.sub("", f"{message.message()['Subject']} {message.body}")


def words(text: str, world: World) -> set[str]:
    return set(CANARY.findall(text)) & world.readers.keys()


def test_pages_feeds_and_mails_give_everybody_exactly_theirs_and_nothing_after_the_end_of_office(monkeypatch):
    monkeypatch.setattr(news, "MOST_STORIES", 10_000)  # the whole town on one page
    world = town()

    leaks, losses = of_pages(world, EVERYONE)
    assert told(leaks, world) == set()
    assert told(losses, world) == set()
    assert told(of_feeds(world, "nobody", "councillor"), world) == set()
    leaks, written, hinted = of_mails(world)
    assert told(leaks, world) == set()
    assert written == {*casting.NAMES}
    # Whoever reads something closed is told that there is some; moderation and the district read nothing closed.
    assert hinted == {*casting.NAMES} - {"moderator", "district"}

    Membership.objects.update(end_date=timezone.localdate() - timedelta(days=1))
    for paper in Paper.objects.filter(audience="public"):
        papers.restrict(paper, audience=Audience.COUNCIL, by=None)
        world.readers |= dict.fromkeys((paper.name, paper.key), frozenset())
    private = leak_world.READERS["private"]
    for word, readers in world.readers.items():
        world.readers[word] = readers if readers in (EVERYONE, private, frozenset()) else frozenset()
    begin_anew()

    assert told(of_pages(world, {"nobody", "citizen", "councillor", "clerk"})[0], world) == set()
    assert told(of_feeds(world, "nobody"), world) == set()
    assert told(of_mails(world)[0], world) == set()


def test_mails_about_closed_matter_name_nothing_that_is_followed():
    """The name of a person, body or district, or a search, tells what a closed paper is about."""
    cast = casting.assemble()
    names = [leak_world.word() for _ in range(5)]
    person, body = factories.person(name=names[0]), factories.organization(BodyKind.COMMITTEE, name=names[1])
    now = timezone.now()
    district = District.objects.create(body=cast.town, name=names[2], created_at=now, modified_at=now)
    for target in ({"person": person}, {"organization": body}, {"district": district}, {"search": f"q={names[3]}"}):
        subscriptions.follow(target, by=cast.councillor)
    opened = factories.paper(name="Radweg")
    subscriptions.follow({"paper": opened}, by=cast.councillor)
    closed = factories.paper(name=names[4], text=f"Kündigung {names[3]}.", audience=Audience.COUNCIL)
    Originator.objects.create(paper=closed, person=person)
    Originator.objects.create(paper=closed, organization=body, order=1)
    closed.districts.add(district)
    indexing.rebuild()
    begin_anew()

    ((receiver, text),) = mails()

    assert receiver == "councillor"
    assert "Radweg" in text
    assert "Außerdem gibt es Neues, das nur nach der Anmeldung zu lesen ist" in text
    assert [name for name in names if name in text] == []


def of_pages(world: World, names: Collection[str]) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """What pages show to whom it is not for, and the titles the news lack."""
    titles = {word for word, about in world.about.items() if TITLE.fullmatch(about)}
    leaks, losses = set(), set()
    for name, client in doors(world.cast).items():
        for page, text in pages(client) if name in names else ():
            met = words(text, world)
            leaks |= {(name, page, word) for word in met if name not in world.readers[word]}
            if page == "/news/":
                losses |= {(name, page, word) for word in titles - met if name in world.readers[word]}
    return leaks, losses


def of_feeds(world: World, *names: str) -> set[tuple[str, ...]]:
    """What feeds show that is not for everybody."""
    clients = doors(world.cast)
    return {
        (name, page, word)
        for name in names
        for page, text in feeds(clients[name], world)
        for word in words(text, world)
        if world.readers[word] != EVERYONE
    }


def of_mails(world: World) -> tuple[set[tuple[str, ...]], set[str], set[str]]:
    """What mails name that is not for everybody, who was written to, and who was told that there is more."""
    sent = list(mails())
    leaks = {
        (name, "mail", word) for name, text in sent for word in words(text, world) if world.readers[word] != EVERYONE
    }
    hinted = {name for name, text in sent if "nur nach der Anmeldung" in text}
    return leaks, {name for name, _ in sent}, hinted
