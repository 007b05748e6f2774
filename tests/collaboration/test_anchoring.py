import random
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from collaboration import anchoring
from collaboration.anchoring import Anchored, Selector
from documents import text as canonical

PAPER = """# Antrag

Der Magistrat wird gebeten, die Straßenbeleuchtung in der Unterneustadt zu prüfen.

1. Der Bericht ist dem Ausschuss für Umwelt bis zum Herbst vorzulegen.
2. Die Kosten sind im Haushalt darzustellen. Die Kosten trägt die Stadt.

Der Magistrat wird gebeten, die Radwege an der Fulda auszubauen.

Ja.

Nein.

Ja."""


def at(text, words, nth=0):
    """The selector of the nth place where the words stand."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return anchoring.describe(text, start, start + len(words))


def moved(words, old, new, *, nth=0):
    return anchoring.reanchor(at(old, words, nth), old, new)


def sure(text, words, nth=0):
    selector = at(text, words, nth)
    return Anchored("sure", selector.start, selector.end, words)


def unsure(text, words):
    return sure(text, words)._replace(state="unsure")


def lost(words):
    return Anchored("lost", 0, 0, words)


def test_description_holds_words_place_and_context_of_32_code_points():
    text = "a" * 40 + "Stelle" + "²" * 40

    assert anchoring.describe(text, 40, 46) == Selector("Stelle", "a" * 32, "²" * 32, 40, 46)
    assert anchoring.describe("Stelle", 0, 6) == Selector("Stelle", "", "", 0, 6)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 2), (0, 100)])
def test_place_outside_the_text_cannot_be_described(start, end):
    with pytest.raises(anchoring.AnchorProblem) as problem:
        anchoring.describe("kurzer Text", start, end)

    assert str(problem.value) == "Diese Stelle gibt es im Text nicht."


SELECT = "Bitte wählen Sie eine Stelle im Text aus."
ONE_BLOCK = "Bitte wählen Sie eine Stelle innerhalb eines einzelnen Absatzes."
SEVERAL = "Die ausgewählte Stelle kommt mehrfach vor. Bitte wählen Sie einige Wörter mehr aus."


@pytest.mark.parametrize(
    ("selector", "sentence"),
    [
        (Selector("", "", "", 0, 0), SELECT),
        (Selector(" \n", "", "", 8, 10), SELECT),
        (Selector("x" * 20_001, "", "", 0, 20_001), "Die ausgewählte Stelle ist zu lang."),
        (Selector("Antrag", "x" * 501, "", 2, 8), "Die Angaben zur Umgebung der Stelle sind zu lang."),
        (Selector("Kaninchen", "", "", 0, 9), "Die ausgewählte Stelle steht so nicht im Text."),
        (Selector("Der Magistrat", "", "", 5, 18), SEVERAL),
        (Selector("Der Magistrat", "Unsinn", "Unsinn", -20, -7), SEVERAL),
        (Selector("Antrag\n\nDer Magistrat", "", "", 2, 23), ONE_BLOCK),
        (Selector("# ", "", "", 0, 2), ONE_BLOCK),
    ],
)
def test_selector_that_names_no_passage_is_refused_with_a_sentence(selector, sentence):
    with pytest.raises(anchoring.AnchorProblem) as problem:
        anchoring.validate(selector, PAPER)

    assert str(problem.value) == sentence


def test_selector_at_its_place_is_valid_whatever_its_context_says():
    anchoring.validate(at(PAPER, "Straßenbeleuchtung")._replace(prefix="anders"), PAPER)


def test_selector_with_wrong_place_is_found_by_its_words():
    assert anchoring.locate(Selector("Radwege", "", "", 0, 7), PAPER) == at(PAPER, "Radwege")


def test_selector_with_wrong_place_and_lookalikes_is_found_by_its_context():
    second = at(PAPER, "Der Magistrat", 1)

    assert anchoring.locate(second._replace(start=9_000, end=9_013), PAPER) == second


def test_label_of_a_point_may_be_part_of_the_selection():
    anchoring.validate(at(PAPER, "1. Der Bericht"), PAPER)


@pytest.mark.parametrize("words", ["Straßenbeleuchtung", "1. Der Bericht", "Nein.", "Ja.", "Die Kosten"])
def test_unchanged_text_keeps_every_note_in_its_place(words):
    assert moved(words, PAPER, PAPER) == sure(PAPER, words)


@pytest.mark.parametrize("words", ["Straßenbeleuchtung", "1. Der Bericht", "Nein.", "Die Kosten", "Antrag"])
def test_change_elsewhere_keeps_the_note_in_its_block(words):
    new = PAPER.replace("# Antrag", "# Antrag\n\nDringlichkeit: hoch, weil es dunkel ist.").replace("Fulda", "Drusel")

    assert moved(words, PAPER, new) == sure(new, words)


@pytest.mark.parametrize("nth", [0, 1])
def test_lookalike_blocks_are_told_apart_by_their_neighbours(nth):
    new = PAPER.replace("# Antrag", "# Antrag\n\nJa.\n\nEine neue Vorbemerkung zum ganzen Antrag.")

    assert moved("Ja.", PAPER, new, nth=nth) == sure(new, "Ja.", nth + 1)


@pytest.mark.parametrize("nth", [0, 1])
def test_lookalikes_in_one_block_are_told_apart_by_their_surroundings(nth):
    new = PAPER.replace("Die Kosten trägt die Stadt.", "Die Kosten trägt die Stadt. Zuschüsse sind zu beantragen.")

    assert moved("Die Kosten", PAPER, new, nth=nth) == sure(new, "Die Kosten", nth)


def test_block_that_moved_takes_its_note_along():
    first, second = "Die Straßenbeleuchtung ist zu prüfen.", "Die Radwege an der Fulda sind auszubauen."
    old, new = f"{first}\n\nMitte\n\n{second}", f"{second}\n\nMitte\n\n{first}"

    assert moved("Straßenbeleuchtung", old, new) == sure(new, "Straßenbeleuchtung")
    assert moved("Radwege", old, new) == sure(new, "Radwege")


def test_renumbered_point_keeps_its_note():
    new = PAPER.replace("1. Der Bericht", "1. Ein neuer erster Punkt kommt davor.\n2. Der Bericht").replace(
        "2. Die", "3. Die"
    )

    assert moved("Bericht", PAPER, new) == sure(new, "Bericht")
    assert moved("1. Der Bericht", PAPER, new) == sure(new, "Der Bericht")


def test_new_line_breaks_inside_a_block_change_nothing():
    old = "Die Stadt prüft, ob\ndie Stadt den Radweg\nan der Fulda ausbaut."
    new = "Die Stadt\nprüft, ob die Stadt den\nRadweg an der Fulda ausbaut."

    assert moved("Radweg\nan der", old, new) == sure(new, "Radweg an der")
    assert moved("Stadt", old, new, nth=1) == sure(new, "Stadt", 1)


def test_change_in_the_same_block_beside_the_passage_leaves_no_doubt():
    old = "Der Magistrat wird gebeten, die Straßenbeleuchtung in der Unterneustadt bis zum Sommer zu prüfen."
    new = "Der Magistrat wird dringend gebeten, die Straßenbeleuchtung in der Unterneustadt bis Juni zu prüfen."

    assert moved("Straßenbeleuchtung", old, new) == sure(new, "Straßenbeleuchtung")


def test_block_that_was_split_keeps_the_note_in_its_half():
    old = "Die Stadt baut den Radweg an der Fulda aus. Der Bericht ist dem Ausschuss im Herbst vorzulegen."
    new = old.replace("aus. Der", "aus.\n\nDer")

    assert moved("Bericht ist dem Ausschuss", old, new) == sure(new, "Bericht ist dem Ausschuss")


def test_passage_that_now_spans_two_blocks_is_not_stretched_over_the_border():
    old = "Die Stadt baut den Radweg an der Fulda aus. Der Bericht ist dem Ausschuss im Herbst vorzulegen."
    new = old.replace("aus. Der", "aus.\n\nDer")

    found = moved("an der Fulda aus. Der Bericht ist", old, new)

    assert found.state in ("unsure", "lost")
    assert "\n\n" not in found.quote


def test_edited_passage_is_unsure_and_shows_its_new_words():
    old = "Der Bericht ist dem Ausschuss für Umwelt bis zum Herbst vorzulegen, sonst entscheidet der Magistrat."
    new = "Der Bericht ist dem Ausschuss für Umwelt und Verkehr bis zum Herbst vorzulegen, sonst entscheidet der Magistrat."

    assert moved("Ausschuss für Umwelt bis zum Herbst", old, new) == unsure(
        new, "Ausschuss für Umwelt und Verkehr bis zum Herbst"
    )


def test_corrected_slip_is_unsure():
    old, new = "Die Stassenbeleuchtung ist im Winter zu prüfen.", "Die Straßenbeleuchtung ist im Winter zu prüfen."

    assert moved("Stassenbeleuchtung", old, new) == unsure(new, "Straßenbeleuchtung")


def test_replaced_passage_is_lost():
    old, new = "Die Stadt baut den Radweg an der Fulda aus.", "Die Stadt baut die Tiefgarage unter dem Markt aus."

    assert moved("den Radweg an der Fulda", old, new) == lost("den Radweg an der Fulda")


def test_deleted_block_is_lost_even_if_a_lookalike_stays():
    new = PAPER.replace("Der Magistrat wird gebeten, die Radwege an der Fulda auszubauen.\n\n", "")

    assert moved("Der Magistrat wird gebeten", PAPER, new, nth=1) == lost("Der Magistrat wird gebeten")


def test_same_formula_in_another_new_paragraph_is_never_sure():
    old = "Der Magistrat wird gebeten, die Radwege an der Fulda auszubauen."
    new = "Der Magistrat wird gebeten, einen Bericht zur Kita vorzulegen."

    assert moved("Der Magistrat wird gebeten", old, new) == unsure(new, "Der Magistrat wird gebeten")


def test_one_of_two_twins_deleted_is_never_sure():
    twins = "Wir stimmen zu.\n\nWir stimmen zu."

    assert moved("Wir stimmen zu.", twins, "Wir stimmen zu.").state != "sure"
    assert moved("Wir stimmen zu.", twins, "Wir stimmen zu.", nth=1).state != "sure"


def test_note_of_a_text_that_is_not_the_old_one_is_lost():
    assert anchoring.reanchor(at(PAPER, "Radwege"), "ganz anderer Text", PAPER) == lost("Radwege")


def test_everything_is_lost_in_an_empty_text():
    assert moved("Radwege", PAPER, "") == lost("Radwege")


FORMULAS = [
    "Der Magistrat wird gebeten, einen Bericht vorzulegen.",
    "Der Magistrat wird gebeten, die Kosten darzustellen.",
    "Der Ausschuss stimmt zu.",
    "Ja.",
    "Die Kosten trägt die Stadt. Die Kosten sind im Haushalt darzustellen.",
    "1. Der Bericht",
    "• Ja.",
]
PARAGRAPHS = st.lists(st.sampled_from(FORMULAS) | st.text("abc .ß²", min_size=1, max_size=30), min_size=1, max_size=8)


def paper(paragraphs):
    return canonical.normalise("\n\n".join(paragraphs))


@st.composite
def passages(draw, text):
    block = draw(st.sampled_from(canonical.blocks(text)))
    start = draw(st.integers(block.start, block.end - 1))
    end = draw(st.integers(start + 1, block.end))
    assume(text[start:end].strip())
    return anchoring.describe(text, start, end)


@st.composite
def annotated(draw):
    text = paper(draw(PARAGRAPHS))
    assume(canonical.blocks(text))
    return text, draw(passages(text))


def blocks_of(text, start, end):
    return [block for block in canonical.blocks(text) if block.start < end and start < block.end]


@given(annotated())
def test_every_passage_of_an_unchanged_text_is_sure_and_in_its_place(case):
    text, selector = case

    anchoring.validate(selector, text)
    assert anchoring.reanchor(selector, text, text) == Anchored("sure", selector.start, selector.end, selector.exact)


@given(annotated(), PARAGRAPHS)
def test_found_passage_is_what_stands_there_inside_one_block(case, paragraphs):
    (old, selector), new = case, paper(paragraphs)

    found = anchoring.reanchor(selector, old, new)

    if found.state == "lost":
        assert found == lost(selector.exact)
    else:
        assert found.quote == new[found.start : found.end]
        assert found.quote.strip() != ""
        assert len(blocks_of(new, found.start, found.end)) == 1
    if found.state == "sure":
        label = blocks_of(old, selector.start, selector.end)[0].label
        assert selector.exact.split() in (found.quote.split(), [label, *found.quote.split()])


@given(st.data(), PARAGRAPHS)
def test_note_on_a_deleted_paragraph_is_never_sure(data, paragraphs):
    old = paper(paragraphs)
    assume(len(canonical.blocks(old)) > 1)
    gone = data.draw(st.sampled_from(canonical.blocks(old)))
    new = old[: gone.start - len(gone.label)] + old[gone.end :]
    selector = anchoring.describe(old, gone.start, gone.end)

    assert anchoring.reanchor(selector, old, new).state != "sure"


@given(st.data(), st.lists(st.integers(0, 10**6), min_size=2, max_size=8, unique=True))
def test_paragraphs_in_another_order_keep_their_notes(data, numbers):
    paragraphs = [f"Unter der Nummer {number} wird der Ausbau der Radwege geprüft." for number in numbers]
    old, new = paper(paragraphs), paper(data.draw(st.permutations(paragraphs)))
    selector = data.draw(passages(old))
    home = blocks_of(old, selector.start, selector.end)[0]
    distance = new.index(home.text) - home.start

    found = anchoring.reanchor(selector, old, new)

    assert found == Anchored("sure", selector.start + distance, selector.end + distance, selector.exact)


@given(st.data(), st.integers(0, 2**32))
def test_word_changed_elsewhere_in_the_block_never_moves_a_note(data, seed):
    words = [f"Wort{number}" for number in random.Random(seed).sample(range(10_000), 30)]
    old = " ".join(words)
    changed = data.draw(st.integers(0, 29))
    first = data.draw(st.integers(0, 26).filter(lambda number: not number - 1 <= changed <= number + 3))
    new = " ".join([*words[:changed], "Ersatz", *words[changed + 1 :]])
    exact = " ".join(words[first : first + 3])

    assert moved(exact, old, new) == sure(new, exact)


def report(chance, *, paragraphs):
    vocabulary = [
        f"{stem}{ending}"
        for stem in ("Rad", "Haus", "Stadt", "Bau", "Kita", "Amt")
        for ending in ("weg", "halt", "plan", "rat", "e", "")
    ]
    return [" ".join(chance.choices(vocabulary, k=60)).capitalize() + "." for _ in range(paragraphs)]


def edited(chance, paragraph):
    words = paragraph.split()
    words[chance.randrange(len(words))] = "geändert"
    return " ".join(words)


@pytest.mark.parametrize("border", ["\n\n", " "])
def test_300_notes_on_40_pages_are_carried_over_within_two_seconds(border):
    chance = random.Random(7)
    paragraphs = report(chance, paragraphs=280)
    old = border.join(paragraphs)
    new = border.join(
        edited(chance, each) if chance.random() < 0.5 else each for each in paragraphs if chance.random() < 0.95
    )
    spans = [
        (start, start + chance.randrange(3, 200)) for start in (chance.randrange(len(old) - 200) for _ in range(400))
    ]
    notes = [
        anchoring.describe(old, *span)
        for span in spans
        if len(blocks_of(old, *span)) == 1 and old[slice(*span)].strip()
    ][:300]
    assert len(old) > 100_000
    began = time.process_time()

    states = [anchoring.reanchor(note, old, new).state for note in notes]

    assert time.process_time() - began < 2
    assert states.count("sure") > 0.5 * len(notes)
