"""Two texts side by side: any two that the reader may read, with their changes marked, and nothing else."""

import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.states import Audience
from documents import sides
from documents.actions import papers
from documents.states import FileRole, PaperState
from tests import factories

pytestmark = pytest.mark.django_db

OLD = "# Beschluss\n\n1. Der Radweg wird 2 Meter breit.\n\n2. Die Bäume bleiben.\n\n3. Es wird berichtet."
NEW = "# Beschluss\n\n1. Der Radweg wird 3 Meter breit.\n\n2. Es wird berichtet.\n\n3. Die Kosten trägt das Land."


def compared(client, left, right, **more):
    return client.get("/compare/", {"left": left, "right": right} | more)


def main(response):
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def marked(html, tag):
    return re.findall(rf"<{tag}>([^<]*)</{tag}>", html)


def figures(html):
    return re.findall(r"(\d+)\s+(Absätze geändert|neu|gestrichen|verschoben|unverändert)\b", plain(html))[:5]


def in_column(html, column):
    return plain(" ".join(re.findall(rf'<div class="{column}">(.*?)</div>', html, flags=re.DOTALL)))


def two_versions(cast, *, old=OLD, new=NEW, **fields):
    paper = factories.paper(text=old, **fields)
    papers.revise(paper, body_text=new, by=cast.clerk)
    return paper


def test_two_versions_of_a_paper_lie_beside_each_other(cast, client):
    paper = two_versions(cast)

    html = main(compared(client, f"{paper.key}~1", f"{paper.key}~2"))

    assert [number for number, _ in figures(html)] == ["1", "1", "1", "0", "2"]
    left, right, inline = (in_column(html, column) for column in ("left", "right", "inline"))
    assert "2 Meter" in left
    assert "3 Meter" not in left
    assert "3 Meter" in right
    assert "2 Meter" not in right
    assert "2 3 Meter" in inline
    assert marked(html, "del").count("2") == 2  # once in its column, once in both in one
    assert marked(html, "ins").count("3") == 2
    assert "anders nummeriert" in plain(html)


def test_only_changes_are_shown_on_request_and_the_rest_is_counted(cast, client):
    paper = two_versions(cast)

    everything = main(compared(client, f"{paper.key}~1", f"{paper.key}~2"))
    html = main(compared(client, f"{paper.key}~1", f"{paper.key}~2", changes="1"))

    assert "Beschluss" in in_column(everything, "left")
    assert "Beschluss" not in in_column(html, "left")
    assert plain(html).count("… 1 unveränderter Absatz") == 2
    assert figures(html) == figures(everything)


def test_key_alone_means_the_newest_text(cast, client):
    paper, other = two_versions(cast), factories.paper(text=NEW)

    html = main(compared(client, paper.key, other.key))

    assert "Beide Texte sagen dasselbe." in plain(html)
    assert [number for number, _ in figures(html)] == ["0", "0", "0", "0", "4"]


def test_sides_can_be_swapped(cast, client):
    paper = two_versions(cast)

    html = main(compared(client, f"{paper.key}~1", f"{paper.key}~2"))

    assert f'href="/compare/?left={paper.key}~2&amp;right={paper.key}~1"' in html


def test_file_is_compared_page_by_page_where_there_is_no_text(cast, client):
    paper = factories.paper(text="")
    factories.file(paper=paper, role=FileRole.AUXILIARY, name="Anlage", pages=("Ganz etwas anderes steht hier.",))
    factories.file(paper=paper, role=FileRole.MAIN, name="Haupttext", pages=("Der Radweg wird breit.", "Das gilt."))
    other = factories.paper(text="Der Radweg wird breit.\n\nDas gilt.")

    html = main(compared(client, paper.key, other.key))

    assert "Beide Texte sagen dasselbe." in plain(html)
    assert "Hauptdokument: Haupttext" in plain(html)


# What a reader may not read


