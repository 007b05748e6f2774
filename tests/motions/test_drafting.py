import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council.law import amendments, procedure
from council.law.amendments import Kind
from documents import text
from documents.compare import Sort
from motions import drafting
from motions.drafting import (
    Collision,
    Delete,
    Draft,
    Insert,
    Outdated,
    Relabel,
    ReplaceAll,
    ReplaceBlock,
    ReplaceWords,
    Unfit,
)

MOTION = """Der Magistrat wird beauftragt:

1. Vor allen Grundschulen gilt Tempo 30.

2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.

3. Dem Ausschuss ist bis zum 30.06.2026 zu berichten.

4. Die Ortsbeiräte werden gehört."""
TITLE, POINT_1, POINT_2, POINT_3, POINT_4 = range(1, 6)
SUM = text.blocks(MOTION)[POINT_2 - 1].text.index("300.000")
LENGTH = len(text.blocks(MOTION)[POINT_2 - 1].text)
ANOTHER = "Der Magistrat prüft, ob und wo weitere Querungshilfen nötig sind."


def outline(canonical):
    return [(block.kind, block.label, block.text) for block in text.blocks(canonical)]


def words(number, old, new, *, among=MOTION):
    start = text.blocks(among)[number - 1].text.index(old)
    return ReplaceWords(number, start, start + len(old), new)


def seals(edits):
    return [replace(edit, seen="") if hasattr(edit, "seen") else edit for edit in edits]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        pytest.param(
            Insert(POINT_4, "5. Die Polizei wird beteiligt."),
            f"{MOTION}\n\n5. Die Polizei wird beteiligt.",
            id="insert-at-the-end",
        ),
        pytest.param(Insert(0, "# Schulwege"), f"# Schulwege\n\n{MOTION}", id="insert-before-all"),
        pytest.param(
            Insert(POINT_1, "1a. Das gilt auch für Kitas.\n1b. Es wird kontrolliert."),
            MOTION.replace("\n\n2.", "\n\n1a. Das gilt auch für Kitas.\n1b. Es wird kontrolliert.\n\n2."),
            id="insert-two-points",
        ),
        pytest.param(
            Delete(POINT_2),
            MOTION.replace("2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.\n\n", ""),
            id="delete",
        ),
        pytest.param(
            ReplaceBlock(POINT_4, "Alle Ortsbeiräte werden gehört."),
            MOTION.replace("Die Ortsbeiräte", "Alle Ortsbeiräte"),
            id="replace-a-point",
        ),
        pytest.param(
            words(POINT_2, "300.000", "500.000"), MOTION.replace("300.000", "500.000"), id="replace-words"
        ),
        pytest.param(
            ReplaceWords(POINT_2, SUM, SUM, "höchstens "),
            MOTION.replace("300.000", "höchstens 300.000"),
            id="insert-words",
        ),
        pytest.param(words(POINT_4, "Die ", ""), MOTION.replace("Die Orts", "Orts"), id="delete-words"),
        pytest.param(Relabel(POINT_3, "2."), MOTION.replace("3. Dem", "2. Dem"), id="renumber"),
        pytest.param(Relabel(TITLE, "##"), f"## {MOTION}", id="make-a-heading"),
        pytest.param(ReplaceAll(ANOTHER), ANOTHER, id="replace-all"),
    ],
)  # fmt: skip
def test_edit_changes_the_text(edit, expected):
    assert outline(drafting.apply(MOTION, [edit])) == outline(expected)


def test_several_edits_change_the_text_at_once():
    edits = [
        Insert(POINT_4, "5. Die Polizei wird beteiligt."),
        words(POINT_3, "30.06.2026", "31.03.2026"),
        Delete(POINT_1),
        words(POINT_3, "Dem Ausschuss", "Der Stadtverordnetenversammlung"),
        Relabel(POINT_2, "1."),
    ]

    assert (
        drafting.apply(MOTION, edits)
        == """Der Magistrat wird beauftragt:

1. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.

3. Der Stadtverordnetenversammlung ist bis zum 31.03.2026 zu berichten.

4. Die Ortsbeiräte werden gehört.

5. Die Polizei wird beteiligt."""
    )


