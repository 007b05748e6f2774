"""The nouns of the ground floor, gathered for Django."""

from council.models.accounts import AccountInvitation
from council.models.announcements import Announcement
from council.models.attendance import Attendance, QuorumFinding
from council.models.bodies import Body, District, LegislativeTerm, Location, Organization
from council.models.channels import DeliveryChannel
from council.models.declarations import Declaration
from council.models.invitations import Delivery, Invitation
from council.models.journal import Bookmark, Entry, Head, Lease
from council.models.leadings import Leading
from council.models.measures import OrderMeasure
from council.models.meetings import AgendaItem, AgendaRevision, Conflict, Meeting
from council.models.people import Membership, Person
from council.models.readings import ClosedReading
from council.models.representations import Representation
from council.models.rules import Rule
from council.models.speeches import Debate, Speech, SpeechPause
from council.models.users import User

__all__ = [
    "AccountInvitation",
    "AgendaItem",
    "AgendaRevision",
    "Announcement",
    "Attendance",
    "Body",
    "Bookmark",
    "ClosedReading",
    "Conflict",
    "Debate",
    "Declaration",
    "Delivery",
    "DeliveryChannel",
    "District",
    "Entry",
    "Head",
    "Invitation",
    "Leading",
    "Lease",
    "LegislativeTerm",
    "Location",
    "Meeting",
    "Membership",
    "OrderMeasure",
    "Organization",
    "Person",
    "QuorumFinding",
    "Representation",
    "Rule",
    "Speech",
    "SpeechPause",
    "User",
]
