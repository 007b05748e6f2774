"""The words of all texts by number, with the terms of each as numbers: a word is analysed when it is first seen."""

from array import array
from collections.abc import Callable, Iterable

import numpy as np

from documents.search import analysis
from documents.search.flat.postings import Array, Numbers, runs


class Numbered(dict[str, int]):
    """Gives every name a number when it is first seen, and keeps it as it is written to a file."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []

    def __missing__(self, name: str) -> int:
        self.texts.append(name.encode())
        number = self[name] = len(self)
        return number


class Rows:
    """A row of numbers for each form, in the order of the forms."""

    def __init__(self) -> None:
        self._values, self._bounds = array("I", [0]), array("Q", [1])

    def append(self, values: Iterable[int]) -> None:
        """The row of the next form."""
        self._values.extend(values)
        self._bounds.append(len(self._values))

    def of(self, forms: Array) -> tuple[Array, Numbers]:
        """The rows of these forms one after the other, and how long each is."""
        bounds = np.frombuffer(self._bounds, np.uint64)
        starts = bounds[forms].astype(np.int64)
        lengths = bounds[forms + 1].astype(np.int64) - starts
        return runs(np.frombuffer(self._values, np.uint32), starts, lengths), lengths


class Forms(dict[str, int]):
    """Numbers of words as written, and what each is analysed to: rows of numbers of `terms`, and of `entries`.

    See analysis.Form for what the rows are. It grows with every word that is new.
    """

    def __init__(self, analysed: Callable[[str], analysis.Form] = analysis.analysed) -> None:
        self._analysed = analysed
        self.terms, self.entries = Numbered(), Numbered()
        self.slots, self.whole, self.inner, self.spellings = Rows(), Rows(), Rows(), Rows()

    def __missing__(self, word: str) -> int:
        form = self._analysed(word)
        names = [[self.terms[name] for name in names] for names in (form.slots, form.whole, form.inner)]
        spellings = [self.entries[entry] for entry in form.spellings]
        for rows, own in zip((self.slots, self.whole, self.inner, self.spellings), (*names, spellings), strict=True):
            rows.append(own)
        number = self[word] = len(self)
        return number
