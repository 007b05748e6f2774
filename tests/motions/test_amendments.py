import hashlib
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council import journal, life
from council.actions import rules
from council.may import Denied, allowed
from council.states import Audience, BodyKind
from documents.actions import papers
from documents.models import Paper, PaperVersion
from documents.states import PaperState, PaperType
from motions import drafting, slate
from motions.actions import amendments, movers, rulings
from motions.amending import phrasing, scope, typed
from motions.amending.edits import Unfit
from motions.amending.parent import Parent
from motions.may import amendments as may
from motions.models import Amendment, Ruling
from tests import factories
from tests.motions import amending
from tests.motions.amending import CHANGE_SUM, DELETE_POINT_2, INSERT_POINT_5, REPLACE_ALL, TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def main(cast):
    return amending.main_paper()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, thing) -> str:
    return reverse(name, args=[thing.paper.key if isinstance(thing, Amendment) else thing.key])


def readers(cast, amendment) -> set[str]:
    rows = Amendment.objects.filter(pk=amendment.pk)
    return {name for name, user in cast.everyone().items() if rows.visible_to(user).exists()}


def paper_readers(cast, amendment) -> set[str]:
    rows = Paper.objects.filter(pk=amendment.pk)
    return {name for name, user in cast.everyone().items() if rows.visible_to(user).exists()}


# What is typed


def edits(changes, text=TEXT):
    return typed.edits_of(changes, parent=Parent(text))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (DELETE_POINT_2, ["Punkt 2 wird gestrichen."]),
        (CHANGE_SUM, ["In Punkt 2 wird „300.000“ durch „500.000“ ersetzt."]),
        (INSERT_POINT_5, ["Nach Punkt 4 wird eingefügt: „5. Die Polizei wird beteiligt.“"]),
        ({"after-1": "Ganz am Anfang."}, ["Nach Absatz 1 wird eingefügt: „Ganz am Anfang.“"]),
        ({"text-6": "Die betroffenen Ortsbeiräte werden gehört."}, ["In Punkt 4 wird nach „Die“ eingefügt: „betroffenen“."]),
        ({"text-6": "Ortsbeiräte werden gehört."}, ["In Punkt 4 wird „Die“ gestrichen."]),
        ({"text-6": "Das entfällt hier ganz und gar."}, ["Punkt 4 erhält folgende Fassung: „Das entfällt hier ganz und gar.“"]),
        (REPLACE_ALL, [f"Der Text erhält folgende Fassung:\n\n{amending.ANOTHER}"]),
        ({"text-4": f"{scope.amendable(TEXT)[2].text}\n\nNeu dahinter."}, ["Nach Punkt 2 wird eingefügt: „Neu dahinter.“"]),
        ({"strike-4": "on", "text-4": "egal"}, ["Punkt 2 wird gestrichen."]),
        ({"text-4": scope.amendable(TEXT)[2].text}, []),
        ({"name": "nur der Titel"}, []),
    ],
)  # fmt: skip
def test_what_is_typed_is_said_in_the_words_of_a_motion(changes, said):
    parent = Parent(TEXT)

    assert [phrasing.say(edit, parent=parent) for edit in edits(changes)] == said


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text-4": "  "}, "Punkt 2 ist leer. Zum Streichen bitte „streichen“ ankreuzen."),
        (REPLACE_ALL | CHANGE_SUM, "Wer den ganzen Text ersetzt, kann nicht zugleich einzelne Stellen ändern."),
    ],
)
def test_what_contradicts_itself_is_refused_with_a_sentence(changes, sentence):
    with pytest.raises(Unfit) as refused:
        edits(changes)

    assert str(refused.value) == sentence


def test_reasons_and_headings_are_not_amended():
    assert [block.number for block in scope.amendable(TEXT)] == [2, 3, 4, 5, 6]
    assert scope.resolution(TEXT).startswith("Der Magistrat wird beauftragt:")
    assert drafting.apply(TEXT, edits(REPLACE_ALL)) == (
        f"## Beschlusstext\n\n{amending.ANOTHER}\n\n## Begründung\n\nKinder sollen sicher zur Schule kommen."
    )


