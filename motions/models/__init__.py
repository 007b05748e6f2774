"""The nouns of the third floor, gathered for Django."""

from motions.models.amendments import Amendment, ChangeOrigin, DebateClosing, Merging
from motions.models.assessments import Assessment, Reply
from motions.models.ballots import Ballot, FactionVote
from motions.models.district_proposals import DistrictProposal
from motions.models.executive_proposals import CoSignature, Proposal
from motions.models.imports import ImportRemark, ImportRun
from motions.models.inquiries import Answer, Extension, FollowUp, Inquiry, MeetingNote, Passage, Question
from motions.models.motions import CoMover, JointFaction, Motion, Ruling, Scratch
from motions.models.panels import PanelBlock, PanelSession, SortitionProcess
from motions.models.petitions import Petition, Petitioner
from motions.models.programmes import GoalPaper, Programme, ProgrammeItem, ProgrammeLink
from motions.models.promises import Promise
from motions.models.questions import OralQuestion, Supplementary
from motions.models.recommendations import PanelReport, Recommendation

__all__ = [
    "Amendment",
    "Answer",
    "Assessment",
    "Ballot",
    "ChangeOrigin",
    "CoMover",
    "CoSignature",
    "DebateClosing",
    "DistrictProposal",
    "Extension",
    "FactionVote",
    "FollowUp",
    "GoalPaper",
    "ImportRemark",
    "ImportRun",
    "Inquiry",
    "JointFaction",
    "MeetingNote",
    "Merging",
    "Motion",
    "OralQuestion",
    "PanelBlock",
    "PanelReport",
    "PanelSession",
    "Passage",
    "Petition",
    "Petitioner",
    "Programme",
    "ProgrammeItem",
    "ProgrammeLink",
    "Promise",
    "Proposal",
    "Question",
    "Recommendation",
    "Reply",
    "Ruling",
    "Scratch",
    "SortitionProcess",
    "Supplementary",
]
