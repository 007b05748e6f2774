"""The nouns of the second floor, gathered for Django."""

from documents.models.consultations import Consultation, Slot
from documents.models.districts import NotMeant
from documents.models.files import File, FilePage, MeetingFile
from documents.models.papers import NumberSeries, Originator, Paper, PaperVersion

__all__ = [
    "Consultation",
    "File",
    "FilePage",
    "MeetingFile",
    "NotMeant",
    "NumberSeries",
    "Originator",
    "Paper",
    "PaperVersion",
    "Slot",
]
