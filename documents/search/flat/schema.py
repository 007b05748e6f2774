"""The fields of the index as Whoosh knows them."""

from array import array
from collections.abc import Sequence

from whoosh import columns, fields, formats

FACTS = columns.VarBytesColumn(allow_offsets=False)


class PlacesFormat(formats.Positions):  # type: ignore[misc]  # whoosh has no types
    """Places as plain numbers of four bytes."""

    def decode_positions(self, valuestring: bytes) -> Sequence[int]:
        """See formats.Positions."""
        places = array("I")
        places.frombytes(valuestring)
        return places


class Terms(fields.FieldType):  # type: ignore[misc]
    """Terms with their weight and the places at which they stand exactly; all words count as the document's length."""

    def __init__(self) -> None:
        super().__init__(format=PlacesFormat(), analyzer=None, scorable=True)


class Names(fields.FieldType):  # type: ignore[misc]
    """Names a document has, nothing else."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)


def schema() -> fields.Schema:
    """A document's key, its terms, the spellings of its words, and what hits are filtered by."""
    return fields.Schema(key=Names(), terms=Terms(), spellings=Names(), facts=fields.COLUMN(FACTS))