def test_what_nobody_touched_keeps_its_blanks():
    parent = "  Text davor\n\n\n1. eins\n2.  zwei\n3. drei\n\nText danach \n"

    assert drafting.apply(parent, [Delete(1)]) == "1. eins\n2.  zwei\n3. drei\n\nText danach \n"
    assert drafting.apply(parent, [Delete(5)]) == "  Text davor\n\n\n1. eins\n2.  zwei\n3. drei \n"
    assert drafting.apply(parent, [ReplaceBlock(3, "zwei!")]) == (
        "  Text davor\n\n\n1. eins\n\n2.  zwei!\n\n3. drei\n\nText danach \n"
    )
    assert drafting.apply(parent, []) == parent


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        ([Delete(6)], "Absatz 6 gibt es in diesem Text nicht; er hat 5."),
        ([Insert(6, "neu")], "Absatz 6 gibt es in diesem Text nicht; er hat 5."),
        ([Insert(1, " \n")], "Der neue Text ist leer."),
        ([ReplaceAll("")], "Der neue Text ist leer."),
        ([ReplaceBlock(2, "")], "Der neue Text ist leer."),
        ([ReplaceWords(POINT_4, 0, 900, "x")], "Die genannte Stelle liegt nicht in Punkt 4."),
        ([ReplaceWords(TITLE, 5, 4, "x")], "Die genannte Stelle liegt nicht in Absatz 1."),
        ([Relabel(POINT_1, "erstens")], "„erstens“ ist keine Nummer und kein Zeichen für einen Absatz."),
        ([Relabel(POINT_1, "1.\n\n2.")], "„1.\n\n2.“ ist keine Nummer und kein Zeichen für einen Absatz."),
        (
            [words(POINT_4, "Die Ortsbeiräte werden gehört.", " ")],
            "Von Punkt 4 bliebe nichts übrig. Bitte den ganzen Absatz streichen.",
        ),
        (
            [Delete(POINT_2), words(POINT_2, "300.000", "500.000")],
            "Punkt 2 wird zweimal geändert; die Änderungen überschneiden sich.",
        ),
        (
            [Delete(POINT_2), Delete(POINT_2)],
            "Punkt 2 wird zweimal geändert; die Änderungen überschneiden sich.",
        ),
        (
            [Delete(POINT_4), ReplaceWords(POINT_4, 30, 30, " Alle.")],
            "Punkt 4 wird zweimal geändert; die Änderungen überschneiden sich.",
        ),
        (
            [ReplaceWords(POINT_2, 0, 20, "x"), ReplaceWords(POINT_2, 19, 25, "y")],
            "Punkt 2 wird zweimal geändert; die Änderungen überschneiden sich.",
        ),
        (
            [ReplaceBlock(TITLE, "x"), ReplaceWords(TITLE, 0, 0, "y")],
            "Absatz 1 wird zweimal geändert; die Änderungen überschneiden sich.",
        ),
        (
            [ReplaceAll(ANOTHER), Delete(POINT_1)],
            "Wer den ganzen Text ersetzt, kann nicht zugleich einzelne Stellen ändern.",
        ),
    ],
)  # fmt: skip
def test_edits_that_do_not_fit_are_refused(edits, sentence):
    with pytest.raises(Unfit) as refusal:
        drafting.apply(MOTION, edits)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "edit",
    [
        Delete(POINT_2),
        ReplaceBlock(POINT_2, "neu"),
        ReplaceWords(POINT_2, 0, 3, "neu"),
        Relabel(POINT_2, "7."),
        Insert(POINT_2, "neu"),
    ],
)
def test_edit_for_another_wording_is_refused(edit):
    (sealed,) = drafting.sealed(MOTION, [edit])
    now = MOTION.replace("300.000", "400.000")

    with pytest.raises(Outdated) as refusal:
        drafting.apply(now, [sealed])

    assert str(refusal.value) == "Punkt 2 lautet inzwischen anders. Bitte die Änderung am neuen Text prüfen."
    assert drafting.apply(MOTION, [sealed]) == drafting.apply(MOTION, [edit])


