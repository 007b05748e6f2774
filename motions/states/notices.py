"""The life of a notice or report of the Magistrat (domain brief §3.10)."""

from documents.states import LIVES, PAPER_STEPS, PaperState, PaperType, Steps

_P = PaperState
# domain brief §3.10: a notice (Mitteilung, Bericht) is released, heard and noted; nobody votes on its substance.
_HELD = frozenset({_P.RELEASED, _P.ADMITTED, _P.REFERRED, _P.POSTPONED})

NOTICE_STEPS: Steps = {
    "release": (frozenset({_P.DRAFT}), _P.RELEASED, "notice.released"),
    "refer": (frozenset({_P.RELEASED, _P.ADMITTED, _P.REFERRED}), _P.REFERRED, "paper.referred"),
    "schedule": (_HELD, _P.SCHEDULED, "paper.scheduled"),
    "take_off": (frozenset({_P.SCHEDULED}), _P.RELEASED, "paper.taken_off"),
    "put_back_released": (frozenset({_P.SCHEDULED}), _P.RELEASED, "paper.put_back"),
    "postpone": (frozenset({_P.SCHEDULED}), _P.POSTPONED, "paper.postponed"),
    "note": (frozenset({_P.SCHEDULED}), _P.NOTED, "paper.noted"),
    "reopen": (
        frozenset({_P.NOTED, _P.REFERRED, _P.POSTPONED, _P.SETTLED, _P.WITHDRAWN}),
        _P.SCHEDULED,
        "paper.treatment_reopened",
    ),
    "withdraw": (_HELD | {_P.SCHEDULED}, _P.WITHDRAWN, "paper.withdrawn"),
    "settle": (_HELD | {_P.SCHEDULED}, _P.SETTLED, "paper.settled"),
    "lapse": (_HELD | {_P.SCHEDULED}, _P.LAPSED, "paper.lapsed"),
    "archive": (
        frozenset({_P.NOTED, _P.WITHDRAWN, _P.SETTLED, _P.LAPSED, _P.RECORDED}),
        _P.ARCHIVED,
        "paper.archived",
    ),
} | {step: PAPER_STEPS[step] for step in ("refer_back", "put_back_admitted", "put_back_referred", "put_back_postponed")}

NOTICES = (PaperType.INFORMATION, PaperType.REPORT)

LIVES.update(dict.fromkeys(NOTICES, NOTICE_STEPS))
