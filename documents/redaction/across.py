"""Leads from the points of a page to the pixels of its picture. Loaded in the confined process alone."""

import ctypes
import math
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


class Across:
    """Leads from the points of a page to the pixels of its picture, however it is turned."""

    def __init__(self, page: pypdfium2.PdfPage, shape: tuple[int, ...]) -> None:
        self._height, self._width = shape[:2]
        zero, one, two = (self._device(page, *point) for point in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)))
        self._zero = zero
        self._right = ((one[0] - zero[0]) / 1000, (one[1] - zero[1]) / 1000)
        self._up = ((two[0] - zero[0]) / 1000, (two[1] - zero[1]) / 1000)

    def slices(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of the picture; empty where the box lies outside."""
        points = [self._to(across, up) for across in (box[0], box[2]) for up in (box[1], box[3])]
        columns, rows = zip(*points, strict=True)
        return self._between(rows, self._height), self._between(columns, self._width)

    def _to(self, across: float, up: float) -> tuple[float, float]:
        return (
            self._zero[0] + across * self._right[0] + up * self._up[0],
            self._zero[1] + across * self._right[1] + up * self._up[1],
        )

    @staticmethod
    def _between(values: Sequence[float], most: int) -> slice:
        first = min(max(math.floor(min(values)), 0), most)
        return slice(first, min(max(math.ceil(max(values)), first), most))

    def _device(self, page: pypdfium2.PdfPage, across: float, up: float) -> tuple[float, float]:
        column, row, fine = ctypes.c_int(), ctypes.c_int(), 100
        pdfium.FPDF_PageToDevice(
            page.raw,
            0,
            0,
            self._width * fine,
            self._height * fine,
            0,
            across,
            up,
            ctypes.byref(column),
            ctypes.byref(row),
        )
        return column.value / fine, row.value / fine
