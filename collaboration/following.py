"""Says which news concerns what somebody follows: papers, bodies, districts, persons, searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from collaboration.happenings import OF_THE_PAPER_ALONE
from collaboration.models import Subscription
from collaboration.news import News, Subject
from council.audiences import Standing
from council.models import AgendaItem, District, Meeting
from documents.models import Consultation, Originator, Paper
from documents.search import finding
from documents.search import query as queries
from documents.search.wishes import Wish
from documents.views import search

KINDS = ("paper", "organization", "district", "person")
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Topics:
    """What a paper or meeting has to do with, as ids; `group` is its name in the search index."""

    group: str
    papers: frozenset[int] = _NONE
    organizations: frozenset[int] = _NONE
    districts: frozenset[int] = _NONE
    people: frozenset[int] = _NONE


@dataclass
class Searches:
    """What is found by searches somebody follows, as someone of one standing finds it; each is asked once.

    `cut` are those whose time was over before all was looked at.
    """

    standing: Standing
    found: dict[str, frozenset[str]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)

    def groups(self, typed: str) -> frozenset[str]:
        """The papers and meetings found. Raises IndexUnusable while nothing can be searched."""
        if typed not in self.found:
            self.found[typed] = frozenset(self._groups(typed))
        return self.found[typed]

    def _groups(self, typed: str) -> Iterable[str]:
        try:
            found = finding.groups(wish_of(typed), standing=self.standing)
        except queries.QueryProblem:
            return ()
        if not found.in_time:
            self.cut.add(typed)
        return found.names


def wish_of(typed: str) -> Wish:
    """The search kept in a subscription."""
    return search.wish_of(QueryDict(typed))


class Cabinet:
    """News filed by what it has to do with, so that one look finds what concerns whoever follows something."""

    def __init__(self, found: Sequence[News], standing: Standing, *, searches: Searches | None = None) -> None:
        """File news as someone of this standing reads it, whose searches may have been asked already.

        A constant number of queries.
        """
        self._searches = searches or Searches(standing)
        self._places = {one: place for place, one in enumerate(found)}
        self._files: dict[tuple[str, object], list[News]] = defaultdict(list)
        for one, topics in topics_of(found).items():
            for drawer in _drawers(one, topics):
                self._files[drawer].append(one)
        self._groups = {name for kind, name in self._files if kind == "group"}

    def concerning(self, subscriptions: Iterable[Subscription]) -> dict[News, list[Subscription]]:
        """Which of the news concern what is followed, and by which subscriptions; in the order of the news.

        Raises IndexUnusable where a search is followed while nothing can be searched.
        """
        matches: dict[News, list[Subscription]] = defaultdict(list)
        for subscription in subscriptions:
            for one in dict.fromkeys(self._found(subscription)):
                matches[one].append(subscription)
        return {one: matches[one] for one in sorted(matches, key=self._places.__getitem__)}

    def to_tell(self, subscriptions: Iterable[Subscription]) -> dict[News, list[Subscription]]:
        """The same without what is paused, and without what happened before it was followed."""
        matches = self.concerning(kept for kept in subscriptions if kept.paused_at is None)
        wanted = {one: [kept for kept in by if one.at > kept.since] for one, by in matches.items()}
        return {one: kept for one, kept in wanted.items() if kept}

    def is_cut(self, subscriptions: Iterable[Subscription]) -> bool:
        """Whether a search among these, asked for already, was not looked through to its end."""
        return any(kept.search in self._searches.cut for kept in subscriptions)

    def _found(self, subscription: Subscription) -> Iterable[News]:
        if subscription.search:
            if not self._groups:
                return ()
            groups = self._searches.groups(subscription.search)
            return (one for group in groups & self._groups for one in self._files[("group", group)])
        kind = next(name for name in KINDS if getattr(subscription, f"{name}_id") is not None)
        return self._files.get((kind, getattr(subscription, f"{kind}_id")), ())


def _drawers(one: News, topics: Topics) -> Iterator[tuple[str, object]]:
    """Where it is filed: notes with their paper alone, everything else with all it has to do with."""
    yield from (("paper", pk) for pk in topics.papers)
    if one.verb in OF_THE_PAPER_ALONE:
        return
    yield ("group", topics.group)
    yield from (("organization", pk) for pk in topics.organizations)
    yield from (("district", pk) for pk in topics.districts)
    yield from (("person", pk) for pk in topics.people)


def topics_of(found: Sequence[News]) -> dict[News, Topics]:
    """What each of the news has to do with. A constant number of queries."""
    papers = {one.subject.pk: one.subject for one in found if isinstance(one.subject, Paper)}
    meetings = {one.subject.pk: one.subject for one in found if isinstance(one.subject, Meeting)}
    known: dict[Subject, Topics] = {**_of_papers(papers), **_of_meetings(meetings)}
    through = AgendaItem.districts.through.objects.filter(agendaitem__in=[one.item.pk for one in found if one.item])
    beside = _gathered(through.values_list("agendaitem_id", "district_id"))
    return {one: _with_item(known[one.subject], beside.get(one.item.pk, _NONE) if one.item else _NONE) for one in found}


def _of_papers(papers: Mapping[int, Paper]) -> dict[Subject, Topics]:
    brought = Originator.objects.filter(paper__in=papers)
    organizations = _gathered(brought.exclude(organization=None).values_list("paper_id", "organization_id"))
    people = _gathered(brought.exclude(person=None).values_list("paper_id", "person_id"))
    dealing = Consultation.objects.filter(paper__in=papers, deleted_at=None).exclude(organization=None)
    bodies = _gathered(dealing.values_list("paper_id", "organization_id"))
    districts = _gathered(
        Paper.districts.through.objects.filter(paper__in=papers).values_list("paper_id", "district_id")
    )
    return {
        paper: Topics(
            f"paper:{pk}",
            papers=frozenset({pk, paper.superordinate_id or pk}),
            organizations=organizations.get(pk, _NONE) | bodies.get(pk, _NONE),
            districts=districts.get(pk, _NONE),
            people=people.get(pk, _NONE),
        )
        for pk, paper in papers.items()
    }


def _of_meetings(meetings: Mapping[int, Meeting]) -> dict[Subject, Topics]:
    through = Meeting.joint_organizations.through.objects.filter(meeting__in=meetings)
    joint = _gathered(through.values_list("meeting_id", "organization_id"))
    holding = {
        pk: joint.get(pk, _NONE) | (frozenset({row.organization_id}) if row.organization_id else _NONE)
        for pk, row in meetings.items()
    }
    everybody = frozenset[int]().union(*holding.values())
    councils = dict(District.objects.filter(council__in=everybody).values_list("council_id", "pk"))
    return {
        meeting: Topics(
            f"meeting:{pk}",
            organizations=holding[pk],
            districts=frozenset(councils[body] for body in holding[pk] if body in councils),
        )
        for pk, meeting in meetings.items()
    }


def _with_item(topics: Topics, districts: frozenset[int]) -> Topics:
    if not districts:
        return topics
    return Topics(topics.group, topics.papers, topics.organizations, topics.districts | districts, topics.people)


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return {one: frozenset(others) for one, others in found.items()}
