"""A notice (Mitteilung, Bericht) from draft until the assembly took note of it; nobody votes on its substance."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from council import journal, life
from council.actions import agenda, meetings
from council.may import Denied, allowed
from council.models import AgendaItem
from council.states import Audience, Result
from documents.models import Paper, PaperVersion
from documents.states import PaperState, PaperType
from motions.actions import notices, treatment
from motions.actions.ballots import Contradiction
from motions.actions.notices import Wording
from motions.may import notices as may
from motions.models import Scratch
from tests import factories

pytestmark = pytest.mark.django_db

TYPED = {"name": "Baustellen im Sommer", "body_text": "Gebaut wird an drei Stellen.", "plain_summary": ""}
WORDING = Wording(**TYPED)


def drafted(cast, paper_type=PaperType.INFORMATION) -> Paper:
    made = notices.draft(paper_type=paper_type, name=TYPED["name"], sender=cast.office, by=cast.officer)
    return notices.revise(made, wording=WORDING, revision=1, by=cast.officer)


def released(cast, *, public=True) -> Paper:
    today = timezone.localdate()
    return notices.release(drafted(cast), wording=WORDING, revision=2, public=public, by=cast.officer, on=today)


def state(paper) -> str:
    return Paper.objects.get(pk=paper.pk).state


def readers(cast, paper) -> set[str]:
    rows = Paper.objects.filter(pk=paper.pk)
    return {name for name, user in cast.everyone().items() if rows.visible_to(user).exists()}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name, paper) -> str:
    return reverse(name, args=[paper.key])


def called(cast, paper) -> AgendaItem:
    """The item of a running meeting at which the notice is called."""
    meeting = factories.meeting(cast.assembly, date=timezone.localdate())
    signed_in(cast.clerk).post(page("paper-place", paper), {"meeting": meeting.pk})
    item = AgendaItem.objects.get(meeting=meeting)
    meetings.publish_agenda(meeting, by=None)
    meetings.start(meeting, by=None)
    return agenda.call(item, by=None)


def test_notice_goes_from_draft_until_it_is_noted_through_the_pages(cast):
    author = signed_in(cast.officer)
    start = {"paper_type": "report", "name": TYPED["name"], "sender": cast.office.key}

    author.post(reverse("notice-new"), start)
    paper = Paper.objects.get()
    author.post(page("notice-edit", paper), TYPED | {"revision": 1, "next": "submit"})
    last_look = author.get(page("notice-submit", paper)).content.decode()
    author.post(page("notice-submit", paper), {"revision": 2, "readers": "public"})
    desk = signed_in(cast.clerk).get(reverse("desk")).content.decode()
    reference = Paper.objects.get().reference
    item = called(cast, paper)
    form = {"result": "noted", "version": item.version}
    signed_in(cast.chair).post(reverse("item-close", args=[item.meeting.key, item.key]), form)

    assert "Bericht freigeben" in last_look
    assert TYPED["name"] in desk
    assert reference == "101.20.1"
    assert (state(paper), readers(cast, paper)) == (PaperState.NOTED, set(cast.everyone()))
    assert str(Paper.objects.get().consultations.get().organization) == "Stadtverordnetenversammlung"


@pytest.mark.parametrize("result", sorted({Result.ADOPTED, Result.ADOPTED_UNANIMOUSLY, Result.REJECTED}))
def test_nobody_votes_on_the_substance_of_a_notice(cast, result):
    paper = released(cast)
    item = called(cast, paper)

    with pytest.raises(Contradiction, match="zur Kenntnis genommen"):
        treatment.close_item(item, result=result, by=cast.chair)

    assert (notices.allows(paper, result), state(paper)) == (False, PaperState.SCHEDULED)


def test_predicate_lets_every_other_result_through(cast):
    notice, motion = released(cast), factories.paper()
    votes = {"adopted", "adopted_unanimously", "adopted_amended", "rejected", "elected"}

    assert {result for result in Result.values if not notices.allows(notice, result)} == votes
    assert {result for result in Result.values if not notices.allows(motion, result)} == set()


def test_notice_not_reached_is_released_as_before_and_comes_again(cast):
    paper = released(cast)

    treatment.close_item(called(cast, paper), result=Result.NOT_REACHED, by=cast.chair)

    assert state(paper) == PaperState.RELEASED


def test_only_magistrat_and_offices_write_notices(cast):
    assert {name for name, user in cast.everyone().items() if allowed(may.draft, user)} == {"mayor", "officer"}


def test_nobody_writes_for_another_office(cast):
    with pytest.raises(Denied, match="wer ihr angehört"):
        notices.draft(paper_type=PaperType.REPORT, name="Fremd", sender=cast.magistrat, by=cast.officer)

    assert Paper.objects.count() == 0


def test_only_its_author_writes_and_releases(cast):
    paper, refused = drafted(cast), set()
    today = timezone.localdate()

    for name, user in cast.everyone().items():
        for step in (
            lambda by: notices.revise(paper, wording=WORDING, revision=2, by=by),
            lambda by: notices.release(paper, wording=WORDING, revision=2, public=True, by=by, on=today),
        ):
            if name != "officer":
                with pytest.raises(Denied):
                    step(user)
                refused.add(name)

    assert refused == set(cast.everyone()) - {"officer"}
    assert (state(paper), readers(cast, paper)) == (PaperState.DRAFT, {"officer"})


def test_notice_for_the_assembly_alone_is_read_by_nobody_else(cast):
    paper = released(cast, public=False)

    members = {"chair", "councillor", "colleague", "rival"}
    assert readers(cast, paper) == members | {"mayor", "officer", "clerk", "deputy"}
    assert TYPED["name"] not in Client().get(reverse("papers")).content.decode()


def test_drafts_are_gone_once_it_is_released(cast):
    paper = drafted(cast)
    notices.revise(paper, wording=Wording("Titel", "Geheime erste Idee."), revision=2, by=cast.officer)
    notices.release(paper, wording=WORDING, revision=3, public=True, by=cast.officer, on=timezone.localdate())

    assert [version.text for version in PaperVersion.objects.all()] == [TYPED["body_text"]]


@pytest.mark.parametrize(
    ("lacking", "sentence"), [({"name": " "}, "Der Titel fehlt."), ({"body_text": " \n"}, "Der Text fehlt.")]
)
def test_incomplete_notice_is_not_released(cast, lacking, sentence):
    paper = drafted(cast)

    with pytest.raises(life.WrongState, match=sentence):
        notices.release(
            paper,
            wording=Wording(**TYPED | lacking),
            revision=2,
            public=True,
            by=cast.officer,
            on=timezone.localdate(),
        )

    assert (state(paper), Paper.objects.get().reference) == (PaperState.DRAFT, None)


def test_released_text_stands_fast(cast):
    paper = released(cast)
    statuses = [
        signed_in(cast.officer).post(page("notice-edit", paper), TYPED | {"revision": 3}).status_code,
        signed_in(cast.officer).post(page("notice-autosave", paper), TYPED | {"revision": 3}).status_code,
        signed_in(cast.officer).get(page("notice-submit", paper)).status_code,
        signed_in(cast.clerk).post(page("paper-revise", paper), {"name": "x", "text": "x", "version": 4}).status_code,
    ]

    assert statuses == [409, 409, 409, 403]
    assert Paper.objects.get().name == TYPED["name"]


def test_author_or_magistrat_withdraws_it(cast):
    refused = set()
    for name, user in cast.everyone().items():
        try:
            notices.withdraw(released(cast), by=user)
        except Denied:
            refused.add(name)

    assert refused == set(cast.everyone()) - {"officer", "mayor"}


def test_closed_pages_are_not_there_for_others(cast):
    paper = drafted(cast)
    steps = ("notice-edit", "notice-preview", "notice-submit", "notice-withdraw")

    for name in ("mayor", "clerk", "councillor", "citizen"):
        assert {signed_in(getattr(cast, name)).get(page(step, paper)).status_code for step in steps} == {404}, name


def test_paper_of_another_kind_has_no_page_here(cast):
    paper = factories.paper(paper_type=PaperType.INFORMATION, owner=cast.officer)

    assert signed_in(cast.officer).get(page("notice-edit", paper)).status_code == 404


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\x00", "a\u202eb", "x" * 200_000])
def test_hostile_text_is_kept_as_text_or_refused_in_german(cast, text):
    paper = drafted(cast)
    client = signed_in(cast.officer)
    sent = {"revision": 2, "name": text, "body_text": text, "plain_summary": text, "readers": text}

    answers = [
        client.post(reverse("notice-new"), {"paper_type": text, "name": text, "sender": text}),
        client.post(page("notice-edit", paper), sent),
        client.post(page("notice-autosave", paper), sent),
        client.post(page("notice-submit", paper), sent),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 409, 422}
    assert "<script>alert" not in client.get(paper.get_absolute_url()).content.decode()


def test_two_who_write_see_both_texts(cast):
    paper = drafted(cast)

    answer = signed_in(cast.officer).post(page("notice-edit", paper), TYPED | {"body_text": "Meiner.", "revision": 1})

    assert answer.status_code == 409
    assert "Meiner." in answer.content.decode()
    assert Scratch.objects.get(paper=paper).content["body_text"] == TYPED["body_text"]


def test_desk_asks_as_much_for_three_notices_as_for_one(cast, django_assert_max_num_queries):
    def asked() -> int:
        client = signed_in(cast.clerk)
        with django_assert_max_num_queries(80) as queries:
            client.get(reverse("desk"))
        return len(queries)

    released(cast)
    one = asked()
    released(cast), released(cast)

    assert asked() == one


def test_journal_holds_no_word_of_it(cast):
    paper = released(cast)
    notices.withdraw(paper, by=cast.mayor)

    written = json.dumps(list(journal.Entry.objects.values_list("verb", "numbers", "before", "after")))
    assert "Baustellen" not in written
    assert journal.verify() == []
    assert Paper.objects.get().audience == Audience.PUBLIC


def test_notice_is_not_placed_before_it_is_released_nor_planned_for_tomorrow_alone(cast):
    paper = drafted(cast)
    meeting = factories.meeting(cast.assembly, date=timezone.localdate() + timedelta(days=3))

    answer = signed_in(cast.clerk).post(page("paper-place", paper), {"meeting": meeting.pk})

    assert (answer.status_code, AgendaItem.objects.count()) == (404, 0)
