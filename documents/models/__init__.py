"""The nouns of the second floor, gathered for Django."""

from documents.models.consultations import Consultation, EarlyDecision, Slot
from documents.models.districts import NotMeant
from documents.models.examinations import Examination
from documents.models.files import File, FilePage, MeetingFile, Quarantine
from documents.models.hearings import HearingStatement
from documents.models.inspections import Finding, Inspection
from documents.models.oparl import OparlListing, OparlObject
from documents.models.papers import NumberSeries, Originator, Paper, PaperVersion
from documents.models.referrals import Referral
from documents.models.synonyms import SynonymList

__all__ = [
    "Consultation",
    "EarlyDecision",
    "Examination",
    "File",
    "FilePage",
    "Finding",
    "HearingStatement",
    "Inspection",
    "MeetingFile",
    "NotMeant",
    "NumberSeries",
    "OparlListing",
    "OparlObject",
    "Originator",
    "Paper",
    "PaperVersion",
    "Quarantine",
    "Referral",
    "Slot",
    "SynonymList",
]
