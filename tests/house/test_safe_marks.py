"""What is put into a page without escaping comes out of a template, or out of the one door for rich text."""

import ast
import re

from tests.house import source

# Read through: each is put together of rendered templates, of our own keys and numbers, or escaped right there.
KNOWN = {
    "council/html.py": {"shown"},
    "council/panels.py": {"''"},
    "documents/views/districts.py": {"html"},
    "documents/views/panels.py": {"found.get(body.pk, SafeString()) + html"},
    "motions/views/panels_procedural.py": {"html"},
    "motions/views/panels_promises.py": {"html"},
    "motions/views/panels_resolutions.py": {"html"},
    "collaboration/live/papers.py": {"html.strip()"},
    "collaboration/views/panels_metadata.py": {"json.dumps(said, ensure_ascii=False).translate(_HARMLESS)"},
    "collaboration/views/panels_notes.py": {
        """f"{reverse('file-note-new', args=[file.key])}?seite={leaf.number}&amp;block=\"""",
        """f"{reverse('note-new', args=[paper.key])}?version={version.number}&amp;block=\"""",
    },
}
HELP = {"templates/django/forms/field.html": 3, "templates/motions/writing_field.html": 1}  # help texts of our own code
MARKS = {"SafeString", "SafeText", "mark_safe"}
BARE = re.compile(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off")

SCRIPTS = source.ROOT / "collaboration/static_src/js"
SINKS = re.compile(
    r"(?:inner|outer)HTML\s*\+?=[^=]|insertAdjacentHTML|parseFromString|createContextualFragment|document\.write"
    r"|\beval\(|new Function|new (?:Shared)?Worker\((?!scriptOf)|serviceWorker\??\.register\((?!scriptOf)"
)


def marks(path) -> set[str]:
    """Calls that mark something as safe which is neither a rendered template nor nothing."""
    found = set()
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in MARKS:
            given = [ast.unparse(argument) for argument in node.args]
            if given and not given[0].startswith("render_to_string("):
                found.add(given[0])
    return found


def test_nothing_is_marked_as_safe_but_rendered_templates_and_what_is_said_here():
    assert source.offences(marks) == KNOWN


def test_no_page_leaves_escaping_out():
    counted = {
        path.relative_to(source.ROOT).as_posix(): len(BARE.findall(path.read_text(encoding="utf-8")))
        for path in (source.ROOT / "templates").rglob("*.html")
    }

    assert {name: count for name, count in counted.items() if count} == HELP


def test_scripts_hand_text_to_the_browser_through_one_door():
    used = {
        path.relative_to(SCRIPTS).as_posix() for path in SCRIPTS.rglob("*.js") if SINKS.search(path.read_text("utf-8"))
    }

    assert used == {"trusted.js"}
