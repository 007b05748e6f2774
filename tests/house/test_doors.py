"""Each wrapped library stands behind one door."""

import ast
from collections import defaultdict

import pytest

from tests.house import source

DOORS = {
    "cryptography": {"council/seeds.py"},
    "bleach": {"council/html.py"},
    "pypdf": {
        *(f"documents/extraction/{name}.py" for name in ("child", "limits")),
        *(f"documents/redaction/{name}.py" for name in ("alternates", "cleaning", "layers", "structure")),
    },
    "pypdfium2": {
        "documents/extraction/quick.py",
        *(f"documents/redaction/{name}.py" for name in ("across", "cleaning", "drawing", "ink", "looking")),
    },
    "whoosh": {
        "documents/search/whoosh_engine.py",
        *(f"documents/search/flat/{name}.py" for name in ("codec", "half", "leaf", "merging", "schema", "writer")),
    },
    "psycopg": {f"documents/search/postgres_{name}.py" for name in ("asking", "engine", "tables")},
    "obstore": {"documents/stores/bucket.py"},
    "typst": {"documents/print/press.py"},
    "rapidfuzz": {"documents/comparing/sequences.py", "documents/search/vocabulary.py"},
    "pycrdt": {"motions/joint_text.py"},
    "snowballstemmer": {"documents/search/analysis.py"},
}


def importers(library: str) -> set[str]:
    found = defaultdict(set)
    for path in source.modules():
        for name in source.imports(path):
            found[name.split(".")[0]].add(source.name(path))
    return found[library]


@pytest.mark.parametrize("library", DOORS)
def test_library_is_imported_behind_its_door_alone(library):
    assert importers(library) == DOORS[library]


def test_whoever_keeps_files_in_a_folder_loads_nothing_for_buckets():
    door = source.tree(source.ROOT / "documents/vault.py")

    at_once = {node.module for node in door.body if isinstance(node, ast.ImportFrom)}

    assert "documents.stores.bucket" not in at_once
    asking = {source.name(path) for path in source.modules() if "documents.stores.bucket" in source.imports(path)}
    assert asking == {"documents/vault.py"}


def test_guardian_is_known_to_audiences_and_actions_alone():
    outside = {name for name in importers("guardian") if name != "council/audiences.py" and "/actions/" not in name}

    assert outside == set()
