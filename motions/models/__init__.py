"""The nouns of the third floor, gathered for Django."""

from motions.models.amendments import Amendment, ChangeOrigin, DebateClosing, Merging
from motions.models.assessments import Assessment, Reply
from motions.models.ballots import Ballot, FactionVote, RequiredMajority
from motions.models.district_proposals import DistrictProposal
from motions.models.elections import Candidacy, CandidateVotes, Election, ElectionBallot, ElectionObjection, Lot
from motions.models.en_bloc import BlockVote
from motions.models.executive_proposals import CoSignature, Proposal
from motions.models.imports import FileDownload, ImportRemark, ImportRuling, ImportRun, ImportSource
from motions.models.inquiries import Answer, Extension, FollowUp, Inquiry, MeetingNote, Passage, Question
from motions.models.joint_drafts import DraftEdit, DraftWindow, JointDraft
from motions.models.minuted_votes import MinutedVote
from motions.models.minutes import Minutes, MinutesFact, MinutesSection, MinutesVersion
from motions.models.minutes_signing import MinutesObjection, MinutesSignature
from motions.models.motions import Motion, Ruling, Scratch
from motions.models.movers import CoMover, JointFaction
from motions.models.objections import Objection
from motions.models.panels import PanelBlock, PanelSession, SortitionProcess
from motions.models.petitions import Petition, Petitioner
from motions.models.points import PointVote
from motions.models.procedural import ProceduralMotion, ProceduralStand, ProceduralVote
from motions.models.programmes import GoalPaper, Programme, ProgrammeItem, ProgrammeLink
from motions.models.promises import Promise
from motions.models.questions import OralQuestion, Supplementary
from motions.models.recommendations import PanelReport, Recommendation
from motions.models.releases import ResolutionRelease
from motions.models.resolutions import ExtractVoice, ResolutionExtract, ResolutionSeries, ResultConfirmation
from motions.models.roll_calls import NamedVote, RollCall, VoteCorrection
from motions.models.tasks import ResolutionTask, TaskReport

__all__ = [
    "Amendment",
    "Answer",
    "Assessment",
    "Ballot",
    "BlockVote",
    "Candidacy",
    "CandidateVotes",
    "ChangeOrigin",
    "CoMover",
    "CoSignature",
    "DebateClosing",
    "DistrictProposal",
    "DraftEdit",
    "DraftWindow",
    "Election",
    "ElectionBallot",
    "ElectionObjection",
    "Extension",
    "ExtractVoice",
    "FactionVote",
    "FileDownload",
    "FollowUp",
    "GoalPaper",
    "ImportRemark",
    "ImportRuling",
    "ImportRun",
    "ImportSource",
    "Inquiry",
    "JointDraft",
    "JointFaction",
    "Lot",
    "MeetingNote",
    "Merging",
    "MinutedVote",
    "Minutes",
    "MinutesFact",
    "MinutesObjection",
    "MinutesSection",
    "MinutesSignature",
    "MinutesVersion",
    "Motion",
    "NamedVote",
    "Objection",
    "OralQuestion",
    "PanelBlock",
    "PanelReport",
    "PanelSession",
    "Passage",
    "Petition",
    "Petitioner",
    "PointVote",
    "ProceduralMotion",
    "ProceduralStand",
    "ProceduralVote",
    "Programme",
    "ProgrammeItem",
    "ProgrammeLink",
    "Promise",
    "Proposal",
    "Question",
    "Recommendation",
    "Reply",
    "RequiredMajority",
    "ResolutionExtract",
    "ResolutionRelease",
    "ResolutionSeries",
    "ResolutionTask",
    "ResultConfirmation",
    "RollCall",
    "Ruling",
    "Scratch",
    "SortitionProcess",
    "Supplementary",
    "TaskReport",
    "VoteCorrection",
]
