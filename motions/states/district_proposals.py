"""The life of a proposal of a district council."""

from documents.states import LIVES, PAPER_STEPS, PaperState, PaperType, Steps

_P = PaperState
# domain brief §2.2: the proposal of a district council is read out at the item that stands for them, noted or referred.
DISTRICT_PROPOSAL_STEPS: Steps = PAPER_STEPS | {
    "read_out": (frozenset({_P.SCHEDULED}), _P.SCHEDULED, "district_proposal.read_out"),
}

LIVES[PaperType.DISTRICT_PROPOSAL] = DISTRICT_PROPOSAL_STEPS