def test_reason_of_one_change_stands_beside_it():
    row, *_ = drafting.synopsis(edits(CHANGE_SUM | {"why-4": "Alles wird teurer."}), parent=TEXT)[3:]

    assert (row.paragraph.new, row.reason) == (CHANGE_SUM["text-4"], "Alles wird teurer.")


# Who writes


def test_only_those_with_the_right_amend(cast, main):
    able = {name for name, user in cast.everyone().items() if allowed(may.draft, user, main)}

    assert able == {"chair", "councillor", "colleague", "rival", "mayor"}


def test_board_amends_its_own_motion_alone(cast, main):
    board = factories.organization(BodyKind.ADVISORY_BOARD, body=cast.town, name="Seniorenbeirat")
    senior = factories.person(body=cast.town)
    factories.membership(senior, board)
    user = factories.user("senior", person=senior)
    own = amending.main_paper(reference="101.20.2")
    own.originators.create(organization=board)

    with pytest.raises(Denied, match="Beirat zu seinen eigenen Anträgen"):
        amendments.draft(main, mover=None, by=user)

    assert amendments.draft(own, mover=board, by=user).mover == board


def test_staff_of_a_faction_drafts_and_does_not_hand_in(cast, main):
    person = factories.person(body=cast.town)
    factories.membership(person, cast.our_faction, role="Referentin", voting_right=False)
    staff = factories.user("staff", person=person)
    amendment = amending.drafted(main, CHANGE_SUM, by=staff, mover=cast.our_faction)

    with pytest.raises(Denied, match="Geschäftsführung"):
        amendments.submit(amendment, wording=amending.wording(main, CHANGE_SUM), revision=2, by=staff)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"paper_type": PaperType.INQUIRY}, "gibt es keine Änderungsanträge"),
        ({"state": PaperState.ADOPTED}, "ändern lässt sich, was zur Beratung steht"),
        ({"reference": None}, "ändern lässt sich, was zur Beratung steht"),
        ({"audience": Audience.NAMED}, "nur namentlich Berechtigte"),
    ],
)
def test_some_papers_take_no_amendments(cast, fields, sentence):
    main = amending.main_paper(**fields)

    with pytest.raises(life.WrongState, match=sentence):
        amendments.draft(main, mover=None, by=cast.councillor)


def test_paper_without_text_takes_no_amendments(cast):
    main = amending.main_paper(text="")

    with pytest.raises(life.WrongState, match="kein Text hinterlegt"):
        amendments.draft(main, mover=None, by=cast.councillor)


def test_closed_text_is_amended_by_persons_alone(cast):
    closed = {"audience": Audience.BODY, "audience_organization": cast.committee}
    main = amending.main_paper(**closed)

    with pytest.raises(life.WrongState, match="als Person"):
        amendments.draft(main, mover=cast.our_faction, by=cast.councillor)
    amendment = amending.admitted(main, CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)

    assert paper_readers(cast, amendment) == {name for name, user in cast.everyone().items()
                                              if Paper.objects.visible_to(user).filter(pk=main.pk).exists()}  # fmt: skip
    assert paper_readers(cast, amendment) == {"councillor", "colleague", "clerk", "deputy", "mayor"}


def test_until_the_call_where_the_rules_say_so(cast, main):
    rules.enact("amendment.latest", "call_of_item", valid_from=date(2026, 1, 1), legal_basis="§ 29 GO", by=None)
    amending.called(main, cast=cast)

    with pytest.raises(life.WrongState, match="bis zum Aufruf"):
        amendments.draft(Paper.objects.get(pk=main.pk), mover=None, by=cast.councillor)


# Drafts and handing in


def test_draft_is_read_by_its_author_then_by_the_faction(cast, main):
    amendment = amending.drafted(main, CHANGE_SUM, by=cast.councillor, mover=cast.our_faction)
    before = readers(cast, amendment)
    movers.show_to_faction(amendment, by=cast.councillor)
    shown = readers(cast, amendment)
    movers.keep_private(amendment, by=cast.councillor)

    assert (before, shown) == ({"councillor"}, {"councillor", "colleague"})
    assert readers(cast, amendment) == {"councillor"}


