from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import journal
from council.life import Stale, WrongState
from council.may import Denied, allowed
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.actions import assessments, inquiries
from motions.actions.inquiries import NewAnswer, NewFollowUp, NewPassage, NewQuestion
from motions.may import assessments as may_assess
from motions.models import Inquiry
from tests import factories
from tests.motions import inquiring

pytestmark = pytest.mark.django_db


def drafted(cast, *, questions=("Wann kommt der Radweg?", "Was kostet er?"), written=False) -> Inquiry:
    paper = Paper(body=cast.town, paper_type=PaperType.INQUIRY, name="Radweg an der Mühlgasse")
    return inquiries.draft(
        paper, questions=list(questions), written=written, by=cast.councillor, faction=cast.our_faction
    )


def admitted(cast, **kwargs) -> Inquiry:
    inquiry = inquiries.submit(drafted(cast, **kwargs), by=cast.councillor)
    return inquiries.admit(inquiry, by=cast.clerk, on=date(2026, 6, 15))


def requested(cast, **kwargs) -> Inquiry:
    return inquiries.request_answer(admitted(cast, **kwargs), office=cast.office, by=cast.clerk)


def seers(cast) -> set[str]:
    return {name for name, user in cast.everyone().items() if Inquiry.objects.visible_to(user).exists()}


def state(inquiry: Inquiry) -> str:
    return Paper.objects.get(pk=inquiry.pk).state


def test_draft_is_seen_by_its_author_alone(cast):
    drafted(cast)

    assert seers(cast) == {"councillor"}


def test_handed_in_inquiry_is_seen_by_those_who_ask_and_by_the_office(cast):
    inquiries.submit(drafted(cast), by=cast.councillor)

    assert seers(cast) == {"councillor", "colleague", "clerk", "deputy"}


def test_admitted_inquiry_has_number_and_deadline_and_is_public(cast):
    inquiry = admitted(cast)

    assert (inquiry.paper.reference, inquiry.paper.date) == ("101.20.1", date(2026, 6, 15))
    assert inquiry.answer_due == date(2026, 7, 27)  # T-A1
    assert seers(cast) == set(cast.everyone())


def test_only_the_author_hands_in(cast):
    inquiry = drafted(cast)

    with pytest.raises(Denied, match="wer die Anfrage verfasst hat"):
        inquiries.submit(inquiry, by=cast.colleague)

    assert state(inquiry) == PaperState.DRAFT


def test_handed_in_text_stands_fast(cast):
    inquiry = inquiries.submit(drafted(cast), by=cast.councillor)

    with pytest.raises(WrongState, match="ihr Text steht fest"):
        inquiries.revise(inquiry, name="Anders", questions=["Neu?"], written=False, by=cast.councillor)

    assert Paper.objects.get(pk=inquiry.pk).name == "Radweg an der Mühlgasse"
    assert inquiry.questions.count() == 2


def test_stale_draft_is_refused(cast):
    inquiry = drafted(cast)
    old = inquiry.paper.version
    inquiries.revise(inquiry, name="Zweite", questions=["Eins?"], written=False, by=cast.councillor, version=old)

    with pytest.raises(Stale):
        inquiries.revise(inquiry, name="Dritte", questions=["Zwei?"], written=False, by=cast.councillor, version=old)

    assert Paper.objects.get(pk=inquiry.pk).name == "Zweite"


def test_written_answer_links_passages_to_questions(cast):
    inquiry = requested(cast)
    passages = [NewPassage("Im Herbst; zwei Millionen.", questions=(1, 2)), NewPassage("Ein Dank.")]

    inquiries.answer_in_writing(inquiry, answer=NewAnswer(mode="written", passages=passages), by=cast.officer)

    links = {
        question.number: [passage.number for passage in question.passages.all()] for question in inquiry.questions.all()
    }
    assert state(inquiry) == PaperState.ANSWERED_WRITTEN
    assert links == {1: [1], 2: [1]}
    assert {question.answer_status for question in inquiry.questions.all()} == {"unanswered"}


def test_inquiry_without_written_answer_stays_open(cast):
    inquiry = requested(cast, written=True)
    inquiries.answer_orally(inquiry, answer=NewAnswer(mode="oral"), by=cast.clerk)

    with pytest.raises(WrongState, match="steht noch aus"):
        inquiries.close(inquiry, by=cast.clerk)

    fresh = Inquiry.objects.get(pk=inquiry.pk)
    assert fresh.written_answer_outstanding
    assert fresh.answer_mode_honoured is False
    assert state(inquiry) == PaperState.ANSWERED_ORAL


