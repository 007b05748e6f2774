"""The life of a Magistratsvorlage (domain brief §3.4)."""

from documents.states import LIVES, PAPER_STEPS, PaperState, PaperType, Steps

_P = PaperState
# domain brief §3.4: before the life every paper shares, offices co-sign and the Magistrat resolves.
BEFORE_SUBMISSION = frozenset({_P.COSIGNING, _P.MAGISTRAT_PENDING, _P.MAGISTRAT_ADOPTED})

PROPOSAL_STEPS: Steps = PAPER_STEPS | {
    "send_round": (frozenset({_P.DRAFT}), _P.COSIGNING, "proposal.sent_round"),
    "take_back": (frozenset({_P.COSIGNING, _P.MAGISTRAT_PENDING}), _P.DRAFT, "proposal.taken_back"),
    "present": (frozenset({_P.COSIGNING}), _P.MAGISTRAT_PENDING, "proposal.presented"),
    "magistrat_adopt": (frozenset({_P.MAGISTRAT_PENDING}), _P.MAGISTRAT_ADOPTED, "proposal.adopted_by_magistrat"),
    "magistrat_reject": (frozenset({_P.MAGISTRAT_PENDING}), _P.MAGISTRAT_REJECTED, "proposal.rejected_by_magistrat"),
    "submit": (frozenset({_P.MAGISTRAT_ADOPTED}), _P.SUBMITTED, "paper.submitted"),
    "withdraw": (PAPER_STEPS["withdraw"][0] | BEFORE_SUBMISSION, _P.WITHDRAWN, "paper.withdrawn"),
    "archive": (PAPER_STEPS["archive"][0] | {_P.MAGISTRAT_REJECTED}, _P.ARCHIVED, "paper.archived"),
}

# While nothing is decided, the Magistrat may file a revised version (Neufassung) of what it handed in.
REVISABLE = frozenset({_P.SUBMITTED, _P.ADMITTED, _P.REFERRED, _P.SCHEDULED, _P.POSTPONED, _P.RECOMMENDED})

LIVES[PaperType.EXECUTIVE_PROPOSAL] = PROPOSAL_STEPS
