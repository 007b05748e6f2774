"""What is withdrawn, and the bytes of files: the lines D and P of the requirements."""

from django.utils import timezone

from council import journal
from council.actions import agenda, bodies
from council.states import Audience
from documents.actions import consultations, files, papers
from documents.models import File, OparlObject
from documents.oparl import following, mirror
from tests import factories
from tests.documents.oparl import asking

PDF = b"%PDF-1.7 Radweg " * 100


def of(type_: str, thing) -> dict:
    return asking.get(f"/oparl/v1.1/{type_}/{thing.key}")


def test_d1_d2_d3_what_is_withdrawn_leaves_its_tombstone(world):
    before = of("paper", world["amendment"])
    papers.restrict(world["amendment"], audience="private", by=None)
    journal.drain("oparl")

    after = of("paper", world["amendment"])

    assert sorted(after) == ["created", "deleted", "id", "modified", "type"]
    assert (after["id"], after["type"], after["created"], after["deleted"]) == (
        *(before[name] for name in ("id", "type", "created")),
        True,
    )
    assert after["modified"] >= before["modified"]


def test_d4_every_type_leaves_a_tombstone(world, cast):
    now = timezone.now()
    seat = cast.rival.person.memberships.first()
    papers.restrict(world["paper"], audience="private", by=None)
    agenda.close_to_public(world["items"][1], by=None)
    for thing in (cast.term, seat, cast.moderation, cast.moderator.person):
        bodies.change(thing, deleted_at=now, by=None)
    journal.drain("oparl")

    withdrawn = {
        "paper": world["paper"],
        "consultation": world["way"],
        "file": world["main"],
        "agendaitem": world["items"][1],
        "legislativeterm": cast.term,
        "membership": seat,
        "organization": cast.moderation,
        "person": cast.moderator.person,
    }
    assert {type_ for type_, thing in withdrawn.items() if of(type_, thing).get("deleted")} == set(withdrawn)
    places = OparlObject.objects.filter(type="Location", part_of="Paper")
    assert [asking.get(f"/oparl/v1.1/location/{place.key}")["deleted"] for place in places] == [True]


def test_d5_what_embedded_it_is_modified_too(world):
    OparlObject.objects.update(modified_at=timezone.now().replace(year=2020, microsecond=0))

    files.restrict(world["invitation"], audience="private", by=None)
    journal.drain("oparl")

    changed = OparlObject.objects.filter(modified_at__year__gt=2020).values_list("type", "key")
    assert set(changed) == {("File", world["invitation"].key), ("Meeting", world["meeting"].key)}


def test_d6_depublishing_counts_as_deletion(world):
    files.restrict(world["main"], audience="members", by=None)
    journal.drain("oparl")

    assert of("file", world["main"])["deleted"] is True


def test_d8_nothing_refers_to_what_is_deleted(world, cast):
    papers.restrict(world["paper"], audience="private", by=None)
    bodies.change(cast.our_faction, deleted_at=timezone.now(), by=None)
    journal.drain("oparl")

    text = str(asking.download())

    gone = (world["paper"].key, world["way"].key, world["main"].key, cast.our_faction.key)
    assert [key for key in gone if key in text] == []


def test_d8_what_a_dissolved_body_did_forgets_it_and_remembers_it_when_it_comes_back(world, cast):
    body = cast.committee
    shown = [("meeting", world["meeting"]), ("consultation", world["way"])]
    before = [of(*one)["organization"] for one in shown]

    bodies.change(body, deleted_at=timezone.now(), by=None)
    journal.drain("oparl")
    during = ["organization" in of(*one) for one in shown]
    bodies.change(body, deleted_at=None, by=None)
    journal.drain("oparl")

    assert during == [False, False]
    assert [of(*one)["organization"] for one in shown] == before


def test_d9_what_comes_back_is_the_same_object(world):
    before = of("paper", world["amendment"])
    papers.restrict(world["amendment"], audience="private", by=None)
    journal.drain("oparl")
    papers.publish(world["amendment"], by=None)
    journal.drain("oparl")

    after = of("paper", world["amendment"])

    assert after | {"modified": before["modified"]} == before
    assert after["modified"] >= before["modified"]


def test_withdrawal_acts_at_once_though_the_reader_has_not_come_yet(world):
    urls = [asking.body()["paper"], asking.body()["file"], asking.body()["consultation"]]
    papers.restrict(world["paper"], audience="private", by=None)

    texts = [asking.ask(url).content.decode() for url in urls]

    assert [text for text in texts if "Radweg" in text or world["paper"].key in text] == []
    assert of("paper", world["paper"])["deleted"] is True
    assert of("file", world["main"])["deleted"] is True


def test_what_is_embedded_is_withdrawn_at_once(world):
    agenda.close_to_public(world["items"][0], by=None)
    files.restrict(world["invitation"], audience="private", by=None)

    meeting = of("meeting", world["meeting"])

    assert [item["id"].rpartition("/")[2] for item in meeting["agendaItem"]] == [world["items"][1].key]
    assert "invitation" not in meeting


def test_a_row_that_was_closed_without_a_word_is_not_given_out(world):
    File.objects.filter(pk=world["main"].pk).update(audience=Audience.PRIVATE)

    assert "mainFile" not in of("paper", world["paper"])
    assert of("file", world["main"])["deleted"] is True


def test_closed_matter_never_enters_the_mirror(world):
    assert OparlObject.objects.filter(key=world["closed"].key).count() == 0
    assert asking.ask(f"/oparl/v1.1/agendaitem/{world['closed'].key}").status_code == 404


def test_what_was_published_a_moment_ago_is_there(world):
    paper = factories.paper(name="Brücke")

    assert of("paper", paper)["name"] == "Brücke"


def test_removing_a_consultation_frees_both_ends(world, cast):
    consultations.take_back(world["items"][0], by=cast.clerk)
    journal.drain("oparl")

    assert "consultation" not in of("agendaitem", world["items"][0])
    assert mirror.settle(following.everything()) == 0