def test_handed_in_it_is_read_by_movers_office_and_chair(cast, main):
    amendment = amending.submitted(main, CHANGE_SUM, by=cast.councillor, mover=cast.our_faction)

    assert readers(cast, amendment) == {"councillor", "colleague", "clerk", "deputy", "chair"}
    assert paper_readers(cast, amendment) == {"councillor", "colleague", "clerk", "deputy"}


def test_admitted_it_has_the_number_of_its_main_text_and_is_public(cast, main):
    numbers = [
        amending.admitted(main, changes, by=cast.councillor, clerk=cast.clerk).paper.reference
        for changes in (CHANGE_SUM, DELETE_POINT_2)
    ]
    other = amending.main_paper(reference="101.20.2")
    numbers.append(amending.admitted(other, CHANGE_SUM, by=cast.councillor, clerk=cast.clerk).paper.reference)

    assert numbers == ["101.20.1/Ä1", "101.20.1/Ä2", "101.20.2/Ä1"]
    assert all(paper_readers(cast, row) == set(cast.everyone()) for row in Amendment.objects.all())


def test_number_of_a_recorded_one_is_not_given_again(cast, main):
    factories.paper(reference="101.20.1/Ä7", paper_type=PaperType.AMENDMENT, superordinate=main)

    made = amending.admitted(main, CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)

    assert made.paper.reference == "101.20.1/Ä8"


def test_amendments_close_with_the_text_they_quote(cast, main):
    amendment = amending.admitted(main, CHANGE_SUM, by=cast.rival, clerk=cast.clerk)

    papers.restrict(main, audience=Audience.BODY, organization=cast.committee, by=cast.clerk)

    assert paper_readers(cast, amendment) == {"councillor", "colleague", "clerk", "deputy", "mayor", "rival"}


LACKING = [
    ({"edits": ()}, "Es ist noch nichts geändert."),
    ({"reason": " "}, "Die Begründung fehlt."),
    ({"plain_summary": ""}, "„Kurz und einfach“ fehlt"),
    ({"name": " "}, "Der Titel fehlt."),
]


@pytest.mark.parametrize(("lacking", "sentence"), LACKING)
def test_incomplete_amendment_is_not_handed_in(cast, main, lacking, sentence):
    amendment = amending.drafted(main, CHANGE_SUM, by=cast.councillor)
    wording = replace(amending.wording(main, CHANGE_SUM), **lacking)

    with pytest.raises(life.WrongState, match=sentence):
        amendments.submit(amendment, wording=wording, revision=2, by=cast.councillor)

    assert amending.state_of(amendment) == PaperState.DRAFT


def test_who_began_from_an_older_state_overwrites_nothing(cast, main):
    amendment = amending.drafted(main, CHANGE_SUM, by=cast.councillor)

    with pytest.raises(life.Stale, match="nichts überschrieben"):
        amendments.revise(amendment, wording=amending.wording(main, DELETE_POINT_2), revision=1, by=cast.councillor)

    assert [edit["kind"] for edit in Amendment.objects.get().edits] == ["replace_words"]


def test_returned_with_a_reason_it_is_a_draft_again(cast, main):
    amendment = amending.submitted(main, CHANGE_SUM, by=cast.councillor)

    rulings.give_back(amendment.paper, reason="Bitte die Deckung nennen.", by=cast.clerk)

    assert amending.state_of(amendment) == PaperState.DRAFT
    assert readers(cast, amendment) == {"councillor"}
    assert Ruling.objects.get().reason == "Bitte die Deckung nennen."


def test_versions_of_the_draft_are_gone_once_it_is_handed_in(cast, main):
    amendment = amending.drafted(main, {"after-6": "5. Geheime erste Idee."}, by=cast.councillor)

    amendments.submit(amendment, wording=amending.wording(main, CHANGE_SUM), revision=2, by=cast.councillor)

    texts = PaperVersion.objects.filter(paper=amendment.paper).values_list("text", flat=True)
    assert [("Geheime" in text, "500.000" in text) for text in texts] == [(False, True)]


