"""The page of words that mean the same: everybody reads it, the office writes it, and what is wrong is said."""

import pytest

from documents.actions import synonyms as acts
from documents.search import synonyms

pytestmark = pytest.mark.django_db

LIST, REVISE = "/search/words/", "/search/words/revise/"


def test_everybody_reads_the_list_and_only_the_office_is_offered_to_change_it(cast, client):
    offered = set()
    for name, user in cast.everyone().items():
        client.force_login(user) if user.is_authenticated else client.logout()
        html = client.get(LIST).content.decode()
        assert "<li>Antrag, Vorlage, Drucksache</li>" in html
        if "Liste ändern" in html:
            offered.add(name)

    assert offered == {"clerk", "deputy"}


def test_office_writes_the_list_and_sees_it(cast, client):
    client.force_login(cast.clerk)

    answer = client.post(REVISE, {"text": "Bad, Schwimmbad", "version": 0}, follow=True)

    html = answer.content.decode()
    assert "Gespeichert. Ab jetzt wird so gesucht." in html
    assert ("<li>Bad, Schwimmbad</li>" in html, "Die Liste dieser Stadt" in html) == (True, True)
    assert "mitgelieferten Liste neu beginnen" in client.get(REVISE).content.decode()
    assert "Antrag, Vorlage, Drucksache" in client.get(REVISE, {"supplied": ""}).content.decode()


def test_nobody_else_writes_it(cast, client):
    for name, user in cast.everyone().items():
        if name in {"clerk", "deputy", "nobody"}:
            continue
        client.force_login(user)
        answer = client.post(REVISE, {"text": "Bad, Schwimmbad", "version": 0})
        assert (answer.status_code, "Büro der Stadtverordnetenversammlung" in answer.content.decode()) == (403, True)

    assert synonyms.kept().number == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Bad", "Zeile 1: Hier fehlt ein zweites Wort"),
        ("Bad, <script>alert(1)</script>, \u202eSchwimmbad", None),
        ("Bad, Schwimm\x00bad", "Nullzeichen sind nicht erlaubt."),
        ("x" * 200_000, "höchstens"),
        ("*, ?", "Zeile 1: Nach „*“ kann nicht gesucht werden."),
    ],
)
def test_odd_lists_are_kept_as_text_or_refused_in_words(cast, client, text, sentence):
    client.force_login(cast.clerk)

    answer = client.post(REVISE, {"text": text, "version": 0}, follow=True)

    html = answer.content.decode()
    assert answer.status_code == (422 if sentence else 200)
    assert (sentence or "Gespeichert") in html
    assert "<script>alert" not in html


def test_stale_form_is_refused(cast, client):
    acts.revise("Bad, Schwimmbad", version=0, by=cast.deputy)
    client.force_login(cast.clerk)

    answer = client.post(REVISE, {"text": "Tram, Straßenbahn", "version": 0})

    assert answer.status_code == 409
    assert synonyms.kept() == (1, "Bad, Schwimmbad")


def test_empty_list_explains_itself(cast, client):
    acts.revise("", version=0, by=cast.clerk)

    assert "Keine gleichbedeutenden Wörter" in client.get(LIST).content.decode()
