"""The nouns of the ground floor, gathered for Django."""

from council.models.attendance import Attendance, QuorumFinding
from council.models.bodies import Body, District, LegislativeTerm, Location, Organization
from council.models.journal import Bookmark, Entry, Head, Lease
from council.models.meetings import AgendaItem, AgendaRevision, Conflict, Meeting
from council.models.order import Declaration, OrderMeasure
from council.models.people import Membership, Person
from council.models.rules import Rule
from council.models.speeches import Debate, Speech, SpeechPause
from council.models.users import User

__all__ = [
    "AgendaItem",
    "AgendaRevision",
    "Attendance",
    "Body",
    "Bookmark",
    "Conflict",
    "Debate",
    "Declaration",
    "District",
    "Entry",
    "Head",
    "Lease",
    "LegislativeTerm",
    "Location",
    "Meeting",
    "Membership",
    "OrderMeasure",
    "Organization",
    "Person",
    "QuorumFinding",
    "Rule",
    "Speech",
    "SpeechPause",
    "User",
]