def test_written_answer_after_an_oral_one_completes_it(cast):
    inquiry = requested(cast, written=True)
    inquiries.answer_orally(inquiry, answer=NewAnswer(mode="oral"), by=cast.clerk)

    inquiries.answer_in_writing(inquiry, answer=NewAnswer(mode="written"), by=cast.officer)
    inquiries.close(inquiry, by=cast.clerk)

    assert state(inquiry) == PaperState.CLOSED
    assert Inquiry.objects.get(pk=inquiry.pk).answer_mode_actual == "mixed"


def test_follow_up_opens_the_inquiry_until_it_is_answered(cast):
    inquiry = requested(cast)
    inquiries.answer_orally(inquiry, answer=NewAnswer(mode="oral"), by=cast.clerk)
    followup = inquiries.follow_up(
        inquiry,
        followup=NewFollowUp("Und wo?", question=1, asker_organization=cast.other_faction),
        by=cast.rival,
    )
    opened = state(inquiry)

    inquiries.answer_follow_up(followup, text="Am Anger.", status="answered", by=cast.mayor)

    assert (opened, state(inquiry)) == (PaperState.FOLLOWUP_OPEN, PaperState.ANSWERED_ORAL)


def test_extensions_are_counted_with_their_reason(cast):
    inquiry = requested(cast)

    inquiries.extend(inquiry, due=date(2026, 8, 31), reason="Gutachten fehlt", by=cast.chair)

    fresh = Inquiry.objects.get(pk=inquiry.pk)
    assert (fresh.answer_due, fresh.extensions, fresh.extension_reason) == (date(2026, 8, 31), 1, "Gutachten fehlt")


@pytest.mark.parametrize(
    ("statuses", "overall"),
    [
        (("answered", "answered"), "answered"),
        (("answered", "refused"), "answered"),
        (("unanswered", "deferred"), "unanswered"),
        (("answered", "unanswered"), "partial"),
        (("partial", "answered"), "partial"),
        ((), "unanswered"),
    ],
)
def test_overall_status_follows_from_the_questions(cast, statuses, overall):
    paper = Paper(body=cast.town, paper_type=PaperType.INQUIRY, name="Alt", state=PaperState.RECORDED)
    inquiry = inquiries.record(
        paper, by=None, body_text="", questions=[NewQuestion("Wann?", status=status) for status in statuses]
    )

    assert inquiry.overall == overall


REFUSED = {
    "admit": lambda inquiry, by: inquiries.admit(inquiry, by=by, on=date(2026, 6, 15)),
    "answer_orally": lambda inquiry, by: inquiries.answer_orally(inquiry, answer=NewAnswer(mode="oral"), by=by),
    "answer_in_writing": lambda inquiry, by: inquiries.answer_in_writing(
        inquiry, answer=NewAnswer(mode="written"), by=by
    ),
    "set_status": lambda inquiry, by: inquiries.set_status(inquiry, number=1, status="answered", by=by),
    "close": lambda inquiry, by: inquiries.close(inquiry, by=by),
    "extend": lambda inquiry, by: inquiries.extend(inquiry, due=date(2027, 1, 1), reason="x", by=by),
}


@pytest.mark.parametrize("act", REFUSED)
def test_citizen_and_district_change_nothing(cast, act):
    inquiry = requested(cast)
    head = journal.head_number()

    for name in ("citizen", "district", "moderator"):
        with pytest.raises(Denied):
            REFUSED[act](inquiry, cast.people[name])

    assert journal.head_number() == head
    assert state(inquiry) == PaperState.ANSWER_REQUESTED


