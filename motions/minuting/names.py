"""Takes the names of persons out of minutes for a rendition on the web that names nobody (HGO §61(4))."""

from __future__ import annotations

import re
from collections.abc import Iterable

from council.models import Meeting, Membership, Person
from motions.models import Minutes, MinutesFact

NOBODY = "N. N."
_ADDRESS = r"(?:(?:Frau|Herrn?|Dr\.|Prof\.)\s+)*"
_SHORTEST = 3  # letters of a family name that is taken out where it stands alone


def people_of(meeting: Meeting) -> list[Person]:
    """Everybody who sits or sat in a body of the meeting's town: who may have been named. Costs one query."""
    town = meeting.organization.body_id if meeting.organization is not None else None
    seated = Membership.objects.filter(organization__body=town).values("person")
    return list(Person.objects.filter(pk__in=seated).order_by("pk"))


class Blackener:
    """Puts „N. N.“ in the place of every name it knows; sentences drafted with names become those without."""

    def __init__(self, people: Iterable[Person], *, facts: Iterable[MinutesFact] = ()) -> None:
        words = {word for person in people for word in _words(person)}
        longest = sorted(words, key=lambda word: (-len(word), word))
        self._names = (
            re.compile(rf"{_ADDRESS}\b(?:{'|'.join(map(re.escape, longest))})(?:s\b|[’']|\b)") if words else None
        )
        self._bare = {fact.sentence: fact.bare for fact in facts if fact.bare}

    def of(self, text: str) -> str:
        """The text without names."""
        for sentence in sorted(self._bare, key=len, reverse=True):
            text = text.replace(sentence, self._bare[sentence])
        return self._names.sub(NOBODY, text) if self._names is not None else text


def blackener(minutes: Minutes) -> Blackener:
    """What takes the names out of these minutes; costs two queries."""
    facts = MinutesFact.objects.filter(section__minutes=minutes).exclude(bare="")
    return Blackener(people_of(minutes.meeting), facts=facts)


def _words(person: Person) -> Iterable[str]:
    yield person.name
    if len(person.family_name) >= _SHORTEST:
        yield person.family_name
    if person.given_name and person.family_name:
        yield f"{person.given_name} {person.family_name}"
