"""Whatever is sent to whatever address by whomever: a sentence or a refusal comes back, never an error of the server."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from council.actions import agenda
from council.models import Entry
from documents.actions import papers
from documents.models import Paper
from documents.search import indexing
from motions.actions import inquiries, petitions, questions, recommendations
from tests import factories
from tests.house.test_urls import ADDRESSES, POLICY, all_names
from tests.journeys import leak_world
from tests.journeys.test_leak_matrix import doors

FIELDS = [
    "name",
    "title",
    "text",
    "reason",
    "date",
    "due",
    "valid_from",
    "to",
    "item",
    "item_key",
    "number",
    "status",
    "version",
    "seen",
    "order",
    "circle",
    "start",
    "end",
    "exact",
    "prefix",
    "suffix",
    "block",
    "passages",
    "given_on",
    "office",
    "result",
    "result_text",
    "resolution_text",
    "person",
    "body",
    "value",
    "count",
    "unit",
    "meeting",
    "legal_basis",
    "questions",
    "written",
    "answer_mode",
    "followup",
    "file",
    "role",
    "q",
    "page",
    "seite",
    "on",
    "town",
    "past",
    "audience",
    "motivation",
    "parent",
    "part",
    "public",
    "starts_at",
    "location",
    "faction",
    "organization",
    "paper",
    "key",
    "state",
    "reference",
    "paper_type",
    "originator",
    "direct",
    "urgent",
    "choice",
    "subject",
    "address",
    "email",
    "ground",
    "statement",
    "outcome",
    "decision",
    "reply",
    "wished",
    "checked",
    "asker",
    "answer",
    "respondent",
    "waived",
    "panel",
    "introduction",
    "addressee",
    "consent",
    "yes",
    "no",
    "abstain",
]
GARBAGE = {
    "nothing": {},
    "letters": dict.fromkeys(FIELDS, "ä" * 3000),
    "numbers": dict.fromkeys(FIELDS, "9" * 40),
    "one": dict.fromkeys(FIELDS, "1"),
    "markup": dict.fromkeys(FIELDS, "<script>*?[]\"'\x00</script>"),
}
ANSWERS = {200, 202, 204, 301, 302, 303, 304, 400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 428, 429}


@pytest.fixture
def addresses(cast) -> dict[str, str]:
    """Every address, with real things behind its keys."""
    meeting = factories.meeting(cast.assembly, state="running")
    item = factories.item(meeting)
    agenda.bar(item, person=cast.rival.person, by=None)
    paper = factories.paper(reference="101.20.7")
    note = leak_world.note_on(paper, cast.citizen)
    file = factories.file(paper=paper, pages=("Text",))
    made = inquiries.record(
        Paper(body=cast.town, paper_type="inquiry", name="Anfrage", state="answered_oral", audience="public"),
        by=None,
        body_text="Frage?",
        questions=[inquiries.NewQuestion("Frage?")],
    )
    inquiries.follow_up(made, followup=inquiries.NewFollowUp("Nach?"), by=cast.rival)
    papers.refer(paper, to=cast.committee, by=None)
    asked = factories.meeting(cast.assembly, state="running")
    asking = questions.draft(name="Uhr", text="Wann geht sie richtig?", meeting=asked, by=cast.councillor)
    sender = petitions.Sender("Käthe Kummer", "Kiebitzweg 7")
    petitioner = petitions.submit(subject="Steg", text="Bitte einen Steg bauen.", sender=sender, at=timezone.now())
    panel = factories.organization("panel")
    report = recommendations.begin(panel=panel, name="Gutachten", introduction="", by=cast.clerk)
    recommendations.add(report, wish=recommendations.Wish("Bänke."), by=cast.clerk)
    indexing.rebuild()
    keys = {
        "meetings": meeting.key,
        "papers": paper.key,
        "notes": note.key,
        "files": file.key,
        "inquiries": made.paper.key,
        "bodies": cast.committee.key,
        "people": cast.rival.person.key,
        "memberships": cast.colleague.person.memberships.order_by("pk").first().key,
        "terms": cast.term.key,
        "motions": paper.key,
        "question-time": asked.key,
        "questions": asking.paper.key,
        "petitions": petitioner.petition.paper.key,
        "panel-reports": report.paper.key,
    }
    found = {}
    for name, (route, _) in ADDRESSES.items():
        known = {
            "receipt": petitioner.receipt,
            "number": 1,
            "reference": "101.20.7",
            "name": "minutes.send_days",
            "item_key": item.key,
        }
        first = route.removeprefix("api/").partition("/")[0]
        values = {word: known.get(word, keys.get(first, paper.key)) for word in all_names(route)}
        if not name.startswith(("account_", "mfa_")):
            found[name] = reverse(name, kwargs=values)
    return found


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_sent_by_the_office_is_answered_with_a_sentence_or_a_refusal(cast, addresses, garbage):
    client: Client = doors(cast)["clerk"]
    forms = {name: address for name, address in addresses.items() if POLICY[name] in ("form", "post")}

    answers = {name: client.post(address, GARBAGE[garbage]).status_code for name, address in forms.items()}

    assert {name: status for name, status in answers.items() if status not in ANSWERS} == {}


@pytest.mark.parametrize("garbage", ["letters", "markup"])
def test_garbage_asked_for_by_nobody_is_answered_with_a_page(cast, addresses, garbage):
    client: Client = doors(cast)["nobody"]
    pages = {name: address for name, address in addresses.items() if POLICY[name] in ("page", "thing", "probe")}

    answers = {name: client.get(address, GARBAGE[garbage]).status_code for name, address in pages.items()}

    assert {name: status for name, status in answers.items() if status not in ANSWERS} == {}


def test_reading_writes_nothing_in_the_journal(cast, addresses):
    head = Entry.objects.count()

    for name in ("clerk", "councillor"):
        client = doors(cast)[name]
        for address in addresses.values():
            client.get(address)

    assert Entry.objects.count() == head
