"""Asks the search as a person does, for tests."""

from council import audiences
from documents.search import finding, offers
from documents.search.wishes import Wish


def find(typed, user=None, **options):
    return finding.find(Wish(typed=typed, **options), standing=audiences.standing_of(user))


def titles(typed, user=None, **options):
    return [result.best.card.title for result in find(typed, user, **options).results]


def counts(findings, facet):
    return {option.label: option.results for option in findings.facets[facet]}


def complete(start, user):
    return offers.complete(start, standing=audiences.standing_of(user))
