"""Only actions write; what is not an act is in the closed list of unjournaled functions."""

import ast

from tests.house import source

WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "select_for_update",
    "delete",
    "update",
}
# What writes by its nature: the journal itself, lives, the unjournaled few, and accounts' own manager.
WRITERS = {
    "council/journal.py": "entries, head and bookmarks",
    "council/life.py": "takes the steps of an act",
    "council/unjournaled.py": "the closed list",
    "council/models/users.py": "makes accounts",
    "documents/vault.py": "bytes, not rows",
    "documents/oparl/mirror.py": "a copy of what is public for readers, like the search index",
    "documents/safekeeping/rows.py": "brings back rows as they were written",
}
NOT_ROWS = {"update", "delete", "create", "save"}  # also methods of dictionaries, hashes and files


def writes(path) -> set[str]:
    """The row-writing calls of a module: `.objects.…`, query-set chains, and `thing.save(update_fields=…)`."""
    found = set()
    for node in ast.walk(source.tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        chain = ast.unparse(node.func.value)
        words = {keyword.arg for keyword in node.keywords}
        rows = ".objects" in chain or "_set" in chain or "filter(" in chain or "_base_manager" in chain
        if rows or node.func.attr not in NOT_ROWS or words & {"update_fields", "force_insert"}:
            found.add(f"{node.lineno}: {ast.unparse(node.func)}")
    return found


def test_only_actions_write():
    def outside(path):
        return set() if source.name(path) in WRITERS or "actions" in path.parts else writes(path)

    assert source.offences(outside) == {}


def test_the_search_for_writing_calls_finds_some():
    assert writes(source.ROOT / "documents/actions/papers.py") != set()


def test_every_public_action_is_an_act():
    """A public function of an action module runs inside an act, or its docstring says that it must be called in one."""

    def naked(path):
        if "actions" not in path.parts:
            return set()
        return {
            node.name
            for node in source.tree(path).body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and not any("act" in ast.unparse(decorator) for decorator in node.decorator_list)
            and writes_directly(node)
            and "inside an act" not in (ast.get_docstring(node) or "")
        }

    assert source.offences(naked) == {}


def writes_directly(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES - {"update"}
        and ".objects" in ast.unparse(node.func.value)
        for node in ast.walk(function)
    )
