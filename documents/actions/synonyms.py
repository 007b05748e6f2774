"""Acts on the list of words that mean the same to the search."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council.models import User
from documents import may
from documents.models import SynonymList
from documents.search import synonyms

CHANGED_MEANWHILE = "Inzwischen hat jemand anderes die Liste geändert. Bitte die Seite neu laden."


@journal.act
def revise(text: str, *, version: int, by: User | None) -> SynonymList:
    """Let another list count from now on; every search that begins later follows it, older versions are kept.

    `version` is the number of the list it was made from (0: the one supplied). Raises life.Stale if another counts by
    now, and synonyms.SynonymProblem with a German sentence for a list that cannot be used.
    """
    if by is not None:
        may.keep_synonyms(by)
    newest = SynonymList.objects.select_for_update(no_key=True).order_by("-number").first()
    if version != (newest.number if newest else 0):
        raise life.Stale(CHANGED_MEANWHILE)
    listed = synonyms.groups(text)
    fresh = {"text": text, "made_at": timezone.now(), "made_by": by}
    made, is_first = SynonymList.objects.get_or_create(number=version + 1, defaults=fresh)
    if not is_first:
        raise life.Stale(CHANGED_MEANWHILE)
    journal.record("synonyms.revised", made, by=by, room="", groups=len(listed))
    return made
