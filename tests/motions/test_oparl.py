"""What this floor adds to the open data."""

from __future__ import annotations

import pytest

from council import journal
from council.states import Audience
from documents.actions import papers
from motions.actions import roll_calls
from tests.documents.oparl import asking
from tests.motions import deciding, inquiring, voting


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.BASE_URL = f"http://{asking.HOST}"


def told(type_: str, thing) -> dict:
    return asking.get(f"/oparl/v1.1/{type_}/{thing.key}")


def published(inquiry):
    return papers.publish(inquiry.paper, by=None)


def test_an_inquiry_tells_its_questions_and_what_answers_them(cast):
    inquiry = inquiring.answered(cast)
    paper = published(inquiry)
    inquiry.answers.update(audience=Audience.PUBLIC, audience_organization=None)
    asking.publish()

    found = told("paper", paper)

    assert found["kassel:question"] == [
        {"number": 1, "text": "Wann kommt der Radweg?", "answerStatus": "nicht beantwortet"},
        {"number": 2, "text": "Was kostet er?", "answerStatus": "nicht beantwortet"},
    ]
    assert found["kassel:answer"] == [
        {
            "mode": "schriftlich",
            "givenOn": "2026-07-01",
            "passage": [{"number": 1, "text": "Im Mai.", "question": [1]}],
        }
        | {name: found["kassel:answer"][0][name] for name in ("respondent",) if name in found["kassel:answer"][0]}
    ]


def test_a_closed_answer_is_told_to_nobody(cast):
    inquiry = inquiring.answered(cast)
    paper = published(inquiry)
    inquiry.answers.update(audience=Audience.COUNCIL)
    asking.publish()

    assert "Im Mai." not in str(told("paper", paper))


def test_an_item_tells_how_the_factions_voted(cast):
    item = deciding.decided(cast, poll=deciding.counted(cast))
    asking.publish()

    vote = told("agendaitem", item)["kassel:vote"][0]

    root = f"http://{asking.HOST}/oparl/v1.1"
    assert {name: vote[name] for name in ("yes", "no", "abstain", "passed", "outcome", "rule")} == {
        "yes": 41,
        "no": 22,
        "abstain": 3,
        "passed": True,
        "outcome": "mehrheitlich angenommen",
        "rule": "einfache Mehrheit",
    }
    assert {stand["organization"]: stand["yes"] for stand in vote["byFaction"]} == {
        f"{root}/organization/{cast.our_faction.key}": 41,
        f"{root}/organization/{cast.other_faction.key}": 0,
        f"{root}/organization/{cast.third_faction.key}": 0,
    }


def test_a_vote_by_name_is_told_by_person_once_it_is_closed(cast):
    asking.publish()
    item = voting.called(cast)
    opened = roll_calls.open_vote(item, paper=None, by=cast.clerk)
    people = {name: getattr(cast, name).person for name in voting.MEMBERS}
    answers = {person.pk: "no" if name == "rival" else "yes" for name, person in people.items()}
    roll_calls.enter_all(opened, answers=answers, by=cast.clerk)
    assert "kassel:vote" not in told("agendaitem", item)

    roll_calls.close(opened, by=cast.clerk)

    vote = told("agendaitem", item)["kassel:vote"][0]
    root = f"http://{asking.HOST}/oparl/v1.1/person"
    said = {one["person"]: one["answer"] for one in vote["byPerson"]}
    assert said == {f"{root}/{people[name].key}": "no" if name == "rival" else "yes" for name in voting.MEMBERS}
    journal.drain("oparl")
    assert told("agendaitem", item)["kassel:vote"] == [vote]