def test_changes_go_along_to_a_new_version_of_the_main_text(cast, main):
    changes = CHANGE_SUM | {"text-6": "Alle Ortsbeiräte werden gehört."}
    amendment = amending.drafted(main, changes, by=cast.councillor)
    newer = TEXT.replace("Der Magistrat wird beauftragt:", "Vorab.\n\nDer Magistrat wird beauftragt:")
    papers.revise(main, body_text=newer.replace("300.000", "350.000"), by=cast.clerk)
    wording = amending.wording(main, {"strike-7": "on"})
    with pytest.raises(life.WrongState, match="neue Fassung"):
        amendments.submit(amendment, wording=wording, revision=2, by=cast.councillor)

    amendments.carry_over(amendment, by=cast.councillor)

    content = amendment.scratch.content
    assert content["text-7"] == "Alle Ortsbeiräte werden gehört."
    assert content["left"] == CHANGE_SUM["text-4"]
    assert Amendment.objects.get().parent_version.number == 2


STEPS = {
    "revise": lambda a, by: amendments.revise(
        a, wording=amending.wording(a.paper.superordinate, {}), revision=2, by=by
    ),
    "show_to_faction": lambda a, by: movers.show_to_faction(a, by=by),
    "keep_private": lambda a, by: movers.keep_private(a, by=by),
    "submit": lambda a, by: amendments.submit(
        a, wording=amending.wording(a.paper.superordinate, CHANGE_SUM), revision=2, by=by
    ),
    "carry_over": lambda a, by: amendments.carry_over(a, by=by),
    "withdraw": lambda a, by: amendments.withdraw(a, by=by),
}


@pytest.mark.parametrize("step", STEPS)
def test_nobody_but_the_author_writes_shows_or_hands_in(cast, main, step):
    amendment = amending.drafted(main, CHANGE_SUM, by=cast.councillor, mover=cast.our_faction)
    before = journal.head_number()
    refused = set()

    for name, user in cast.everyone().items():
        if name == "councillor":
            continue
        with pytest.raises(Denied, match="wer den Änderungsantrag verfasst hat"):
            STEPS[step](amendment, user)
        refused.add(name)

    assert refused == set(cast.everyone()) - {"councillor"}
    assert (journal.head_number(), amending.state_of(amendment)) == (before, PaperState.DRAFT)


def test_settled_once_the_main_text_is(cast, main):
    amendment = amending.admitted(main, CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)
    with pytest.raises(life.WrongState, match="bleibt offen"):
        amendments.settle(amendment, by=cast.clerk)
    papers.step(main, "settle", by=cast.clerk)

    amendments.settle(Amendment.objects.get(), by=cast.clerk)

    assert amending.state_of(amendment) == PaperState.SETTLED


def test_past_one_is_recorded_with_its_edits(cast, main):
    paper = Paper(
        body=cast.town,
        paper_type=PaperType.AMENDMENT,
        name="Änderungsantrag von früher",
        reference="101.20.1/Ä1",
        superordinate=main,
        state=PaperState.REJECTED,
        audience=Audience.PUBLIC,
    )

    made = amendments.record(
        paper, base=slate.base_of(main), edits=edits(DELETE_POINT_2), by=cast.clerk, reason="Zu teuer."
    )

    assert (made.label, made.rank_proposed, made.edits[0]["kind"]) == ("Ä1", 80, "delete")
    assert made.handed_in.text == (
        "## Beschlusstext\n\nAntrag 101.20.1 wird wie folgt geändert:\n\nPunkt 2 wird gestrichen.\n\n"
        "## Begründung\n\nZu teuer."
    )


# Through the pages


def filled(amendment, **changes) -> dict[str, str]:
    given = {
        "name": "Mehr Zebrastreifen",
        "reason": "Weil es so besser ist.",
        "plain_summary": "Es soll mehr Geld geben.",
        "revision": str(amendment.scratch.revision),
    }
    blocks = {f"text-{block.number}": block.text for block in scope.amendable(TEXT)}
    return blocks | given | changes


