"""What there is to read: for search engines in parts, for people on one page, and what robots may not look at.

Everything is asked as nobody, whoever asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as made
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from council import audiences
from council.models import District, Meeting, Membership, Organization, Person
from council.models.entity import Entity
from council.views import bodies
from documents.models import File, Paper
from documents.states import PaperType
from motions.models import ResolutionExtract

NOBODY = None
AT_ONCE = 1_000  # addresses of one part; fifty times as many are allowed, but take long to write
PLACES = (
    "home",
    "papers",
    "meetings",
    "bodies",
    "people",
    "terms",
    "districts",
    "inquiries",
    "inquiry-statistics",
    "resolutions",
    "tasks",
    "promises",
    "petitions",
    "question-time",
    "open-data",
    "overview",
)
# Accounts and work, what writes, and what never ends.
FORBIDDEN = ("/accounts/", "/desk/", "/folders/", "/following/", "/moderation/", "/compare/", "/search/", "/ws/")

if TYPE_CHECKING:
    _Sitemap = Sitemap[Any]
else:
    _Sitemap = Sitemap  # generic for the type checker alone


class Year(NamedTuple):
    """The papers of a year (None: without a day): how many, and of each kind its code, its name and how many."""

    year: int | None
    number: int
    kinds: Sequence[tuple[str, str, int]]


class _Things(_Sitemap):
    """The pages of all things of one kind that everybody may read."""

    limit = AT_ONCE

    def __init__(self, rows: Callable[[], QuerySet[Any]]) -> None:
        self._rows = rows

    def items(self) -> QuerySet[Any]:
        return self._rows().only("key", "modified_at").order_by("pk")

    def lastmod(self, item: Entity) -> datetime:
        return item.modified_at

    def get_latest_lastmod(self) -> datetime | None:
        """When the last of them changed, without reading them."""
        return self._rows().aggregate(last=Max("modified_at"))["last"]  # type: ignore[no-any-return]  # a moment


class _Places(_Sitemap):
    """The pages that lead to everything else."""

    def items(self) -> Iterable[str]:
        return PLACES

    def location(self, item: str) -> str:
        return reverse(item)


def _public(model: Any) -> Callable[[], QuerySet[Any]]:
    return lambda: model.objects.visible_for(audiences.standing_of(NOBODY))


SECTIONS: dict[str, type[_Sitemap] | _Sitemap] = {
    "seiten": _Places(),
    "vorlagen": _Things(_public(Paper)),
    "sitzungen": _Things(_public(Meeting)),
    "dateien": _Things(_public(File)),
    "beschluesse": _Things(_public(ResolutionExtract)),
    "gremien": _Things(lambda: Organization.objects.living()),
    "personen": _Things(lambda: Person.objects.filter(deleted_at=None)),
    "ortsbezirke": _Things(lambda: District.objects.filter(deleted_at=None)),
}


@require_safe
@login_not_required
def index(request: HttpRequest) -> TemplateResponse:
    """The list of the parts (https://www.sitemaps.org/protocol.html)."""
    return made.index(request, SECTIONS, sitemap_url_name="sitemap-part")


@require_safe
@login_not_required
def part(request: HttpRequest, section: str) -> TemplateResponse:
    """One part; 404 for an unknown one."""
    return made.sitemap(request, SECTIONS, section=section)


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may look at (RFC 9309)."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in FORBIDDEN),
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def overview(request: HttpRequest) -> HttpResponse:
    """The table of contents for people: bodies, people, meetings by year, papers by year and kind."""
    standing = audiences.standing_of(NOBODY)
    papers = Paper.objects.visible_for(standing).filter(body__home=True)
    meetings = Meeting.objects.visible_for(standing).filter(organization__body__home=True)
    town = bodies.chosen(bodies.towns(), key="")
    seats = Membership.objects.filter(person=OuterRef("pk"), deleted_at=None)
    people = Person.objects.filter(Exists(seats), body=town, deleted_at=None)
    context = {
        "bodies": list(Organization.objects.living().filter(body=town).order_by("name")),
        "people": list(people.order_by("family_name", "name")),
        "districts": list(District.objects.filter(body=town, deleted_at=None).order_by("name")),
        "years": _years(papers),
        "months": _months(meetings),
    }
    return render(request, "collaboration/overview.html", context)


def _years(papers: QuerySet[Paper]) -> list[Year]:
    """How many papers of which kind there are of each year, the latest first; those without a day come last."""
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    for day, kind, number in _counted(papers, "date", "paper_type"):
        found[day.year if day else None][kind] += number
    latest = sorted(found, key=lambda year: year or 0, reverse=True)
    kinds = [(code, str(label)) for code, label in PaperType.choices]
    return [
        Year(
            year, found[year].total(), [(code, label, found[year][code]) for code, label in kinds if found[year][code]]
        )
        for year in latest
    ]


def _months(meetings: QuerySet[Meeting]) -> list[tuple[int, list[tuple[date, int]]]]:
    """How many meetings there are in each month of each year, the latest year first."""
    months: Counter[date] = Counter()
    for day, number in _counted(meetings.filter(date__isnull=False), "date"):
        months[day.replace(day=1)] += number
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for month in sorted(months):
        found[month.year].append((month, months[month]))
    return sorted(found.items(), reverse=True)


def _counted(rows: QuerySet[Any], *fields: str) -> Iterable[Any]:
    """How often these fields have which values; by days, for the database counts those faster than years."""
    counted: Iterable[Any] = rows.order_by().values_list(*fields).annotate(number=Count("pk"))
    return counted