def test_edit_holds_when_only_other_blocks_changed():
    sealed = drafting.sealed(MOTION, [words(POINT_2, "300.000", "500.000")])
    now = MOTION.replace("Tempo 30", "Tempo 20")

    assert drafting.apply(now, sealed) == now.replace("300.000", "500.000")


@pytest.mark.parametrize(
    ("changed", "edits"),
    [
        pytest.param(MOTION, [], id="nothing"),
        pytest.param(MOTION.replace("\n\n", "\n\n\n"), [], id="blank-lines"),
        pytest.param(
            MOTION.replace("300.000", "500.000"), [words(POINT_2, "300.000", "500.000")], id="a-number"
        ),
        pytest.param(
            MOTION.replace("300.000", "höchstens 300.000"),
            [ReplaceWords(POINT_2, SUM, SUM, "höchstens ")],
            id="a-word-more",
        ),
        pytest.param(
            MOTION.replace("2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.\n\n", ""),
            [Delete(POINT_2)],
            id="a-point-struck",
        ),
        pytest.param(
            MOTION.replace("2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.\n\n3.", "2."),
            [Delete(POINT_2), Relabel(POINT_3, "2.")],
            id="a-point-struck-and-the-next-renumbered",
        ),
        pytest.param(
            f"{MOTION}\n\n5. Die Polizei wird beteiligt.\n\n6. Es wird gemessen.",
            [Insert(POINT_4, "5. Die Polizei wird beteiligt.\n\n6. Es wird gemessen.")],
            id="two-points-more",
        ),
        pytest.param(
            MOTION.replace("Dem Ausschuss ist bis zum 30.06.2026 zu berichten.", "Es gibt eine Bürgerversammlung."),
            [ReplaceBlock(POINT_3, "Es gibt eine Bürgerversammlung.")],
            id="a-point-replaced",
        ),
        pytest.param(ANOTHER, [ReplaceAll(ANOTHER)], id="another-text"),
        pytest.param("", [Delete(number) for number in range(1, 6)], id="nothing-left"),
    ],
)  # fmt: skip
def test_edits_are_found_in_a_freely_changed_text(changed, edits):
    found = drafting.edits_between(MOTION, changed)

    assert seals(found) == edits
    assert drafting.sealed(MOTION, edits) == found


def test_moved_point_is_struck_and_inserted():
    changed = MOTION.replace("\n\n4. Die Ortsbeiräte werden gehört.", "").replace(
        "\n\n1.", "\n\n4. Die Ortsbeiräte werden gehört.\n\n1."
    )

    found = drafting.edits_between(MOTION, changed)

    assert seals(found) == [Insert(TITLE, "4. Die Ortsbeiräte werden gehört."), Delete(POINT_4)]
    assert drafting.apply(MOTION, found) == changed


marks = st.sampled_from(["", "", "# ", "1. ", "2. ", "3. ", "a) ", "• ", "- "])
sentences = st.lists(
    st.sampled_from(["Der", "Magistrat", "prüft", "300.000", "Euro", "und", "nicht", "die", "Wege,", "sofort."]),
    min_size=1,
    max_size=9,
).map(" ".join)
structured = st.lists(st.tuples(marks, sentences).map("".join), max_size=7).map("\n\n".join)
anything = st.text(alphabet="ab1.)# •-\n", max_size=60).map(text.normalise) | structured


@settings(deadline=None)
@given(anything, anything)
def test_found_edits_make_the_changed_text(parent, changed):
    made = drafting.apply(parent, drafting.edits_between(parent, changed))

    assert drafting.lay_out(made) == drafting.lay_out(changed)


@settings(deadline=None)
@given(structured, structured)
def test_found_edits_make_exactly_the_changed_text_when_both_are_laid_out(parent, changed):
    parent, changed = drafting.lay_out(parent), drafting.lay_out(changed)

    assert drafting.apply(parent, drafting.edits_between(parent, changed)) == changed


@settings(deadline=None)
@given(anything)
def test_laying_out_keeps_every_block(canonical):
    laid_out = drafting.lay_out(canonical)

    assert outline(laid_out) == outline(canonical)
    assert drafting.lay_out(laid_out) == laid_out