def test_journey_from_the_paper_to_the_vote_and_the_merged_text(cast, main):
    author, rival, clerk, chair, nobody = (
        signed_in(cast.councillor),
        signed_in(cast.rival),
        signed_in(cast.clerk),
        signed_in(cast.chair),
        Client(),
    )
    assert page("amendment-new", main) in author.get(main.get_absolute_url()).content.decode()
    assert page("amendment-new", main) not in nobody.get(main.get_absolute_url()).content.decode()

    answer = author.post(page("amendment-new", main), {"mover": cast.our_faction.key})
    amendment = Amendment.objects.get()
    assert answer.url == page("amendment-edit", amendment)
    assert rival.get(page("amendment-edit", amendment)).status_code == 404
    saved = author.post(page("amendment-edit", amendment), filled(amendment, **CHANGE_SUM, next="preview"))
    assert saved.url == page("amendment-preview", amendment)
    preview = author.get(saved.url).content.decode()
    assert '<ins><span class="sr-only">neu: </span>500.000</ins>' in preview
    assert '<del><span class="sr-only">gestrichen: </span>300.000</del>' in preview
    handed = author.post(page("amendment-submit", amendment), {"revision": amendment.scratch.revision})
    assert handed.url == page("amendment-receipt", amendment)
    text = author.get(page("amendment-receipt-text", amendment)).content
    assert hashlib.sha256(text).hexdigest() in author.get(handed.url).content.decode()

    assert page("amendment-refuse", amendment) in chair.get(page("amendment", amendment)).content.decode()
    assert page("amendment-admit", amendment) in clerk.get(amendment.paper.get_absolute_url()).content.decode()
    assert rival.post(page("amendment-admit", amendment)).status_code == 404
    clerk.post(page("amendment-admit", amendment))
    assert nobody.get("/p/101.20.1/Ä1").url == amendment.paper.get_absolute_url()
    assert "500.000" in nobody.get(page("amendments-synopsis", main)).content.decode()
    assert "Ä1" in nobody.get(main.get_absolute_url()).content.decode()

    amending.called(main, cast=cast)
    vote = page("amendments-vote", main)
    assert rival.get(vote).status_code == 403
    assert vote in chair.get(main.get_absolute_url()).content.decode()
    votes = {"yes": 40, "no": 20, "abstain": 2}
    refused = rival.post(vote, {"what": "amendment", "amendment": amendment.paper.key, **votes})
    assert (refused.status_code, amending.state_of(amendment)) == (403, PaperState.ADMITTED)
    chair.post(vote, {"what": "amendment", "amendment": amendment.paper.key, **votes})
    assert amending.state_of(amendment) == PaperState.ADOPTED
    chair.post(vote, {"what": "final", **{f"final-{name}": count for name, count in votes.items()}})

    main.refresh_from_db()
    shown = nobody.get(main.get_absolute_url()).content.decode()
    assert (main.state, main.versions.count()) == (PaperState.ADOPTED_AMENDED, 2)
    assert "Absatz 4 durch Ä1" in shown
    assert "durch <a" in nobody.get(page("amendments-text", main)).content.decode()


def test_autosave_keeps_what_is_typed_and_refuses_what_is_older(cast, main):
    amendment = amending.drafted(main, CHANGE_SUM, by=cast.councillor)
    author = signed_in(cast.councillor)

    kept = author.post(page("amendment-autosave", amendment), filled(amendment, **{"strike-3": "on"}))
    stale = author.post(page("amendment-autosave", amendment), filled(amendment, revision="2", reason="Älter."))

    assert (kept.status_code, stale.status_code) == (200, 409)
    assert (stale.json()["conflict"], amendment.scratch.content["strike-3"]) == (True, "on")
    assert signed_in(cast.rival).post(page("amendment-autosave", amendment), filled(amendment)).status_code == 404


