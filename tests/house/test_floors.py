import sys

from tests.house import source

LOOKING_UP = {"council/asgi.py", "council/urls.py"}
ABOVE = {floor: source.FLOORS[index + 1 :] for index, floor in enumerate(source.FLOORS)}
LAYERS = ("states", "models", "may", "actions", "forms", "views")


def test_imports_point_down():
    def looking_up(path):
        if source.name(path) in LOOKING_UP:
            return set()
        above = ABOVE[path.relative_to(source.ROOT).parts[0]]
        return {found for found in source.imports(path) if found.split(".")[0] in above}

    assert source.offences(looking_up) == {}


def test_law_needs_nothing_but_the_standard_library():
    def foreign(path):
        if path.parent.name != "law":
            return set()
        return {
            found
            for found in source.imports(path)
            if found.split(".")[0] not in sys.stdlib_module_names
            and found != "council"
            and not found.startswith("council.law")
        }

    assert source.offences(foreign) == {}


def layer_of(dotted: str) -> int | None:
    parts = dotted.split(".")
    return LAYERS.index(parts[1]) if len(parts) > 1 and parts[0] in source.FLOORS and parts[1] in LAYERS else None


def test_layers_of_a_floor_are_imported_in_one_direction():
    def against(path):
        floor, *rest = path.relative_to(source.ROOT).with_suffix("").parts
        own = layer_of(".".join((floor, *rest)))
        if own is None:
            return set()
        return {
            found
            for found in source.imports(path)
            if found.split(".")[0] == floor and (layer := layer_of(found)) is not None and layer > own
        }

    assert source.offences(against) == {}


def test_the_floors_are_read_at_all():
    assert {path.relative_to(source.ROOT).parts[0] for path in source.modules()} == set(source.FLOORS)