@settings(deadline=None)
@given(structured, structured)
def test_edits_survive_being_stored(parent, changed):
    edits = drafting.edits_between(parent, changed)

    assert drafting.load(json.loads(json.dumps(drafting.dump(edits)))) == edits


def test_stored_edits_are_plain():
    edits = drafting.sealed(MOTION, [replace(words(POINT_2, "300.000", "500.000"), reason="Es reicht nicht.")])

    assert drafting.dump(edits) == [
        {
            "kind": "replace_words",
            "block": 3,
            "start": SUM,
            "end": SUM + 7,
            "text": "500.000",
            "seen": drafting.seal(text.blocks(MOTION)[2]),
            "reason": "Es reicht nicht.",
        }
    ]


SEAL = "0123456789abcdef"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "delete"}, "Die Änderungen sind keine Liste."),
        ("[]", "Die Änderungen sind keine Liste."),
        (None, "Die Änderungen sind keine Liste."),
        ([{}] * 2_001, "Das sind zu viele einzelne Änderungen; es gehen höchstens 2.000."),
        (["delete"], "Änderung 1 ist von keiner bekannten Art."),
        ([{"kind": "burn", "block": 1}], "Änderung 1 ist von keiner bekannten Art."),
        ([{"kind": ["delete"], "block": 1}], "Änderung 1 ist von keiner bekannten Art."),
        (
            [{"kind": "replace_all", "text": "a"}, {"kind": "delete", "seen": SEAL}],
            "Änderung 2 hat nicht die Angaben, die zu ihrer Art gehören.",
        ),
        (
            [{"kind": "delete", "block": 1, "seen": SEAL, "by": "me"}],
            "Änderung 1 hat nicht die Angaben, die zu ihrer Art gehören.",
        ),
        ([{"kind": "delete", "block": "1", "seen": SEAL}], "Änderung 1: „block“ ist keine ganze Zahl ab 0."),
        ([{"kind": "delete", "block": True, "seen": SEAL}], "Änderung 1: „block“ ist keine ganze Zahl ab 0."),
        ([{"kind": "delete", "block": 1.0, "seen": SEAL}], "Änderung 1: „block“ ist keine ganze Zahl ab 0."),
        ([{"kind": "delete", "block": -1, "seen": SEAL}], "Änderung 1: „block“ ist keine ganze Zahl ab 0."),
        ([{"kind": "replace_all", "text": 5}], "Änderung 1: „text“ ist kein Text."),
        ([{"kind": "replace_all", "text": "a" * 200_001}], "Änderung 1: Der Text ist zu lang."),
        (
            [{"kind": "replace_all", "text": "a\0"}],
            "Änderung 1: Der Text enthält Zeichen, die nicht gespeichert werden.",
        ),
        (
            [{"kind": "replace_all", "text": "\u202egnuredna"}],
            "Änderung 1: Der Text enthält Zeichen, die nicht gespeichert werden.",
        ),
        (
            [{"kind": "delete", "block": 1, "seen": ""}],
            "Änderung 1 sagt nicht, für welchen Wortlaut sie gedacht ist.",
        ),
        (
            [{"kind": "insert", "after": 1, "text": "neu", "seen": "x" * 16}],
            "Änderung 1 sagt nicht, für welchen Wortlaut sie gedacht ist.",
        ),
    ],
)  # fmt: skip
def test_anything_else_is_refused_when_read(data, sentence):
    with pytest.raises(Unfit) as refusal:
        drafting.load(data)

    assert str(refusal.value) == sentence


def test_reason_may_be_lacking_when_read():
    assert drafting.load([{"kind": "insert", "after": 0, "text": "neu", "seen": ""}]) == (Insert(0, "neu"),)


def test_edits_without_a_seal_are_not_stored():
    with pytest.raises(Unfit):
        drafting.dump([Delete(1)])


