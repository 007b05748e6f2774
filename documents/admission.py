"""Which papers are admitted, or written, on pages of their own kind; upper floors register them as conditions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from documents.models import Paper

ELSEWHERE: list[Q] = []
WRITTEN_ELSEWHERE: list[Q] = []


def of_its_own(*relations: str) -> Q:
    """The papers that have a row of one of these kinds; `relations` lead from a paper to it."""
    return reduce(or_, (Q(**{f"{relation}__isnull": False}) for relation in relations))


def admitted_elsewhere(papers: Iterable[Paper]) -> set[int]:
    """Primary keys of those that are admitted by steps of their own kind; one query, however many are asked about."""
    return _among(papers, ELSEWHERE)


def is_admitted_elsewhere(paper: Paper) -> bool:
    """Whether this paper is admitted by steps of its own kind alone."""
    return bool(admitted_elsewhere([paper]))


def is_written_elsewhere(paper: Paper) -> bool:
    """Whether the text of this paper is written by acts of its own kind alone."""
    return bool(_among([paper], WRITTEN_ELSEWHERE))


def _among(papers: Iterable[Paper], registered: list[Q]) -> set[int]:
    asked = Paper.objects.filter(pk__in=[paper.pk for paper in papers])
    return set(asked.filter(reduce(or_, registered)).values_list("pk", flat=True)) if registered else set()
