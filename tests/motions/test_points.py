"""Single points of a text are voted on by themselves; the adopted text goes on without those rejected."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from council import life
from council.may import Denied
from documents.models import Paper
from motions import points as facts
from motions import slate
from motions.actions import amendment_votes, ballot_corrections, points, treatment
from motions.actions.ballots import Contradiction
from motions.models import ChangeOrigin, PointVote
from tests.motions import amending
from tests.motions.amending import INSERT_POINT_5, NO, YES

pytestmark = pytest.mark.django_db

# Blocks of the text: 3 is point 1, 6 is point 4.
POINT_1, POINT_2, POINT_4 = 3, 4, 6
VOTES = {"yes": 20, "no": 40, "abstain": 2}


@pytest.fixture
def main(cast):
    return amending.main_paper()


@pytest.fixture
def item(cast, main):
    return amending.called(main, cast=cast)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seal(main) -> str:
    return facts.seal(slate.of(main, base=slate.base_of(main)))


def asked(main, block, *, by) -> PointVote:
    return points.ask(main, block=block, seen=seal(main), by=by)


def fresh(paper) -> Paper:
    return Paper.objects.get(pk=paper.pk)


def test_rejected_point_is_missing_in_the_adopted_text_and_the_text_says_why(cast, main, item):
    rejected, kept = (asked(main, block, by=cast.chair) for block in (POINT_2, POINT_4))
    points.take(rejected, poll=NO, by=cast.chair)
    points.take(kept, poll=YES, by=cast.chair)

    closed = amendment_votes.finish(main, poll=YES, by=cast.chair)

    text = fresh(main).versions.order_by("-number")[0].text
    [origin] = ChangeOrigin.objects.all()
    assert ("Zebrastreifen" in text, "4. Die Ortsbeiräte" in text, "3. Dem Ausschuss" in text) == (False, True, True)
    assert "Zebrastreifen" not in closed.resolution_text
    assert (closed.result, fresh(main).state) == ("adopted_amended", "adopted_amended")
    assert (origin.ballot.subject, origin.amendment, origin.block, origin.was, origin.through) == (
        "Einzelabstimmung: Punkt 2",
        None,
        None,
        POINT_2,
        "Einzelabstimmung",
    )


def test_amended_paragraphs_are_counted_without_the_points_left_out(cast, main):
    amendment = amending.admitted(main, INSERT_POINT_5, by=cast.councillor, clerk=cast.clerk)
    amending.called(main, cast=cast)
    amendment_votes.vote(amendment, poll=YES, by=cast.chair)
    points.take(asked(main, POINT_1, by=cast.chair), poll=NO, by=cast.chair)

    amendment_votes.finish(main, poll=YES, by=cast.chair)

    rows = [(row.through, row.block, row.was) for row in ChangeOrigin.objects.order_by("pk")]
    assert rows == [("Ä1", 6, None), ("Einzelabstimmung", None, POINT_1)]
    assert fresh(main).versions.order_by("-number")[0].text.count("\n\n5. Die Polizei wird beteiligt.") == 1


def test_text_whose_points_are_all_adopted_is_adopted_as_it_is(cast, main, item):
    points.take(asked(main, POINT_2, by=cast.chair), poll=YES, by=cast.chair)

    closed = amendment_votes.finish(main, poll=YES, by=cast.chair)

    assert (closed.result, fresh(main).versions.count()) == ("adopted", 1)


def test_whole_is_not_decided_while_a_point_is_open_nor_unchanged_without_one(cast, main, item):
    vote = asked(main, POINT_2, by=cast.chair)
    with pytest.raises(Contradiction, match=r"einzelnen Punkte abzustimmen; offen: Punkt 2\."):
        treatment.close_item(item, result="adopted", poll=YES, by=cast.chair)
    points.take(vote, poll=NO, by=cast.chair)
    with pytest.raises(Contradiction, match="nur in geänderter Fassung"):
        treatment.close_item(item, result="adopted", poll=YES, by=cast.chair)

    assert fresh(main).state == "scheduled"


def test_amendments_come_first_and_stand_fast_afterwards(cast, main):
    amendment = amending.admitted(main, INSERT_POINT_5, by=cast.councillor, clerk=cast.clerk)
    amending.called(main, cast=cast)
    with pytest.raises(life.WrongState, match="Zuerst ist über die Änderungsanträge abzustimmen; offen: Ä1"):
        asked(main, POINT_2, by=cast.chair)
    amendment_votes.vote(amendment, poll=YES, by=cast.chair)
    asked(main, POINT_2, by=cast.chair)

    with pytest.raises(life.WrongState, match="Über einzelne Punkte wird schon abgestimmt"):
        amendment_votes.undo(amendment, by=cast.chair)
    assert amending.state_of(amendment) == "adopted"


def test_what_an_amendment_put_in_is_not_voted_on_a_second_time(cast, main):
    amendment = amending.admitted(main, INSERT_POINT_5, by=cast.councillor, clerk=cast.clerk)
    item = amending.called(main, cast=cast)
    amendment_votes.vote(amendment, poll=YES, by=cast.chair)

    settled = facts.of(slate.of(main, base=slate.base_of(main)), item=item)

    assert [block.number for block in settled.askable()] == [3, 4, 5, 6]


def test_votes_are_taken_back_and_taken_again(cast, main, item):
    vote = asked(main, POINT_2, by=cast.chair)
    first = points.take(vote, poll=NO, by=cast.chair)
    points.undo(vote, by=cast.chair)
    second = points.take(PointVote.objects.get(), poll=YES, by=cast.chair)
    points.undo(PointVote.objects.get(), by=cast.chair)
    points.withdraw(PointVote.objects.get(), by=cast.chair)

    assert (second.corrects, PointVote.objects.count()) == (first, 0)


def test_corrected_vote_on_a_point_takes_it_out_of_the_text_or_puts_it_back(cast, main, item):
    ballot = points.take(asked(main, POINT_2, by=cast.chair), poll=YES, by=cast.chair)
    told = replace(NO, reason="Die Stimmen waren vertauscht.")

    made = ballot_corrections.correct(ballot, poll=told, by=cast.chair)

    vote = PointVote.objects.get()
    settled = facts.of(slate.of(main, base=slate.base_of(main)), item=item)
    assert (vote.ballot, made.corrects, vote.is_rejected) == (made, ballot, True)
    assert ("Zebrastreifen" in settled.text, [one.label for one in settled.left_out]) == (False, ["Punkt 2"])


def test_adopted_text_is_not_turned_by_a_correction_but_its_heads_follow(cast, main, item):
    ballot = points.take(asked(main, POINT_2, by=cast.chair), poll=NO, by=cast.chair)
    amendment_votes.finish(main, poll=YES, by=cast.chair)

    with pytest.raises(life.WrongState, match="den Punkt wieder aufnehmen und neu abstimmen"):
        ballot_corrections.correct(ballot, poll=replace(YES, reason="Vertauscht."), by=cast.chair)
    heads = replace(NO, tally=replace(NO.tally, no=NO.tally.no + 1), reason="Eine Stimme fehlte.")
    made = ballot_corrections.correct(ballot, poll=heads, by=cast.chair)

    assert (PointVote.objects.get().ballot, ChangeOrigin.objects.get().ballot) == (made, made)
    assert "Zebrastreifen" not in fresh(main).versions.order_by("-number")[0].text


def test_reopened_item_has_its_points_and_the_old_text_again(cast, main, item):
    points.take(asked(main, POINT_2, by=cast.chair), poll=NO, by=cast.chair)
    closed = amendment_votes.finish(main, poll=YES, by=cast.chair)

    treatment.reopen_item(closed, by=cast.chair)

    assert (fresh(main).versions.count(), ChangeOrigin.objects.count(), PointVote.objects.count()) == (1, 0, 1)


@pytest.mark.parametrize("step", ["ask", "take", "undo", "withdraw"])
def test_only_whoever_presides_asks_votes_and_takes_back(cast, main, item, step):
    vote = asked(main, POINT_2, by=cast.chair)
    acts = {
        "ask": lambda by: asked(main, POINT_4, by=by),
        "take": lambda by: points.take(vote, poll=YES, by=by),
        "undo": lambda by: points.undo(vote, by=by),
        "withdraw": lambda by: points.withdraw(vote, by=by),
    }

    for name, user in cast.everyone().items():
        if name not in ("chair", "clerk", "deputy"):
            with pytest.raises(Denied):
                acts[step](user)
    assert (PointVote.objects.count(), PointVote.objects.get().ballot) == (1, None)


@pytest.mark.parametrize(("block", "error"), [(1, life.WrongState), (99, life.WrongState), (POINT_2, life.Stale)])
def test_what_is_no_point_or_was_read_in_another_text_is_not_voted_on(cast, main, item, block, error):
    with pytest.raises(error):
        points.ask(main, block=block, seen="0" * 64 if error is life.Stale else seal(main), by=cast.chair)


def test_single_points_through_the_pages(cast, main, item):
    chair, rival, nobody = signed_in(cast.chair), signed_in(cast.rival), Client()
    address = reverse("amendments-vote", args=[main.key])
    assert address in chair.get(reverse("meeting", args=[item.meeting.key])).content.decode()
    page = chair.get(address).content.decode()
    given = {"what": "point", "seen": seal(main)}
    refused = rival.post(address, given | {"step": f"ask-{POINT_2}"})
    chair.post(address, given | {"step": f"ask-{POINT_2}"})
    vote = PointVote.objects.get()
    waiting = chair.get(address).content.decode()
    empty = chair.post(address, {"what": "point", "step": f"vote-{vote.pk}"})
    counted = {f"point-{vote.pk}-{name}": heads for name, heads in VOTES.items()}
    chair.post(address, {"what": "point", "step": f"vote-{vote.pk}"} | counted)
    final = {f"final-{name}": heads for name, heads in {"yes": 40, "no": 20, "abstain": 2}.items()}
    chair.post(address, {"what": "final"} | final)

    shown = nobody.get(main.get_absolute_url()).content.decode()
    assert (f'value="ask-{POINT_2}"' in page, refused.status_code, empty.status_code) == (True, 403, 409)
    assert ("Schlussabstimmung festhalten" in page, "Schlussabstimmung festhalten" in waiting) == (True, False)
    assert fresh(main).state == "adopted_amended"
    assert "früherer Absatz 4 (gestrichen) durch Einzelabstimmung" in shown
    assert "Nicht angenommen wurden" in nobody.get(reverse("amendments-text", args=[main.key])).content.decode()


@pytest.mark.parametrize("step", ["", "ask-", "ask-9999999999999", "ask-x", "undo-1", "vote-\x00", "wrong-7"])
def test_forged_steps_are_refused(cast, main, item, step):
    address = reverse("amendments-vote", args=[main.key])

    answer = signed_in(cast.chair).post(address, {"what": "point", "step": step, "seen": "x" * 200_000})

    assert answer.status_code in (404, 409)