@pytest.mark.parametrize(
    ("edits", "kind"),
    [
        ([ReplaceAll(ANOTHER)], Kind.REPLACE_ALL),
        ([Delete(POINT_2)], Kind.DELETE_POINT),
        ([ReplaceBlock(POINT_2, "neu")], Kind.REPLACE_POINT),
        ([words(POINT_2, "300.000", "500.000")], Kind.CHANGE_WORDS),
        ([words(POINT_4, "Die ", "")], Kind.CHANGE_WORDS),
        ([ReplaceWords(POINT_2, SUM, SUM, "höchstens ")], Kind.INSERT),
        ([Insert(POINT_4, "5. Die Polizei wird beteiligt.")], Kind.INSERT),
        ([Relabel(POINT_3, "2.")], Kind.EDITORIAL),
        ([words(POINT_4, "gehört.", "gehört!")], Kind.EDITORIAL),
        ([words(POINT_4, "Ortsbeiräte", "ORTSBEIRÄTE")], Kind.EDITORIAL),
        ([words(POINT_3, "30.06.2026", "30.06.2027")], Kind.CHANGE_WORDS),
        ([Insert(POINT_4, "5. Mehr."), Delete(POINT_2), Relabel(POINT_3, "2.")], Kind.DELETE_POINT),
    ],
)
def test_amendment_is_of_the_kind_of_its_furthest_edit(edits, kind):
    assert drafting.kind(edits, parent=MOTION) is kind


def test_amendment_without_edits_is_none():
    with pytest.raises(Unfit) as refusal:
        drafting.kind([], parent=MOTION)

    assert str(refusal.value) == "Der Änderungsantrag ändert nichts."


@pytest.mark.parametrize(
    ("parent", "changed", "size"),
    [
        ("2. Es werden 300.000 Euro bereitgestellt.", "2. Es werden 500.000 Euro bereitgestellt.", 200_000),
        ("2. Es werden 1,5 Mio. Euro bereitgestellt.", "2. Es werden 2 Mio. Euro bereitgestellt.", 500_000),
        ("2. Es werden 300\u00a0000 Euro bereitgestellt.", "2. Es werden 300\u00a0001 Euro bereitgestellt.", 1),
        ("2. Von 12 Straßen werden 3 saniert.", "2. Von 15 Straßen werden 8 saniert.", 5),
        ("2. Es werden drei Straßen saniert.", "2. Es werden vier Straßen saniert.", 0),
        ("2. Es werden 3 Straßen in 2 Jahren saniert.", "2. Es werden 5 Straßen saniert, immerhin.", 0),
    ],
)
def test_size_of_a_changed_number(parent, changed, size):
    edits = drafting.edits_between(parent, changed)

    amendment = drafting.proposal(Draft("A", edits), parent=parent, submitted_at=at("10:00"))

    assert amendment.change == Fraction(size)


def at(clock):
    return datetime.fromisoformat(f"2026-03-02T{clock}:00").replace(tzinfo=UTC)


# domain brief §6.7, T-O1: M has four points here.
DELETE_POINT_2 = Draft("A1", (Delete(POINT_2),))
REPLACE_ALL = Draft("A2", (ReplaceAll(ANOTHER),))
MORE_MONEY = Draft("A3", (words(POINT_2, "300.000", "500.000"),))
INSERT_POINT_5 = Draft("A4", (Insert(POINT_4, "5. Die Polizei wird beteiligt."),))
DRAFTS = {draft.key: draft for draft in (DELETE_POINT_2, REPLACE_ALL, MORE_MONEY, INSERT_POINT_5)}
SUBMITTED = {"A1": "10:00", "A2": "10:30", "A3": "09:00", "A4": "11:00"}
PROPOSED = [drafting.proposal(draft, parent=MOTION, submitted_at=at(SUBMITTED[key])) for key, draft in DRAFTS.items()]


