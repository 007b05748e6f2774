"""Takes what hidden layers draw out of the pages of a PDF. Loaded in the confined process alone.

A layer that is off is merely not shown (ISO 32000-1, 8.11); whoever switches it on reads it.
"""

from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, NameObject, StreamObject

DEEPEST = 20  # forms within forms
DRAWING = frozenset({b"Tj", b"TJ", b"'", b'"', b"Do", b"sh", b"INLINE IMAGE"})
PAINTING = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})


def hidden(root: DictionaryObject) -> set[int]:
    """Numbers of the objects that are layers and off at first."""
    properties = get(root, "/OCProperties")
    default = get(properties, "/D") or DictionaryObject()
    everything = _numbers(get(properties, "/OCGs"))
    off = everything if default.get("/BaseState") == "/OFF" else set()
    return (off | _numbers(get(default, "/OFF"))) - (_numbers(get(default, "/ON")) if off else set())


def strip(writer: pypdf.PdfWriter) -> None:
    """Take out what hidden layers draw; all that is left is shown to everyone."""
    off = hidden(writer.root_object)
    if not off:
        return
    cut = _Cut(writer, off)
    for page in writer.pages:
        cut.page(page)


class _Cut:
    """Goes through pages and the forms they draw, each form once."""

    def __init__(self, writer: pypdf.PdfWriter, off: set[int]) -> None:
        self._writer = writer
        self._off = off
        self._done: set[int] = set()

    def page(self, page: DictionaryObject) -> None:
        contents = get(page, "/Contents")
        if contents is None:
            return
        stream = ContentStream(contents, self._writer)
        resources = get(page, "/Resources") or DictionaryObject()
        stream.operations = list(self._left(stream.operations, resources))
        page[NameObject("/Contents")] = self._writer._add_object(stream)
        self._forms(resources, 0)

    def _forms(self, resources: DictionaryObject, depth: int) -> None:
        for reference in (get(resources, "/XObject") or {}).values():
            form = reference.get_object()
            number = reference.idnum if isinstance(reference, IndirectObject) else id(form)
            if number in self._done or not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
                continue
            if depth > DEEPEST:
                raise ValueError("forms within forms without end")
            self._done.add(number)
            own = get(form, "/Resources") or resources
            stream = ContentStream(form, self._writer)
            stream.operations = list(self._left(stream.operations, own))
            form.set_data(stream.get_data())
            self._forms(own, depth + 1)

    def _left(self, operations: list[Any], resources: DictionaryObject) -> Iterator[Any]:
        """The operations without what is drawn in a hidden layer; those that move the pen stay."""
        marks: list[bool] = []
        for operands, operator in operations:
            if operator in (b"BDC", b"BMC"):
                marks.append(operator == b"BDC" and self._is_layer_off(operands, resources))
            elif operator == b"EMC" and marks:
                marks.pop()
            if operator == b"Do" and self._is_hidden(_member(resources, "/XObject", operands[0])):
                continue
            if any(marks) and operator in DRAWING:
                continue
            if any(marks) and operator == b"BDC":
                yield operands[:1], b"BMC"  # without the words that stand for what was drawn
                continue
            yield ([], b"n") if any(marks) and operator in PAINTING else (operands, operator)

    def _is_layer_off(self, operands: list[Any], resources: DictionaryObject) -> bool:
        if len(operands) < 2 or operands[0] != "/OC":
            return False
        named = _member(resources, "/Properties", operands[1]) if isinstance(operands[1], NameObject) else operands[1]
        return self._is_off(named)

    def _is_hidden(self, reference: Any) -> bool:
        thing = reference.get_object() if reference is not None else None
        return isinstance(thing, DictionaryObject) and self._is_off(thing.raw_get("/OC") if "/OC" in thing else None)

    def _is_off(self, reference: Any) -> bool:
        if reference is None:
            return False
        if isinstance(reference, IndirectObject) and reference.idnum in self._off:
            return True
        group = reference.get_object()
        if not isinstance(group, DictionaryObject) or group.get("/Type") != "/OCMD":
            return False
        return self._is_membership_off(group)

    def _is_membership_off(self, membership: DictionaryObject) -> bool:
        """ISO 32000-1, 8.11.2.2: by its policy; an expression we do not read hides, for what is in doubt stays in."""
        if "/VE" in membership:
            return True
        raw = membership.raw_get("/OCGs") if "/OCGs" in membership else ArrayObject()
        groups = raw if isinstance(raw, ArrayObject) else ArrayObject([raw])
        states = [isinstance(each, IndirectObject) and each.idnum in self._off for each in groups]
        policy = membership.get("/P", "/AnyOn")
        if not states:
            return False
        shown = {"/AllOn": not any(states), "/AnyOff": any(states), "/AllOff": all(states)}
        return not shown.get(policy, not all(states))


def _member(resources: DictionaryObject, kind: str, name: Any) -> Any:
    found = get(resources, kind)
    return found.raw_get(name) if isinstance(found, DictionaryObject) and name in found else None


def get(item: Any, key: str) -> Any:
    """What lies under the key, itself and no reference; None where there is nothing."""
    found = item.get(key) if isinstance(item, DictionaryObject) else None
    return found.get_object() if found is not None else None


def _numbers(groups: Any) -> set[int]:
    return {each.idnum for each in groups or () if isinstance(each, IndirectObject)}
