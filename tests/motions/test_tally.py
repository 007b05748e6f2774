"""How a house voted, as the chair says it (domain brief §4.6, T-M8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.law import majorities
from motions import tally
from motions.tally import Bench, Stand, TallyProblem

# The factions of Kassel on 23 January 2017 with those present in the vote of T-M8.
HOUSE = [
    Bench("SPD", ("SPD", "Fraktion der SPD"), 20),
    Bench("CDU", ("CDU",), 13),
    Bench("Grüne", ("Grüne", "B90/Grüne"), 13),
    Bench("AfD", ("AfD",), 8),
    Bench("Linke", ("Linke", "Die Linke"), 5),
    Bench("FDP", ("FDP",), 4),
    Bench("FW", ("FW+Piraten", "Freie Wähler und Piraten"), 3),
]


def test_t_m8_split_factions_as_they_voted():
    stands = tally.read(
        "Zustimmung SPD, Grüne, Linke 3, FDP 2, FW+Piraten; Ablehnung CDU, AfD 7, FDP 2; Enthaltung AfD 1, Linke 2",
        benches=HOUSE,
    )

    total = tally.total(stands)
    assert stands == {
        "SPD": Stand(yes=20),
        "CDU": Stand(no=13),
        "Grüne": Stand(yes=13),
        "AfD": Stand(no=7, abstain=1),
        "Linke": Stand(yes=3, abstain=2),
        "FDP": Stand(yes=2, no=2),
        "FW": Stand(yes=3),
    }
    assert (total, total.voters, majorities.simple(total).wording) == (
        majorities.Tally(41, 22, 3),
        66,
        "mehrheitlich angenommen",
    )
    split = {
        name
        for name, s in stands.items()
        if majorities.stance(majorities.Tally(s.yes, s.no, s.abstain)) == "uneinheitlich"
    }
    assert split == {"FDP", "AfD", "Linke"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", {}),
        ("Zustimmung alle", {bench.key: Stand(yes=bench.present) for bench in HOUSE}),
        ("Ja: SPD (19), Grüne; abwesend SPD 1", {"SPD": Stand(yes=19, absent=1), "Grüne": Stand(yes=13)}),
        (
            "dafür spd und cdu; dagegen die übrigen",
            {
                "SPD": Stand(yes=20),
                "CDU": Stand(yes=13),
                "Grüne": Stand(no=13),
                "AfD": Stand(no=8),
                "Linke": Stand(no=5),
                "FDP": Stand(no=4),
                "FW": Stand(no=3),
            },
        ),
        ("Enthaltungen AfD 1; Ablehnung AfD", {"AfD": Stand(no=7, abstain=1)}),
        ("Zustimmung die linke, b90/grüne.", {"Grüne": Stand(yes=13), "Linke": Stand(yes=5)}),
        ("Nein FDP 0; Ja FDP", {"FDP": Stand(yes=4)}),
    ],
)
def test_line_is_read_as_it_is_said(line, expected):
    assert tally.read(line, benches=HOUSE) == expected


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("SPD, Grüne", "„SPD, Grüne“ beginnt nicht mit Zustimmung, Ablehnung, Enthaltung oder abwesend."),
        ("Zustimmung", "Nach „Zustimmung“ fehlt, wer so gestimmt hat."),
        ("Zustimmung Piraten", "Eine Fraktion „Piraten“ gibt es hier nicht."),
        ("Zustimmung SPD 21", "„SPD“ hat 20 Stimmen, gezählt sind 21."),
        ("Zustimmung SPD; Ablehnung SPD", "„SPD“ steht zweimal ohne Zahl."),
        ("Ja alle; Nein Rest", "„Alle übrigen“ können nur auf eine Weise gestimmt haben."),
        ("Jammer SPD", "„Jammer SPD“ beginnt nicht mit Zustimmung, Ablehnung, Enthaltung oder abwesend."),
        ("x" * 2001, "Das ist zu lang: höchstens 2000 Zeichen."),
    ],
)
def test_what_cannot_be_understood_is_said(line, sentence):
    with pytest.raises(TallyProblem) as problem:
        tally.read(line, benches=HOUSE)

    assert str(problem.value) == sentence


@given(
    st.lists(
        st.builds(
            Stand, yes=st.integers(0, 30), no=st.integers(0, 30), abstain=st.integers(0, 30), absent=st.integers(0, 5)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_spoken_is_read_back_the_same(rows):
    stands = {f"F{chr(65 + at)}": row for at, row in enumerate(rows) if row.heads}
    benches = [Bench(name, (name,), stand.heads) for name, stand in stands.items()]

    assert tally.read(tally.spoken(stands), benches=benches) == stands
