"""The lives and words of this floor, a file for each noun; loading them puts each kind of paper under its own table."""

from motions.states.amendments import AMENDMENT_STEPS
from motions.states.district_proposals import DISTRICT_PROPOSAL_STEPS
from motions.states.elections import ELECTION_STEPS, ElectionKind, ElectionManner, ElectionState
from motions.states.executive_proposals import BEFORE_SUBMISSION, PROPOSAL_STEPS, REVISABLE
from motions.states.imports import (
    DownloadState,
    ImportPhase,
    ImportScope,
    ImportState,
    ImportVerdict,
    RemarkSort,
)
from motions.states.inquiries import (
    ANSWERED,
    ASSESSABLE,
    INQUIRY_STEPS,
    MARKABLE,
    WAITING,
    AnswerMode,
    AnswerStatus,
    StatusMark,
    Verdict,
)
from motions.states.minutes import (
    MINUTES_OBJECTABLE,
    MINUTES_OUT,
    MINUTES_STEPS,
    MINUTES_WRITABLE,
    MinutesIssue,
    MinutesPart,
    MinutesPlace,
    MinutesState,
    ObjectionRuling,
    Signatory,
)
from motions.states.notices import NOTICE_STEPS, NOTICES
from motions.states.objections import ObjectionOutcome, ObjectionRank
from motions.states.petitions import (
    PETITION_OPEN,
    PETITION_STEPS,
    PETITION_WITH_COMMITTEE,
    PETITION_WITH_EXECUTIVE,
    PetitionGround,
    PetitionOutcome,
)
from motions.states.procedural import PROCEDURAL_STEPS, Manner, ProceduralKind, ProceduralState
from motions.states.programmes import (
    GOAL_STEPS,
    PROGRAMME_LINK_STEPS,
    GoalState,
    LinkState,
    LinkStrength,
    ProgrammePart,
)
from motions.states.promises import PROMISE_STEPS, PromiseState
from motions.states.questions import QUESTION_STEPS, OwedReason
from motions.states.recommendations import RECOMMENDATION_STEPS, REPORT_STEPS, RecommendationState
from motions.states.roll_calls import ROLL_CALL_STEPS, RollCallState, VoteAnswer
from motions.states.tasks import TASK_OPEN, TASK_STEPS, TaskState

__all__ = [
    "AMENDMENT_STEPS",
    "ANSWERED",
    "ASSESSABLE",
    "BEFORE_SUBMISSION",
    "DISTRICT_PROPOSAL_STEPS",
    "ELECTION_STEPS",
    "GOAL_STEPS",
    "INQUIRY_STEPS",
    "MARKABLE",
    "MINUTES_OBJECTABLE",
    "MINUTES_OUT",
    "MINUTES_STEPS",
    "MINUTES_WRITABLE",
    "NOTICES",
    "NOTICE_STEPS",
    "PETITION_OPEN",
    "PETITION_STEPS",
    "PETITION_WITH_COMMITTEE",
    "PETITION_WITH_EXECUTIVE",
    "PROCEDURAL_STEPS",
    "PROGRAMME_LINK_STEPS",
    "PROMISE_STEPS",
    "PROPOSAL_STEPS",
    "QUESTION_STEPS",
    "RECOMMENDATION_STEPS",
    "REPORT_STEPS",
    "REVISABLE",
    "ROLL_CALL_STEPS",
    "TASK_OPEN",
    "TASK_STEPS",
    "WAITING",
    "AnswerMode",
    "AnswerStatus",
    "DownloadState",
    "ElectionKind",
    "ElectionManner",
    "ElectionState",
    "GoalState",
    "ImportPhase",
    "ImportScope",
    "ImportState",
    "ImportVerdict",
    "LinkState",
    "LinkStrength",
    "Manner",
    "MinutesIssue",
    "MinutesPart",
    "MinutesPlace",
    "MinutesState",
    "ObjectionOutcome",
    "ObjectionRank",
    "ObjectionRuling",
    "OwedReason",
    "PetitionGround",
    "PetitionOutcome",
    "ProceduralKind",
    "ProceduralState",
    "ProgrammePart",
    "PromiseState",
    "RecommendationState",
    "RemarkSort",
    "RollCallState",
    "Signatory",
    "StatusMark",
    "TaskState",
    "Verdict",
    "VoteAnswer",
]