def test_two_windows_show_both_texts(cast, main):
    amendment = amending.drafted(main, CHANGE_SUM, by=cast.councillor)
    author = signed_in(cast.councillor)
    older = filled(amendment, reason="Aus dem zweiten Fenster.", **CHANGE_SUM)
    author.post(page("amendment-edit", amendment), filled(amendment, reason="Aus dem ersten Fenster.", **CHANGE_SUM))

    answer = author.post(page("amendment-edit", amendment), older)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Aus dem ersten Fenster." in html
    assert "Aus dem zweiten Fenster." in html
    assert amendment.scratch.content["reason"] == "Aus dem ersten Fenster."


def test_long_text_is_amended_part_by_part(cast):
    text = "\n\n".join(f"{number}. Punkt Nummer {number} bleibt." for number in range(1, 131))
    main = amending.main_paper(text=text)
    amendment = amendments.draft(main, mover=None, by=cast.councillor)
    author = signed_in(cast.councillor)
    plain = {"name": "Kürzen", "reason": "Weil.", "plain_summary": "Kürzer."}

    author.post(page("amendment-edit", amendment), plain | {"strike-2": "on", "revision": 1, "next": "teil-3",
                **{f"text-{n}": f"Punkt Nummer {n} bleibt." for n in range(1, 61)}})  # fmt: skip
    third = author.get(f"{page('amendment-edit', amendment)}?teil=3").content.decode()
    author.post(f"{page('amendment-edit', amendment)}?teil=3", plain | {"strike-125": "on", "revision": 2,
                **{f"text-{n}": f"Punkt Nummer {n} bleibt." for n in range(121, 131)}})  # fmt: skip

    assert ("Punkt Nummer 125 bleibt." in third, "Punkt Nummer 2 bleibt." in third) == (True, False)
    assert [(edit["kind"], edit["block"]) for edit in Amendment.objects.get().edits] == [("delete", 2), ("delete", 125)]


HOSTILE = ["<script>alert(1)</script>", "a\x00b", "\u202everkehrt", "x" * 200_000, "\ud83d", "## \n\n1. \n\n2."]


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "nul", "bidi", "long", "surrogate", "marks"])
@pytest.mark.parametrize("field", ["name", "reason", "plain_summary", "text-4", "after-4", "why-4", "whole"])
def test_hostile_text_is_kept_as_text_or_refused(cast, main, text, field):
    text = text.encode("utf-8", "replace").decode()
    amendment = amending.drafted(main, {}, by=cast.councillor)
    author = signed_in(cast.councillor)

    statuses = {author.post(page("amendment-edit", amendment), filled(amendment, **{field: text})).status_code}
    statuses.add(author.post(page("amendment-autosave", amendment), filled(amendment, **{field: text})).status_code)
    shown = [author.get(page(name, amendment)) for name in ("amendment-edit", "amendment-preview", "amendment-submit")]
    shown.append(author.get(amendment.paper.get_absolute_url()))

    assert statuses <= {200, 302, 422}
    assert [answer.status_code for answer in shown] == [200, 200, 200, 200]
    assert not any("<script>alert(1)" in answer.content.decode() for answer in shown)


@pytest.mark.parametrize("votes", [{}, {"yes": "-1"}, {"yes": "viele"}, {"yes": "900", "no": "1"}, {"yes": "\x00"}])
def test_votes_that_cannot_be_are_refused_with_a_sentence(cast, votes):
    case = amending.t_o1(cast)

    answer = signed_in(cast.chair).post(
        page("amendments-vote", case.main), {"what": "amendment", "amendment": case.a2.paper.key, **votes}
    )

    assert (answer.status_code, case.states["A2"]) == (422, PaperState.ADMITTED)
    assert 'role="alert"' in answer.content.decode()


def test_ranks_are_fixed_by_one_form_and_shown_with_their_reason(cast):
    case = amending.t_o1(cast)
    chair = signed_in(cast.chair)

    refused = chair.post(page("amendments-ranks", case.main), {f"rank-{case.a4.paper.key}": "101"})
    chair.post(page("amendments-ranks", case.main), {f"rank-{case.a4.paper.key}": "99"})

    html = chair.get(page("amendments", case.main)).content.decode()
    assert refused.status_code == 422
    assert case.labels(case.slate.course.open) == ["A2", "A4", "A1", "A3", "M"]
    assert "fügt etwas hinzu (Vorschlag: Rang 20); von der Sitzungsleitung auf Rang 99 gesetzt" in html
    assert "Ä1 und Ä2 ändern beide Punkt 2." in html
    public = Client().get(page("amendments", case.main)).content.decode()
    assert "Überschneidungen" not in public
    assert "Rang 99" not in public