@pytest.mark.parametrize("audience", [Audience.PRIVATE, Audience.NAMED, Audience.BODY])
@pytest.mark.parametrize("part", ["", "~1"])
def test_closed_text_is_not_found_on_either_side(cast, client, audience, part):
    closed = factories.paper(
        text="Geheimwort im Text",
        audience=audience,
        audience_organization=cast.committee if audience == Audience.BODY else None,
        owner=cast.officer if audience == Audience.PRIVATE else None,
    )
    opened, unknown = factories.paper(), "a" * 26
    for user in (None, cast.citizen, cast.rival):
        client.force_login(user) if user else client.logout()
        answers = [
            compared(client, f"{closed.key}{part}", opened.key),
            compared(client, opened.key, f"{closed.key}{part}"),
            client.get("/compare/", {"left": f"{closed.key}{part}"}),
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert [compared(client, unknown, opened.key).status_code] == [404]
        assert "Geheimwort" not in "".join(answer.content.decode() for answer in answers)


def test_earlier_drafts_stay_their_authors(cast, client):
    paper = factories.paper(
        text="Erster Entwurf Geheimwort", state=PaperState.DRAFT, audience=Audience.PRIVATE, owner=cast.councillor
    )
    papers.revise(paper, body_text="Der eingereichte Text.", by=cast.councillor)
    paper.refresh_from_db()
    papers.submit(paper, by=cast.councillor)
    paper.refresh_from_db()
    papers.admit(paper, by=cast.clerk, on=cast.term.start_date)

    answers = {}
    for name in ("nobody", "clerk", "councillor"):
        user = cast.nobody if name == "nobody" else getattr(cast, name)
        client.force_login(user) if name != "nobody" else client.logout()
        answers[name] = compared(client, f"{paper.key}~1", f"{paper.key}~2").status_code
        chooser = client.get("/compare/", {"left": paper.key}).content.decode()
        assert (f"{paper.key}~1" in chooser) is (name == "councillor")

    assert answers == {"nobody": 404, "clerk": 404, "councillor": 200}


def test_closed_file_of_an_open_paper_is_not_found(cast, client):
    paper = factories.paper()
    file = factories.file(paper=paper, audience=Audience.NAMED, pages=("Geheimwort",), name="Geheimanlage")

    assert client.get("/compare/", {"left": f"{paper.key}~file-{file.key}"}).status_code == 404
    assert "Geheimanlage" not in client.get("/compare/", {"left": paper.key}).content.decode()
    assert "Geheimwort" not in compared(client, paper.key, paper.key).content.decode()


def test_chooser_finds_only_what_the_reader_may_read(cast, client):
    left = factories.paper(name="Ausgang")
    factories.paper(name="Radweg offen")
    factories.paper(name="Radweg geheim", audience=Audience.MEMBERS)
    factories.paper(name="Radweg ohne Text", text="")

    html = client.get("/compare/", {"left": left.key, "q": "radweg"}).content.decode()
    assert ("Radweg offen" in html, "Radweg geheim" in html, "Radweg ohne Text" in html) == (True, False, False)
    client.force_login(cast.rival)
    html = client.get("/compare/", {"left": left.key, "q": "radweg"}).content.decode()
    assert ("Radweg offen" in html, "Radweg geheim" in html) == (True, True)


# Choosing


def test_chooser_offers_versions_and_what_belongs_together(cast, client):
    paper = two_versions(cast, name="Hauptantrag")
    amendment = factories.paper(name="Änderung dazu", superordinate=paper)
    factories.paper(name="Geheime Änderung", superordinate=paper, audience=Audience.MEMBERS)

    of_paper = main(client.get("/compare/", {"left": paper.key}))
    of_amendment = main(client.get("/compare/", {"left": amendment.key}))

    assert f"left={paper.key}~2&amp;right={paper.key}~1" in of_paper
    assert f"right={amendment.key}" in of_paper
    assert "Geheime Änderung" not in of_paper
    assert f"right={paper.key}" in of_amendment


def test_paper_leads_to_its_comparisons(cast, client):
    paper = two_versions(cast)
    amendment = factories.paper(superordinate=paper)

    html = client.get(paper.get_absolute_url()).content.decode()
    assert f'href="/compare/?left={paper.key}~1&amp;right={paper.key}~2">Fassungen vergleichen' in html
    assert f'href="/compare/?left={paper.key}">Mit anderem Text vergleichen' in html
    html = client.get(amendment.get_absolute_url()).content.decode()
    assert f'href="/compare/?left={paper.key}&amp;right={amendment.key}"' in html
    assert "Fassungen vergleichen" not in html
    empty = factories.paper(text="")
    assert "/compare/?left=" not in client.get(empty.get_absolute_url()).content.decode()


def test_amendment_does_not_lead_to_a_closed_paper(cast, client):
    closed = factories.paper(name="Geheimer Hauptantrag", audience=Audience.MEMBERS)
    amendment = factories.paper(superordinate=closed)

    html = client.get(amendment.get_absolute_url()).content.decode()

    assert closed.key not in html


def test_chooser_answers_without_any_choice(client, cast):
    html = main(client.get("/compare/"))

    assert "Welcher Text steht links?" in html
    assert client.get("/papers/").content.decode().count('href="/compare/"') == 1


# Bad input and speed


@pytest.mark.parametrize(
    "query",
    [
        {"left": "\0"},
        {"left": "~"},
        {"left": "x" * 3000, "right": "y"},
        {"left": "'; DROP TABLE", "right": "<script>"},
        {"left": "a~b~c"},
    ],
)
def test_nonsense_is_not_found(cast, client, query):
    assert client.get("/compare/", query).status_code == 404


@pytest.mark.parametrize("part", ["99", "0", "-1", "file-", "file-x", "answer-1", "\0", "1~1", "questions"])
def test_part_that_is_not_there_is_not_found(cast, client, part):
    assert client.get("/compare/", {"left": f"{factories.paper().key}~{part}"}).status_code == 404


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "\u202eabc", "a\0b", "%", "x " * 5000, "'"])
def test_hostile_words_are_looked_for_as_words(cast, client, words):
    response = client.get("/compare/", {"q": words})

    assert response.status_code == 200
    assert "<script>alert(1)" not in response.content.decode()


