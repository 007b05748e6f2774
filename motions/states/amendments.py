"""The life of an amendment (domain brief §3.6)."""

from documents.states import LIVES, PAPER_STEPS, PaperState, PaperType, Steps

_P = PaperState
# domain brief §3.6: an amendment is decided with the text it changes; a vote is undone while the meeting lasts.
_VOTED = frozenset({_P.ADOPTED, _P.REJECTED})

AMENDMENT_STEPS: Steps = {step: PAPER_STEPS[step] for step in ("submit", "return", "admit", "refuse")} | {
    "withdraw": (frozenset({_P.SUBMITTED, _P.ADMITTED}), _P.WITHDRAWN, "paper.withdrawn"),
    "take_over": (frozenset({_P.ADMITTED}), _P.ACCEPTED_BY_MOVER, "amendment.taken_over"),
    "hand_back": (frozenset({_P.ACCEPTED_BY_MOVER, _P.MOOT}), _P.ADMITTED, "amendment.handed_back"),
    "adopt": (frozenset({_P.ADMITTED}), _P.ADOPTED, "amendment.adopted"),
    "reject": (frozenset({_P.ADMITTED}), _P.REJECTED, "amendment.rejected"),
    "become_moot": (frozenset({_P.ADMITTED, _P.ACCEPTED_BY_MOVER}), _P.MOOT, "amendment.became_moot"),
    "undo": (_VOTED, _P.ADMITTED, "amendment.vote_undone"),
    "revive": (frozenset({_P.MOOT}), _P.ADMITTED, "amendment.revived"),
    "revive_taken_over": (frozenset({_P.MOOT}), _P.ACCEPTED_BY_MOVER, "amendment.revived"),
    "settle": (frozenset({_P.SUBMITTED, _P.ADMITTED}), _P.SETTLED, "paper.settled"),
    "lapse": (frozenset({_P.SUBMITTED, _P.ADMITTED}), _P.LAPSED, "paper.lapsed"),
    "archive": (
        _VOTED | {_P.INADMISSIBLE, _P.ACCEPTED_BY_MOVER, _P.MOOT, _P.WITHDRAWN, _P.SETTLED, _P.LAPSED, _P.RECORDED},
        _P.ARCHIVED,
        "paper.archived",
    ),
}

LIVES[PaperType.AMENDMENT] = AMENDMENT_STEPS