@pytest.mark.parametrize(
    ("decided", "still_open", "moot", "final"),
    [
        pytest.param({}, ["A2", "A1", "A3", "A4", "M"], {}, MOTION, id="order"),
        pytest.param(
            {"A2": True},
            ["M"],
            {"A1": ("A2",), "A3": ("A2",), "A4": ("A2",)},
            ANOTHER,
            id="A2-adopted",
        ),
        pytest.param(
            {"A2": False, "A1": True},
            ["A4", "M"],
            {"A3": ("A1",)},
            MOTION.replace("2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.\n\n", ""),
            id="A1-adopted",
        ),
        pytest.param(
            {"A2": False, "A1": True, "A4": True},
            ["M"],
            {"A3": ("A1",)},
            MOTION.replace("2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.\n\n", "")
            + "\n\n5. Die Polizei wird beteiligt.",
            id="A1-and-A4-adopted",
        ),
        pytest.param(
            {"A2": False, "A1": False, "A3": True},
            ["A4", "M"],
            {},
            MOTION.replace("300.000", "500.000"),
            id="A3-adopted",
        ),
    ],
)  # fmt: skip
def test_T_O1_votes_and_text_agree(decided, still_open, moot, final):
    course = amendments.course("M", amendments=PROPOSED, decided=decided)
    undecided = [draft for key, draft in DRAFTS.items() if key not in decided]

    merged = drafting.merge([DRAFTS[key] for key in course.adopted], parent=MOTION, pending=undecided)

    assert list(course.open) == still_open
    assert set(course.moot) == set(merged.moot)
    assert (merged.text, dict(merged.moot), merged.left_out) == (final, moot, ())


def test_T_O1_ranks_are_proposed_from_the_edits():
    assert {one.key: (one.rank, one.change) for one in PROPOSED} == {
        "A1": (80, 0),
        "A2": (100, 0),
        "A3": (40, 200_000),
        "A4": (20, 0),
    }


def test_T_O2_equal_ranks_are_voted_by_submission():
    first = Draft("früher", (words(POINT_3, "Ausschuss", "Ortsbeirat"),))
    second = Draft("später", (words(POINT_4, "gehört", "beteiligt"),))
    proposed = [
        drafting.proposal(second, parent=MOTION, submitted_at=at("09:30")),
        drafting.proposal(first, parent=MOTION, submitted_at=at("09:00")),
    ]

    assert amendments.course("M", amendments=proposed, decided={}).open == ("früher", "später", "M")


def test_T_O3_postponed_item_changes_nothing():
    postpone = procedure.ProceduralMotion("G", procedure.Procedure.POSTPONE, at("11:30"))

    course = amendments.course("M", amendments=PROPOSED, decided={"G": True}, procedural=[postpone])
    merged = drafting.merge([DRAFTS[key] for key in course.adopted], parent=MOTION, pending=list(DRAFTS.values()))

    assert (course.open, course.put_off) == ((), True)
    assert (merged.text, merged.moot, merged.touched) == (MOTION, {}, {})


def test_chair_may_fix_another_rank():
    fixed = drafting.proposal(INSERT_POINT_5, parent=MOTION, submitted_at=at("11:00"), fixed_rank=90)

    assert fixed.rank == 90


def test_collisions_name_the_blocks_that_two_amendments_touch():
    other = Draft("A5", (words(POINT_3, "30.06.2026", "31.03.2026"), ReplaceWords(POINT_2, SUM, SUM + 12, "nichts")))

    found = drafting.collisions([*DRAFTS.values(), other], parent=MOTION)

    assert found == (
        Collision("A1", "A2", ()),
        Collision("A1", "A3", (POINT_2,)),
        Collision("A1", "A5", (POINT_2,)),
        Collision("A2", "A3", ()),
        Collision("A2", "A4", ()),
        Collision("A2", "A5", ()),
        Collision("A3", "A5", (POINT_2,)),
    )


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        pytest.param(Delete(POINT_2), Insert(POINT_2, "neu"), False, id="a-point-after-a-struck-one"),
        pytest.param(Insert(POINT_2, "neu"), Insert(POINT_2, "auch neu"), False, id="two-points-at-one-place"),
        pytest.param(Delete(POINT_2), ReplaceWords(POINT_2, 0, 0, "Nur "), True, id="words-before-a-struck-point"),
        pytest.param(Delete(POINT_2), ReplaceWords(POINT_2, LENGTH, LENGTH, " Ende"), True, id="words-behind-a-struck-point"),
        pytest.param(words(POINT_2, "Für", "Zu"), words(POINT_2, "neue", "alte"), False, id="two-words-of-a-point"),
        pytest.param(words(POINT_2, "Für neue", "Zu"), words(POINT_2, "neue", "alte"), True, id="one-word-of-a-point"),
        pytest.param(Delete(POINT_2), Relabel(POINT_2, "7."), True, id="a-new-number-for-a-struck-point"),
        pytest.param(Delete(POINT_2), Delete(POINT_3), False, id="neighbours"),
    ],
)  # fmt: skip
def test_amendments_meet_only_in_what_both_touch(one, other, meet):
    pair = [Draft("A", (one,)), Draft("B", (other,))]

    assert bool(drafting.collisions(pair, parent=MOTION)) is meet
    assert bool(drafting.collisions(pair[::-1], parent=MOTION)) is meet


