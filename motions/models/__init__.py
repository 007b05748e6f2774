"""The nouns of the third floor, gathered for Django."""

from motions.models.imports import ImportRemark, ImportRun
from motions.models.inquiries import Answer, FollowUp, Inquiry, MeetingNote, Passage, Question
from motions.models.motions import CoMover, JointFaction, Motion, Ruling, Scratch
from motions.models.panels import PanelBlock, PanelSession, SortitionProcess

__all__ = [
    "Answer",
    "CoMover",
    "FollowUp",
    "ImportRemark",
    "ImportRun",
    "Inquiry",
    "JointFaction",
    "MeetingNote",
    "Motion",
    "PanelBlock",
    "PanelSession",
    "Passage",
    "Question",
    "Ruling",
    "Scratch",
    "SortitionProcess",
]