def test_hostile_text_is_shown_as_text(cast, client):
    left = factories.paper(text="<script>alert(1)</script> {{ 7|add:7 }} bleibt <b>fett</b>")
    right = factories.paper(text="<script>alert(2)</script> {{ 7|add:7 }} bleibt <b>fett</b>")

    html = compared(client, left.key, right.key).content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(" in html
    assert "{{ 7|add:7 }}" in html


def test_text_beyond_all_measure_is_refused_with_the_reason(cast, client):
    long = factories.paper(text="Wort " * (sides.LONGEST // 5 + 1))

    response = compared(client, long.key, factories.paper().key)

    assert response.status_code == 200
    assert "zu lang" in plain(main(response))


def test_long_texts_without_anything_in_common_are_compared(cast, client):
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghij", k=5)) for _ in range(60_000)]
    left, right = factories.paper(text=" ".join(words[:30_000])), factories.paper(text=" ".join(words[30_000:]))

    assert compared(client, left.key, right.key).status_code == 200


def test_empty_texts_are_said_to_be_empty(cast, client):
    paper = factories.paper(text=" \n ")

    assert "Beide Texte sind leer." in plain(main(compared(client, paper.key, paper.key)))


def test_comparing_costs_the_same_for_one_and_for_three(cast, client):
    def count(left, right):
        compared(client, left, right)
        with CaptureQueriesContext(connection) as queries:
            assert compared(client, left, right).status_code == 200
        return len(queries)

    small, large = factories.paper(), two_versions(cast)
    papers.revise(large, body_text=OLD + "\n\nSchluss.", by=cast.clerk)
    for _ in range(3):
        factories.file(paper=large, pages=("Seite",))

    assert count(small.key, small.key) == count(large.key, large.key)
