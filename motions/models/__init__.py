"""The nouns of the third floor, gathered for Django."""

from motions.models.imports import ImportRemark, ImportRun
from motions.models.inquiries import Answer, FollowUp, Inquiry, MeetingNote, Passage, Question
from motions.models.panels import PanelBlock, PanelSession, SortitionProcess

__all__ = [
    "Answer",
    "FollowUp",
    "ImportRemark",
    "ImportRun",
    "Inquiry",
    "MeetingNote",
    "PanelBlock",
    "PanelSession",
    "Passage",
    "Question",
    "SortitionProcess",
]