def test_whole_life_through_the_pages(cast, client):
    def post(address, *args, by, **form):
        client.force_login(by)
        return client.post(reverse(address, args=args), form, follow=True)

    page = post(
        "inquiry-new",
        by=cast.councillor,
        name="Spielplatz",
        questions="1. Wann öffnet er?\n\n2. Was kostet er?",
        written="on",
    )
    key = page.redirect_chain[-1][0].split("/")[2]
    post("inquiry-submit", key, by=cast.councillor)
    post("inquiry-admit", key, by=cast.clerk)
    post("inquiry-refer", key, by=cast.clerk, to=cast.committee.pk)
    post("inquiry-request", key, by=cast.clerk, office=cast.office.pk)
    post("inquiry-answer", key, by=cast.officer, given_on="2026-06-20", passages="[1] Im Mai.\n\n[1, 2] Zehn Euro.")
    post("inquiry-judge", key, by=cast.clerk, number=1, status="answered")
    post("inquiry-judge", key, by=cast.clerk, number=2, status="partial", reason="kein Betrag")
    post("inquiry-follow-up", key, by=cast.rival, text="Wirklich?", question=2)
    post("inquiry-follow-up-answer", key, 1, by=cast.mayor, text="Ja.", status="answered")
    final = post("inquiry-close", key, by=cast.clerk)

    inquiry = Inquiry.objects.get(paper__key=key)
    assert state(inquiry) == PaperState.CLOSED
    assert [question.answer_status for question in inquiry.questions.order_by("number")] == ["answered", "partial"]
    assert inquiry.overall == "partial"
    assert [passage.text for passage in inquiry.answers.get().passages.order_by("number")] == ["Im Mai.", "Zehn Euro."]
    html = final.content.decode()
    assert ("Im Mai." in html, "kein Betrag" in html, "Wirklich?" in html) == (True, True, True)
    assert journal.verify() == []


@pytest.mark.parametrize(
    ("passages", "sentence"),
    [("[7] Nein.", "Eine Frage 7 gibt es nicht."), ("   ", "Dieses Feld ist zwingend erforderlich.")],
)
def test_answer_to_a_question_that_is_not_there_is_refused_with_what_was_typed(cast, client, passages, sentence):
    inquiry = requested(cast)
    client.force_login(cast.officer)

    answer = client.post(
        reverse("inquiry-answer", args=[inquiry.paper.key]), {"given_on": "2026-06-20", "passages": passages}
    )

    assert sentence in answer.content.decode()
    assert inquiry.answers.count() == 0


def test_ledger_lists_what_each_may_see(cast, client):
    admitted(cast)
    hidden = drafted(cast, questions=["Geheim?"])

    client.force_login(cast.rival)
    html = client.get(reverse("inquiries")).content.decode()

    assert "101.20.1" in html
    assert hidden.paper.key not in html


