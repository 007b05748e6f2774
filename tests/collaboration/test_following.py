"""Following a paper, a body, a district, a person or a search: the buttons, the list, the signed links of mails."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collaboration import stopping
from collaboration.actions import subscriptions
from collaboration.models import Lookout, Subscription
from collaboration.models.subscriptions import LONGEST_SEARCH
from council.models import District, Entry
from council.states import Audience
from documents.actions import papers
from tests import factories

pytestmark = pytest.mark.django_db
SEARCH = "q=Radweg&kind=paper"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def follow(user, **target) -> Subscription:
    return subscriptions.follow(target, by=user)


def followed(user) -> list[str]:
    return sorted(str(row) for row in Subscription.objects.filter(user=user))


def listed(client) -> list[str]:
    """The names on the page of what one follows, in their order."""
    page = client.get(reverse("following")).content.decode()
    return re.findall(r'<p class="row-title"><a href="[^"]+">([^<]+)</a></p>', page)


@pytest.fixture
def paper(cast):
    return factories.paper(name="Radweg an der Mühlgasse")


@pytest.fixture
def things(cast, paper):
    """One of each kind that has a page."""
    district = District.objects.create(
        body=cast.town, name="Hafenviertel", created_at=timezone.now(), modified_at=timezone.now()
    )
    return {"paper": paper, "organization": cast.committee, "district": district, "person": cast.councillor.person}


# The buttons


@pytest.mark.parametrize("kind", ["paper", "organization", "district", "person"])
def test_each_page_has_a_button_to_follow_and_then_one_to_stop(cast, things, kind):
    client, thing = signed_in(cast.citizen), things[kind]
    page = client.get(thing.get_absolute_url()).content.decode()
    assert f'action="{reverse("follow", args=[kind, thing.key])}"' in page

    answer = client.post(reverse("follow", args=[kind, thing.key]), {"next": thing.get_absolute_url()})

    made = Subscription.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, thing.get_absolute_url())
    assert (made.user, made.thing, made.rhythm) == (cast.citizen, thing, "dates")
    page = client.get(thing.get_absolute_url()).content.decode()
    assert f'action="{reverse("following-stop", args=[made.key])}"' in page
    assert "/following/start/" not in page


def test_search_is_followed_by_its_words_and_options_alone(cast):
    client = signed_in(cast.citizen)

    client.post(reverse("follow-search"), {"search": f"{SEARCH}&page=3&sort=date&sonst=was"})
    client.post(reverse("follow-search"), {"search": SEARCH})

    assert list(Subscription.objects.values_list("search", flat=True)) == ["q=Radweg&kind=paper"]
    assert listed(client) == ["Radweg"]


def test_guests_are_led_to_the_sign_in_and_to_the_feeds(client, things):
    for kind, thing in things.items():
        page = client.get(thing.get_absolute_url()).content.decode()
        links = re.findall(r'href="(/[^"]+)"', page[page.index('id="follow-title"') :])

        assert links[0] == f"/accounts/login/?next={thing.get_absolute_url().replace('/', '%2F')}", kind
        assert any(link.endswith((".atom", ".ics")) for link in links), kind


def test_following_twice_changes_nothing(cast, paper):
    assert follow(cast.citizen, paper=paper) == follow(cast.citizen, paper=paper)
    assert followed(cast.citizen) == [str(paper)]


def test_nothing_of_it_stands_in_the_journal(cast, paper):
    before = Entry.objects.count()

    made = follow(cast.citizen, paper=paper)
    subscriptions.pause([made])
    subscriptions.resume(made)
    subscriptions.unfollow(made)

    assert Entry.objects.count() == before


# The list


def test_list_shows_each_kind_and_an_empty_one_says_how_to_begin(cast, things):
    client = signed_in(cast.citizen)
    assert "Sie verfolgen noch nichts" in client.get(reverse("following")).content.decode()
    for kind, thing in things.items():
        follow(cast.citizen, **{kind: thing})
    follow(cast.citizen, search=SEARCH)

    assert listed(client) == [*(thing.name for thing in things.values()), "Radweg"]
    assert listed(signed_in(cast.rival)) == []


def test_pause_resume_and_rhythm_are_chosen_in_the_list(cast, paper):
    client, made = signed_in(cast.citizen), follow(cast.citizen, paper=paper)

    client.post(reverse("following-pause", args=[made.key]))
    made.refresh_from_db()
    assert made.paused_at is not None
    began = made.since

    client.post(reverse("following-resume", args=[made.key]))
    client.post(reverse("following-rhythm", args=[made.key]), {"rhythm": "daily"})
    client.post(reverse("following-rhythm", args=[made.key]), {"rhythm": "stündlich\x00"})
    made.refresh_from_db()
    assert (made.paused_at, made.rhythm) == (None, "daily")
    assert made.since > began


@pytest.mark.parametrize("kind", ["paper", "organization", "search"])
def test_what_was_ended_in_the_list_can_be_taken_up_again(cast, things, kind):
    client = signed_in(cast.citizen)
    made = follow(cast.citizen, **({"search": SEARCH} if kind == "search" else {kind: things[kind]}))
    name = str(made) if kind != "search" else "Radweg"

    page = client.post(reverse("following-stop", args=[made.key]), follow=True).content.decode()
    assert not Subscription.objects.exists()
    url, search = re.search(r'<form action="(/following/[^"]+)".*?name="search" value="([^"]*)"', page).groups()
    client.post(url, {"search": search.replace("&amp;", "&")})

    assert name in page
    assert [row.search or str(row) for row in Subscription.objects.all()] == [SEARCH if kind == "search" else name]


def test_nobody_elses_link_says_that_something_was_ended(cast, paper):
    client = signed_in(cast.citizen)

    for ended in ("q=Bitte+rufen+Sie+0900+an", f"paper/{paper.key}"):
        page = client.get(reverse("following"), {"ended": ended}).content.decode()
        assert [word for word in ("0900", paper.name, "Sie verfolgen das nicht mehr") if word in page] == []


def test_list_costs_the_same_for_one_and_for_three(cast, django_assert_num_queries):
    client = signed_in(cast.citizen)
    client.get(reverse("following"))
    for count in (1, 3):
        while Subscription.objects.count() < count:
            follow(cast.citizen, paper=factories.paper())
        with django_assert_num_queries(5):
            client.get(reverse("following"))


# Refusals


def test_nobody_follows_what_they_may_not_read(cast):
    closed = factories.paper(name="Grundstück Geheimwort", audience=Audience.COUNCIL)
    url = reverse("follow", args=["paper", closed.key])

    assert {name: signed_in(getattr(cast, name)).post(url).status_code for name in ("citizen", "councillor")} == {
        "citizen": 404,
        "councillor": 303,
    }
    assert [(row.user, row.paper) for row in Subscription.objects.all()] == [(cast.councillor, closed)]


@pytest.mark.parametrize("name", ["following-stop", "following-pause", "following-resume", "following-rhythm"])
def test_what_others_follow_is_not_found(cast, paper, name):
    made = follow(cast.citizen, paper=paper)

    answer = signed_in(cast.rival).post(reverse(name, args=[made.key]), {"rhythm": "daily"})

    made.refresh_from_db()
    assert (answer.status_code, made.paused_at, made.rhythm) == (404, None, "dates")


def test_paper_that_was_closed_since_leaves_the_list_and_comes_back_when_it_is_opened(cast, paper):
    client = signed_in(cast.citizen)
    made = follow(cast.citizen, paper=paper)
    papers.restrict(paper, audience=Audience.COUNCIL, by=cast.clerk)

    assert listed(client) == []
    assert paper.name not in client.post(reverse("following-stop", args=[made.key]), follow=True).content.decode()

    follow(cast.councillor, paper=paper)
    assert listed(signed_in(cast.councillor)) == [paper.name]


@pytest.mark.parametrize(
    ("kind", "key", "status"),
    [("paper", "x" * 3000, 404), ("user", "a", 404), ("paper", "\x00", 404), ("person", "' OR 1=1 --", 404)],
)
def test_forged_addresses_are_not_found(cast, kind, key, status):
    assert signed_in(cast.citizen).post(f"/following/start/{kind}/{key}/").status_code in (status, 404)
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("", 404),
        ("q=", 404),
        ("q=%00", 303),
        ("q=" + "ä" * 200_000, 409),
        ("q=Radweg%E2%80%AEgnuröts", 303),
        ("kind=paper", 404),
        ("\x00", 404),
    ],
)
def test_odd_searches_are_kept_as_text_or_refused_with_a_sentence(cast, typed, status):
    client = signed_in(cast.citizen)

    answer = client.post(reverse("follow-search"), {"search": typed})

    assert answer.status_code == status
    assert client.get(reverse("following")).status_code == 200
    assert all(len(row.search) <= LONGEST_SEARCH for row in Subscription.objects.all())


def test_ten_thousand_are_refused_at_five_hundred_with_a_sentence(cast, paper):
    now = timezone.now()
    rows = [
        Subscription(user=cast.citizen, search=f"q=Wort{number}", since=now) for number in range(subscriptions.MOST)
    ]
    Subscription.objects.bulk_create(rows)

    answer = signed_in(cast.citizen).post(reverse("follow", args=["paper", paper.key]))

    assert answer.status_code == 409
    assert "Sie verfolgen schon 500 Dinge." in answer.content.decode()
    assert Subscription.objects.count() == subscriptions.MOST


def test_thirty_first_search_is_refused_with_a_sentence_and_other_things_are_not(cast, paper):
    client, now = signed_in(cast.citizen), timezone.now()
    rows = [Subscription(user=cast.citizen, search=f"q=Wort{number}", since=now) for number in range(30)]
    Subscription.objects.bulk_create(rows)

    answer = client.post(reverse("follow-search"), {"search": SEARCH})

    assert answer.status_code == 409
    assert "Sie verfolgen schon 30 Suchen. Bitte beenden Sie zuerst eine davon." in answer.content.decode()
    assert client.post(reverse("follow-search"), {"search": "q=Wort7"}).status_code == 303
    assert client.post(reverse("follow", args=["paper", paper.key])).status_code == 303
    assert Subscription.objects.count() == 31


# Signed links of mails


def path_of(link) -> str:
    return link.removeprefix("http://localhost:8000")


def test_signed_link_asks_on_get_and_stops_on_post_without_signing_in_or_a_token(cast, paper):
    client, made = Client(enforce_csrf_checks=True), follow(cast.citizen, paper=paper)
    url = path_of(stopping.link(made))

    asked = client.get(url)
    assert (asked.status_code, asked["Referrer-Policy"]) == (200, "no-referrer")
    assert f"Sie verfolgen „{paper}“." in asked.content.decode()
    assert followed(cast.citizen) == [str(paper)]

    done = client.post(url, {"List-Unsubscribe": "One-Click"})
    assert (done.status_code, dict(done.cookies)) == (200, {})
    assert followed(cast.citizen) == []


def test_link_used_a_second_time_says_that_it_is_done_and_names_nothing(cast, paper):
    client, url = Client(), path_of(stopping.link(follow(cast.citizen, paper=paper)))
    assert paper.name in client.post(url).content.decode()

    for again in (client.post(url), client.get(url), client.post(url)):
        page = again.content.decode()
        assert (again.status_code, again["Referrer-Policy"]) == (200, "no-referrer")
        assert "Sie verfolgen das nicht mehr und erhalten dazu keine E-Mails." in page
        assert (paper.name in page, "Beendet ist" in page) == (False, False)


def test_signed_link_of_the_account_lets_everything_rest(cast, paper):
    follow(cast.citizen, paper=paper)
    follow(cast.citizen, search=SEARCH)
    other = follow(cast.rival, paper=paper)
    url = path_of(stopping.link(Lookout.objects.get(user=cast.citizen)))

    assert Client().get(url).status_code == 200
    assert Subscription.objects.filter(paused_at=None).count() == 3
    Client().post(url)

    assert list(Subscription.objects.filter(paused_at=None)) == [other]


def test_signed_link_names_nothing_closed(cast):
    closed = factories.paper(name="Grundstück Geheimwort", audience=Audience.COUNCIL)
    made = follow(cast.councillor, paper=closed)

    for page in (Client().get(path_of(stopping.link(made))), Client().post(path_of(stopping.link(made)))):
        assert "Geheimwort" not in page.content.decode()
        assert "eine Vorlage" in page.content.decode()


@pytest.mark.parametrize("kind", ["organization", "district", "person"])
def test_signed_link_names_nothing_that_was_deleted(cast, things, kind):
    thing = things[kind]
    url = path_of(stopping.link(follow(cast.citizen, **{kind: thing})))
    type(thing).objects.filter(pk=thing.pk).update(deleted_at=timezone.now())

    asked, done = Client().get(url).content.decode(), Client().post(url).content.decode()

    assert [thing.name in page for page in (asked, done)] == [False, False]
    assert "Sie verfolgen etwas, das es nicht mehr gibt." in asked
    assert followed(cast.citizen) == []


def test_forged_links_are_not_found_and_stop_nothing(cast, paper):
    made = follow(cast.citizen, paper=paper)
    signed = path_of(stopping.link(made))
    for forged in (
        signed.replace("one-", "all-"),
        signed.replace(made.key, follow(cast.rival, paper=paper).key),
        signed[:-2] + "/",
        f"/following/mail/one-{made.key}/",
        "/following/mail/" + "x" * 3000 + "/",
        "/following/mail/\x00/",
        "/following/mail/one-:abc/",
    ):
        assert [Client().get(forged).status_code, Client().post(forged).status_code] == [404, 404], forged
    assert Subscription.objects.filter(paused_at=None).count() == 2


def test_end_of_the_account_ends_all_of_it(cast, paper):
    follow(cast.citizen, paper=paper)

    cast.citizen.delete()

    assert (Subscription.objects.count(), Lookout.objects.count()) == (0, 0)


def test_lookout_begins_now(cast, paper):
    follow(cast.citizen, paper=paper)

    lookout = Lookout.objects.get()
    head = Entry.objects.order_by("-number").values_list("number", flat=True).first()
    assert (lookout.mailed_to, lookout.urgent_to, lookout.mailed_on) == (head, head, timezone.localdate())
    assert lookout.read_at is None
    assert timezone.now() - Subscription.objects.get().since < timedelta(minutes=1)
