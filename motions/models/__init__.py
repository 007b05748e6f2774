"""The nouns of the third floor, gathered for Django."""

from motions.models.assessments import Assessment, Reply
from motions.models.ballots import Ballot, FactionVote
from motions.models.imports import ImportRemark, ImportRun
from motions.models.inquiries import Answer, Extension, FollowUp, Inquiry, MeetingNote, Passage, Question
from motions.models.motions import CoMover, JointFaction, Motion, Ruling, Scratch
from motions.models.panels import PanelBlock, PanelSession, SortitionProcess
from motions.models.promises import Promise

__all__ = [
    "Answer",
    "Assessment",
    "Ballot",
    "CoMover",
    "Extension",
    "FactionVote",
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
    "Promise",
    "Question",
    "Reply",
    "Ruling",
    "Scratch",
    "SortitionProcess",
]