def test_renumbering_that_follows_from_another_edit_meets_nothing():
    renumbering = Draft("A", (Delete(POINT_1), Relabel(POINT_2, "1."), Relabel(POINT_3, "2.")))

    assert drafting.collisions([renumbering, DELETE_POINT_2, MORE_MONEY], parent=MOTION)[:1] == (
        Collision("A1", "A3", (POINT_2,)),
    )
    assert (
        drafting.merge([DELETE_POINT_2, renumbering], parent=MOTION).text
        == """Der Magistrat wird beauftragt:

2. Dem Ausschuss ist bis zum 30.06.2026 zu berichten.

4. Die Ortsbeiräte werden gehört."""
    )


def test_merged_text_says_who_changed_what():
    reworded = Draft("A6", (words(POINT_3, "30.06.2026", "31.03.2026"),))
    more_reworded = Draft("A7", (words(POINT_3, "Dem Ausschuss", "Allen"), Relabel(POINT_3, "2.")))

    merged = drafting.merge([DELETE_POINT_2, reworded, more_reworded, INSERT_POINT_5], parent=MOTION)

    changed = [paragraph for paragraph in merged.paragraphs if paragraph.is_changed]
    assert [(one.number, one.old_label, one.new_label, one.origins) for one in changed] == [
        (POINT_2, "2.", "2.", ("A1",)),
        (POINT_3, "3.", "2.", ("A7", "A6")),
        (None, "", "5.", ("A4",)),
    ]
    assert [(piece.sort, piece.text, piece.origin) for piece in changed[1].pieces] == [
        (Sort.DELETE, "Dem Ausschuss", "A7"),
        (Sort.INSERT, "Allen", "A7"),
        (Sort.EQUAL, " ist bis zum ", None),
        (Sort.DELETE, "30.06.2026", "A6"),
        (Sort.INSERT, "31.03.2026", "A6"),
        (Sort.EQUAL, " zu berichten.", None),
    ]
    assert [paragraph.old for paragraph in merged.paragraphs if paragraph.number] == [
        block.text for block in text.blocks(MOTION)
    ]


def test_amendment_partly_overtaken_changes_the_rest():
    both = Draft("A8", (words(POINT_2, "300.000", "800.000"), words(POINT_4, "gehört", "beteiligt")))

    merged = drafting.merge([DELETE_POINT_2, both], parent=MOTION)

    assert merged.text == MOTION.replace(
        "2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.\n\n", ""
    ).replace("gehört", "beteiligt")
    assert [(one.key, one.edit, one.through) for one in merged.left_out] == [("A8", both.edits[0], ("A1",))]
    assert merged.moot == {}


def test_two_amendments_that_take_all_words_strike_the_block():
    first, second = (
        Draft("A", (words(POINT_4, "Die Ortsbeiräte", ""),)),
        Draft("B", (words(POINT_4, " werden gehört.", ""),)),
    )

    merged = drafting.merge([first, second], parent=MOTION)

    assert merged.text == MOTION.replace("\n\n4. Die Ortsbeiräte werden gehört.", "")
    assert merged.paragraphs[-1].origins == ("A", "B")


def test_pending_amendment_partly_overtaken_is_named():
    both = Draft("A8", (words(POINT_2, "300.000", "800.000"), words(POINT_4, "gehört", "beteiligt")))

    merged = drafting.merge([DELETE_POINT_2], parent=MOTION, pending=[both, MORE_MONEY, INSERT_POINT_5])

    assert (merged.moot, merged.touched) == ({"A3": ("A1",)}, {"A8": ("A1",)})


def test_text_as_a_whole_beats_what_was_taken_over_before():
    merged = drafting.merge([MORE_MONEY, REPLACE_ALL, Draft("A9", (ReplaceAll("Ganz anders."),))], parent=MOTION)

    assert merged.text == ANOTHER
    assert merged.moot == {"A3": ("A2",), "A9": ("A2",)}