def test_undoing_and_procedure_through_the_page(cast):
    case = amending.t_o1(cast)
    chair = signed_in(cast.chair)
    vote = page("amendments-vote", case.main)
    chair.post(vote, {"what": "amendment", "amendment": case.a2.paper.key, "yes": 40, "no": 1})
    moot = (case.states["A1"], "erledigt durch" in chair.get(vote).content.decode())
    chair.post(page("amendments-undo", case.main), {"amendment": case.a2.paper.key})
    undone = case.states["A1"]
    meeting = case.item.meeting
    chair.post(reverse("procedural-new", args=[meeting.key]), {"kind": "postpone", "item": case.item.key})
    motion = meeting.procedural_motions.get()
    waits = "Vertagung" in chair.get(vote).content.decode()
    chair.post(
        reverse("procedural-decide", args=[meeting.key, motion.key]),
        {"verdict": "counted", "yes": 40, "no": 1, "version": motion.version},
    )

    assert waits
    case.item.refresh_from_db()
    assert (moot, undone, case.item.result) == ((PaperState.MOOT, True), PaperState.ADMITTED, "postponed")
    assert set(case.states.values()) == {PaperState.ADMITTED}
    reopened = chair.post(page("amendments-reopen", case.main))
    case.item.refresh_from_db()
    assert (reopened.status_code, case.item.state) == (302, "called")


def test_closing_and_opening_the_debate_through_the_page(cast, main):
    amending.admitted(main, CHANGE_SUM, by=cast.rival, clerk=cast.clerk)
    amending.called(main, cast=cast)
    chair = signed_in(cast.chair)

    chair.post(page("amendments-debate", main))
    closed = signed_in(cast.councillor).get(page("amendment-new", main))
    chair.post(page("amendments-debate", main), {"open": "1"})
    opened = signed_in(cast.councillor).get(page("amendment-new", main))

    assert (closed.status_code, opened.status_code) == (409, 200)
    assert "Die Aussprache ist geschlossen" in closed.content.decode()


def test_taking_over_through_the_page(cast, main):
    main.originators.create(organization=cast.other_faction)
    amendment = amending.admitted(main, CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)
    mover = signed_in(cast.rival)
    address = page("amendment-take-over", amendment)
    assert amendment.paper.name in mover.get("/desk/").content.decode().replace("&quot;", '"')
    assert address in mover.get(amendment.paper.get_absolute_url()).content.decode()

    refused = signed_in(cast.colleague).post(address, {"agreed": "on"})
    mover.post(address, {"agreed": "on"})

    assert refused.status_code == 403
    assert (amending.state_of(amendment), Amendment.objects.get().accepted_by) == ("accepted_by_mover", cast.rival)
    mover.post(page("amendment-hand-back", amendment))
    assert amending.state_of(amendment) == PaperState.ADMITTED


PAGES = ("amendments", "amendments-synopsis", "amendments-text", "amendments-vote")


@pytest.mark.parametrize("name", PAGES)
def test_pages_cost_the_same_for_one_and_for_three(cast, main, name):
    amending.called(main, cast=cast)
    chair = signed_in(cast.chair)
    counts = []
    for changes in (CHANGE_SUM, INSERT_POINT_5, {"text-3": "Überall gilt Tempo 30."}):
        amending.admitted(Paper.objects.get(pk=main.pk), changes, by=cast.councillor, clerk=cast.clerk)
        with CaptureQueriesContext(connection) as captured:
            assert chair.get(page(name, main)).status_code == 200
        counts.append(len(captured))

    assert len(set(counts[1:])) == 1
    assert counts[0] <= counts[1] <= 30