def test_ledger_costs_the_same_for_one_and_for_many(cast, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    admitted(cast)
    client.get(reverse("inquiries"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("inquiries"))
    for _ in range(3):
        admitted(cast)

    with CaptureQueriesContext(connection) as many:
        client.get(reverse("inquiries"))

    assert len(many) == len(one)


def test_faction_page_lists_the_missing_written_answer(cast, client):
    inquiry = requested(cast, written=True)
    inquiries.answer_orally(inquiry, answer=NewAnswer(mode="oral"), by=cast.clerk)

    html = client.get(cast.our_faction.get_absolute_url()).content.decode()

    assert "schriftliche Antwort nicht erfolgt" in html
    assert inquiry.paper.name in html


def test_unknown_filter_values_show_everything(cast, client):
    admitted(cast)

    html = client.get(reverse("inquiries"), {"stand": "'; --", "fraktion": "x" * 500, "page": "abc"}).content.decode()

    assert "101.20.1" in html


@pytest.mark.parametrize(("days", "state"), [(14, "followup_open"), (15, "closed")])
def test_closing_can_be_disputed_for_as_long_as_the_rules_say(cast, client, days, state):
    inquiry = inquiries.answer_in_writing(requested(cast), answer=NewAnswer(mode="written"), by=cast.officer).inquiry
    inquiries.close(inquiry, by=cast.clerk)
    Inquiry.objects.filter(pk=inquiry.pk).update(closed_at=timezone.now() - timedelta(days=days))
    client.force_login(cast.councillor)

    offered = "Widersprechen: nicht beantwortet" in client.get(inquiry.paper.get_absolute_url()).content.decode()
    response = client.post(reverse("inquiry-dispute", args=[inquiry.paper.key]))

    inquiry.paper.refresh_from_db()
    assert (offered, response.status_code) == ((True, 302) if days == 14 else (False, 409))
    assert inquiry.paper.state == state


def test_public_answer_given_in_a_closed_meeting_does_not_name_that_meeting(cast, client):
    closed = factories.meeting(
        cast.magistrat, name="Vertrauliche Runde", public=False, audience="body", audience_organization=cast.magistrat
    )
    inquiry = requested(cast)
    answer = NewAnswer(mode="oral", passages=[NewPassage("Im Mai.", questions=(1,))], meeting=closed)
    inquiries.answer_orally(inquiry, answer=answer, by=cast.clerk)

    pages = {
        name: (client.force_login(cast.people[name]), client.get(inquiry.paper.get_absolute_url()).content.decode())[1]
        for name in ("citizen", "mayor")
    }

    assert {name: "Vertrauliche Runde" in html for name, html in pages.items()} == {"citizen": False, "mayor": True}
    assert "Im Mai." in pages["citizen"]


# What became of the answer: extensions, legal reasons, assessment and reply, reminders


def answered(cast, **fields):
    inquiry = inquiring.answered(cast, **fields)
    inquiries.set_status(inquiry, number=1, status="answered", by=cast.clerk)
    return inquiry


def page_of(client, inquiry, user) -> str:
    client.logout()
    if user is not None:
        client.force_login(user)
    return client.get(inquiry.paper.get_absolute_url()).content.decode()


def test_each_extension_is_listed_with_its_days_and_reason(cast, client):
    inquiry = requested(cast)
    inquiries.extend(inquiry, due=date(2026, 8, 31), reason="Gutachten fehlt", by=cast.chair)
    inquiries.extend(inquiry, due=date(2026, 9, 30), reason="noch nicht fertig", by=cast.clerk)

    rows = inquiry.granted_extensions.order_by("pk").values_list("old_due", "new_due", "reason", "granted_as")
    assert list(rows) == [
        (date(2026, 7, 27), date(2026, 8, 31), "Gutachten fehlt", "Stadtverordnetenvorsteher/in"),
        (date(2026, 8, 31), date(2026, 9, 30), "noch nicht fertig", "Büro der Stadtverordnetenversammlung"),
    ]
    html = page_of(client, inquiry, None)
    assert ("Gutachten fehlt" in html, "noch nicht fertig" in html) == (True, True)


@pytest.mark.parametrize("due", [date(2026, 7, 27), date(2026, 7, 1)])
def test_extension_that_grants_nothing_is_refused(cast, due):
    inquiry = requested(cast)

    with pytest.raises(WrongState, match="liegt nicht nach der alten"):
        inquiries.extend(inquiry, due=due, reason="x", by=cast.chair)

    assert inquiry.granted_extensions.count() == 0


def test_refused_answer_needs_its_legal_reason(cast, client):
    inquiry = answered(cast)
    with pytest.raises(WrongState, match="rechtliche Grund"):
        inquiries.set_status(inquiry, number=2, status="refused", reason=" ", by=cast.clerk)
    client.force_login(cast.clerk)
    address = reverse("inquiry-judge", args=[inquiry.paper.key])

    without = client.post(address, {"number": 2, "status": "refused"}, follow=True).content.decode()
    unchanged = inquiry.questions.get(number=2).answer_status
    client.post(address, {"number": 2, "status": "refused", "reason": "Datenschutz, § 22 HDSIG"})

    assert "gehört der rechtliche Grund dazu" in without
    assert unchanged == "unanswered"
    assert inquiry.questions.get(number=2).answer_status == "refused"
    assert "Rechtlicher Grund: Datenschutz, § 22 HDSIG" in page_of(client, inquiry, None)


def test_those_who_asked_assess_and_the_magistrat_replies_in_public(cast, client):
    inquiry = answered(cast)
    client.force_login(cast.colleague)
    client.post(
        reverse("inquiry-assess", args=[inquiry.paper.key]),
        {"verdict": "partly", "sentence": "Der Betrag fehlt.", "evaded": ["2"]},
    )
    client.force_login(cast.mayor)
    client.post(reverse("inquiry-reply", args=[inquiry.paper.key]), {"text": "Der Betrag steht noch nicht fest."})

    html = page_of(client, inquiry, None)
    ledger = client.get(reverse("inquiries"), {"stand": "ausweichend"}).content.decode()
    said = (
        "Der Betrag fehlt.",
        "Der Betrag steht noch nicht fest.",
        "Fraktion Grüne Stadt",
        "ausweichend (Ansicht der",
    )
    assert [sentence in html for sentence in said] == [True] * 4
    assert list(inquiry.questions.order_by("number").values_list("status_mark", flat=True)) == ["", "evasive"]
    assert "1 Frage nach Ansicht der Fragenden ausweichend" in ledger
    assert journal.verify() == []


def test_assessment_is_corrected_by_a_new_entry_and_the_old_stays(cast, client):
    inquiry = answered(cast)
    first = assessments.assess(inquiry, verdict="not", sentence="Nichts gesagt.", evaded=[2], by=cast.councillor)
    with pytest.raises(Stale):
        assessments.assess(inquiry, verdict="not", sentence="Noch einmal.", by=cast.colleague)
    reply = assessments.reply(first, text="Doch.", by=cast.mayor)
    with pytest.raises(Stale):
        assessments.reply(first, text="Doch, doch.", by=cast.mayor)
    assessments.reply(first, text="Doch, am Montag.", replaces=reply.pk, by=cast.mayor)

    second = assessments.assess(
        inquiry, verdict="satisfied", sentence="Jetzt ist es gut.", replaces=first.pk, by=cast.colleague
    )
    with pytest.raises(Stale):
        assessments.reply(first, text="Zu spät.", replaces=None, by=cast.mayor)

    assert (second.replaces, inquiry.assessments.count(), first.replies.count()) == (first, 2, 2)
    assert list(inquiry.questions.order_by("number").values_list("status_mark", flat=True)) == ["", ""]
    html = page_of(client, inquiry, None)
    assert [sentence in html for sentence in ("Nichts gesagt.", "Jetzt ist es gut.", "Doch, am Montag.")] == [True] * 3
    assert "Noch einmal." not in html


def test_only_what_is_missing_can_have_been_evaded(cast):
    inquiry = answered(cast)

    with pytest.raises(WrongState, match="Frage 1 gilt als „beantwortet“"):
        assessments.assess(inquiry, verdict="not", sentence="Alles.", evaded=[1], by=cast.councillor)
    assessments.assess(inquiry, verdict="not", sentence="Die zweite.", evaded=[2], by=cast.councillor)
    inquiries.set_status(inquiry, number=2, status="answered", by=cast.clerk)

    assert set(inquiry.questions.values_list("status_mark", flat=True)) == {""}


def test_database_keeps_marks_off_answered_questions(cast):
    inquiry = answered(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        inquiry.questions.filter(number=1).update(status_mark="evasive")


def test_unanswered_inquiry_is_not_assessed(cast):
    with pytest.raises(WrongState, match="erst, wenn die Anfrage beantwortet ist"):
        assessments.assess(requested(cast), verdict="not", sentence="x", by=cast.councillor)


def test_assessing_is_for_those_who_asked_and_replying_for_the_magistrat(cast):
    inquiry = answered(cast)
    entry = assessments.assess(inquiry, verdict="not", sentence="Nein.", by=cast.councillor)
    head = journal.head_number()

    def may_do(rule):
        return {name for name, user in cast.everyone().items() if allowed(rule, user, inquiry)}

    assert may_do(may_assess.assess) == {"councillor", "colleague"}
    assert may_do(may_assess.reply) == {"mayor"}
    for name in ("rival", "clerk", "chair", "mayor", "citizen"):
        with pytest.raises(Denied, match="nur, wer gefragt hat"):
            assessments.assess(inquiry, verdict="not", sentence="x", replaces=entry.pk, by=cast.people[name])
    for name in ("councillor", "clerk", "officer", "citizen"):
        with pytest.raises(Denied, match="nur der Magistrat"):
            assessments.reply(entry, text="x", by=cast.people[name])
    assert journal.head_number() == head


def test_assessment_of_a_closed_inquiry_is_closed_too(cast, client):
    inquiry = answered(cast)
    assessments.assess(inquiry, verdict="not", sentence="Geheimer Tadel.", by=cast.councillor)
    Paper.objects.filter(pk=inquiry.pk).update(audience="members")

    seen = {name: "Geheimer Tadel." in page_of(client, inquiry, cast.people[name]) for name in ("rival", "citizen")}
    client.force_login(cast.officer)

    assert seen == {"rival": True, "citizen": False}
    assert client.get(reverse("inquiry-reply", args=[inquiry.paper.key])).status_code == 404


def test_reply_without_an_assessment_is_not_found(cast, client):
    inquiry = answered(cast)
    client.force_login(cast.mayor)

    assert client.post(reverse("inquiry-reply", args=[inquiry.paper.key]), {"text": "x"}).status_code == 404


@pytest.mark.parametrize("wrong", [{"verdict": "great"}, {"sentence": ""}, {"evaded": ["1"]}, {"sentence": "x" * 1001}])
def test_assessment_that_cannot_be_understood_comes_back(cast, client, wrong):
    inquiry = answered(cast)
    client.force_login(cast.councillor)

    answer = client.post(
        reverse("inquiry-assess", args=[inquiry.paper.key]), {"verdict": "not", "sentence": "Nein."} | wrong
    )

    assert (answer.status_code, inquiry.assessments.count()) == (422, 0)


def test_ledger_distinguishes_partial_refused_evasive_and_lapsed(cast, client):
    made = {name: answered(cast, name=name) for name in ("Teils", "Nein", "Ausweichend")}
    made["Verfallen"] = inquiring.requested(cast, name="Verfallen")
    inquiries.set_status(made["Teils"], number=2, status="partial", by=cast.clerk)
    inquiries.set_status(made["Nein"], number=2, status="refused", reason="§ 3", by=cast.clerk)
    assessments.assess(made["Ausweichend"], verdict="not", sentence="x", evaded=[2], by=cast.councillor)
    inquiries.lapse(made["Verfallen"], by=cast.clerk)

    found = {}
    for stand in ("teilweise", "abgelehnt", "ausweichend", "verfallen"):
        html = client.get(reverse("inquiries"), {"stand": stand}).content.decode()
        found[stand] = [name for name in made if f">{name}</a>" in html]

    assert found == {
        "teilweise": ["Teils"],
        "abgelehnt": ["Nein"],
        "ausweichend": ["Ausweichend"],
        "verfallen": ["Verfallen"],
    }
    assert "verfallen, nicht beantwortet" in html


def test_office_sees_when_it_was_reminded_and_the_chair_when_it_was_told(cast, client):
    inquiry = requested(cast)
    inquiries.note_overdue(inquiry, on=date(2026, 7, 28))
    inquiries.escalate(inquiry, on=date(2026, 8, 10))

    seen = {}
    for name, user in (cast.people | {"nobody": None}).items():
        html = page_of(client, inquiry, user)
        seen[name] = "Erinnert am" in html and "Eskaliert am" in html
    desks = {
        name: "Eskaliert: seit" in (client.force_login(user), client.get("/desk/").content.decode())[1]
        for name, user in cast.people.items()
    }

    assert {name for name, shown in seen.items() if shown} == {"clerk", "deputy", "chair", "mayor", "officer"}
    assert {name for name, shown in desks.items() if shown} == {"clerk", "deputy", "chair"}


def test_page_of_an_inquiry_costs_the_same_with_one_and_with_thirty_entries(cast, client):
    inquiry = answered(cast)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page_of(client, inquiry, None)
        return len(queries)

    entry = assessments.assess(inquiry, verdict="not", sentence="Nein.", by=cast.councillor)
    assessments.reply(entry, text="Doch.", by=cast.mayor)
    cost()
    one = cost()
    for _ in range(29):
        entry = assessments.assess(inquiry, verdict="not", sentence="Nein.", replaces=entry.pk, by=cast.councillor)
        assessments.reply(entry, text="Doch.", by=cast.mayor)

    assert cost() == one


def test_what_was_drafted_before_handing_in_stays_the_authors(cast, client):
    inquiry = drafted(cast, questions=["Unbedachtes Wort?"])
    inquiries.revise(inquiry, name="Radweg", questions=["Wann kommt er?"], written=False, by=cast.councillor)
    inquiries.admit(
        inquiries.submit(Inquiry.objects.get(pk=inquiry.pk), by=cast.councillor), by=cast.clerk, on=date(2026, 6, 15)
    )
    address = Paper.objects.get(pk=inquiry.pk).get_absolute_url()

    heard = {}
    for name in ("councillor", "colleague", "clerk", "citizen"):
        client.force_login(cast.people[name])
        heard[name] = "Unbedachtes" in client.get(address, {"version": 1}).content.decode()

    assert heard == {"councillor": True, "colleague": False, "clerk": False, "citizen": False}


def test_inquiry_is_not_admitted_by_the_way_of_other_papers(cast, client):
    inquiry = inquiries.submit(drafted(cast), by=cast.councillor)
    client.force_login(cast.clerk)

    answer = client.post(reverse("paper-admit", args=[inquiry.paper.key]))

    assert answer.status_code == 409
    assert state(inquiry) == PaperState.SUBMITTED