def test_whole_text_keeps_visible_what_stayed():
    rewritten = MOTION.replace("300.000", "500.000").replace("4. Die Ortsbeiräte werden gehört.", "4. Es eilt.")

    merged = drafting.merge([Draft("A", (ReplaceAll(rewritten),))], parent=MOTION)

    assert merged.text == rewritten
    assert [(one.number, one.origins) for one in merged.paragraphs] == [
        (TITLE, ()),
        (POINT_1, ()),
        (POINT_2, ("A",)),
        (POINT_3, ()),
        (POINT_4, ("A",)),
    ]


def test_amendment_for_another_text_is_not_merged():
    sealed = drafting.sealed(MOTION, DELETE_POINT_2.edits)

    with pytest.raises(Outdated):
        drafting.merge([Draft("A1", sealed)], parent=MOTION.replace("300.000", "400.000"))


single_edits = st.sampled_from(
    [
        Delete(POINT_1),
        words(POINT_2, "Für neue", "Für zehn"),
        words(POINT_2, "300.000", "500.000"),
        ReplaceBlock(POINT_3, "Es wird jährlich berichtet."),
        Relabel(POINT_3, "7."),
        words(POINT_4, "gehört", "beteiligt"),
        Insert(TITLE, "0. Zuvor."),
        Insert(POINT_2, "2a. Danach."),
        Insert(POINT_4, "5. Zuletzt."),
    ]
)


@settings(deadline=None)
@given(st.lists(single_edits, unique=True).flatmap(lambda edits: st.tuples(st.just(edits), st.permutations(edits))))
def test_order_of_amendments_that_do_not_meet_does_not_matter(orders):
    first, second = ([Draft(edit, (edit,)) for edit in order] for order in orders)

    one, other = drafting.merge(first, parent=MOTION), drafting.merge(second, parent=MOTION)

    assert one.text == other.text
    assert one.paragraphs == other.paragraphs
    assert one.moot == {}


@settings(deadline=None, max_examples=60)
@given(structured, structured, structured)
def test_merged_amendments_never_break(parent, one, other):
    drafts = [Draft("A", drafting.edits_between(parent, one)), Draft("B", drafting.edits_between(parent, other))]

    merged = drafting.merge(drafts, parent=parent)

    first = drafting.merge(drafts[:1], parent=parent)
    assert first.text == drafting.apply(parent, drafts[0].edits)
    only_numbers = [draft.key for draft in drafts if all(isinstance(edit, Relabel) for edit in draft.edits)]
    if not drafting.collisions(drafts, parent=parent) and not only_numbers:
        assert merged.moot == {}
    assert {key for paragraph in merged.paragraphs for key in paragraph.origins} <= {"A", "B"} - set(merged.moot)


def test_synopsis_has_three_columns():
    edits = [
        replace(words(POINT_2, "300.000", "500.000"), reason="Die Kosten sind gestiegen."),
        Insert(POINT_4, "5. Die Polizei wird beteiligt."),
    ]

    rows = drafting.synopsis(edits, parent=MOTION, reason="Der Antrag greift zu kurz.")

    assert [(row.paragraph.old, row.paragraph.new, row.reason) for row in rows if row.paragraph.is_changed] == [
        (
            "Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.",
            "Für neue Zebrastreifen werden 500.000 Euro bereitgestellt.",
            "Die Kosten sind gestiegen.",
        ),
        ("", "Die Polizei wird beteiligt.", "Der Antrag greift zu kurz."),
    ]
    assert [row.reason for row in rows if not row.paragraph.is_changed] == [""] * 4


def test_many_edits_are_put_in_at_once():
    parent = "\n\n".join(f"{number}. Der Magistrat prüft Straße {number}." for number in range(1, 401))
    changed = parent.replace("prüft", "saniert")

    edits = drafting.edits_between(parent, changed)

    assert len(edits) == 400
    assert drafting.apply(parent, edits) == changed
    assert list(itertools.islice(seals(edits), 1)) == [ReplaceWords(1, 14, 19, "saniert")]
