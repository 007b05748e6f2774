"""Registers with the lower floors what this floor adds; loaded once the apps are ready."""

from __future__ import annotations

from django.db.models import Q

from council.actions import agenda, meetings
from council.lives import Life, register
from documents import admission, ways
from documents.actions import examinations
from documents.states import PaperState, paper_states
from motions import (
    bearing,
    chores,
    chores_imports,
    chores_minutes,
    chores_tasks,
    closed_readings,
    oparl,
    procedural,
    states,
)
from motions.actions import elections, import_examinations, roll_calls
from motions.actions import procedural as procedural_actions
from motions.views import (
    motion_panels,
    panels,
    panels_amendments,
    panels_answers,
    panels_ballots,
    panels_district_proposals,
    panels_districts,
    panels_executive_proposals,
    panels_minutes,
    panels_notices,
    panels_petitions,
    panels_procedural,
    panels_programmes,
    panels_promises,
    panels_questions,
    panels_recommendations,
    panels_resolutions,
    panels_roll_calls,
    panels_votes_led,
    proposals,
    sides,
)

__all__ = [
    "bearing",
    "chores",
    "chores_imports",
    "chores_minutes",
    "chores_tasks",
    "closed_readings",
    "elections",
    "motion_panels",
    "oparl",
    "panels",
    "panels_amendments",
    "panels_answers",
    "panels_ballots",
    "panels_district_proposals",
    "panels_districts",
    "panels_executive_proposals",
    "panels_minutes",
    "panels_notices",
    "panels_petitions",
    "panels_procedural",
    "panels_programmes",
    "panels_promises",
    "panels_questions",
    "panels_recommendations",
    "panels_resolutions",
    "panels_roll_calls",
    "panels_votes_led",
    "proposals",
    "roll_calls",
    "sides",
]

admission.ELSEWHERE.append(admission.of_its_own("inquiry", "motion", "amendment", "proposal", "district_proposal"))
admission.ELSEWHERE.append(admission.of_its_own("oral_question", "petition", "panel_report"))
admission.WRITTEN_ELSEWHERE.append(admission.of_its_own("proposal", "district_proposal"))
admission.WRITTEN_ELSEWHERE.append(admission.of_its_own("scratch") & Q(paper_type__in=states.NOTICES))

agenda.UNFINISHED.append(procedural.unfinished)
agenda.NOT_YET.append(procedural.not_yet)
meetings.AT_THE_END.append(procedural_actions.settle_rest)

ways.WISHES.append(lambda paper: paper.motion.target if hasattr(paper, "motion") else None)

examinations.TELL.append(import_examinations.tell)

register(
    Life(
        name="inquiry",
        title="Anfrage",
        states=paper_states(states.INQUIRY_STEPS),
        start=PaperState.DRAFT,
        steps=states.INQUIRY_STEPS,
        nouns=("paper", "inquiry"),
        recorded_only=(PaperState.RECORDED, PaperState.RECOMMENDED),
    )
)
register(
    Life(
        name="promise",
        title="Zusage",
        states=dict(states.PromiseState.choices),
        start=states.PromiseState.OPEN,
        steps=states.PROMISE_STEPS,
        nouns=("promise",),
    )
)
for _name, _title, _start, _steps in (
    ("question", "Frage (Fragestunde)", PaperState.DRAFT, states.QUESTION_STEPS),
    ("petition", "Eingabe", PaperState.SUBMITTED, states.PETITION_STEPS),
    ("report", "Bürgergutachten", PaperState.COLLECTED, states.REPORT_STEPS),
):
    register(
        Life(
            name=_name,
            title=_title,
            states=paper_states(_steps),
            start=_start,
            steps=_steps,
            nouns=("paper", _name),
            recorded_only=(PaperState.RECORDED, PaperState.SETTLED),
        )
    )
register(
    Life(
        name="recommendation",
        title="Empfehlung eines Bürgergutachtens",
        states=dict(states.RecommendationState.choices),
        start=states.RecommendationState.UNDER_REVIEW,
        steps=states.RECOMMENDATION_STEPS,
        nouns=("recommendation",),
    )
)
register(
    Life(
        name="goal",
        title="Ziel eines Programms",
        states=dict(states.GoalState.choices),
        start=states.GoalState.OPEN,
        steps=states.GOAL_STEPS,
        nouns=("goal",),
    )
)
register(
    Life(
        name="programme_link",
        title="Verbindung zweier Punkte eines Programms",
        states=dict(states.LinkState.choices),
        start=states.LinkState.SUGGESTED,
        steps=states.PROGRAMME_LINK_STEPS,
        nouns=("programme_link",),
    )
)
register(
    Life(
        name="task",
        title="Auftrag aus einem Beschluss",
        states=dict(states.TaskState.choices),
        start=states.TaskState.OPEN,
        steps=states.TASK_STEPS,
        nouns=("task",),
    )
)
for _name, _title, _states, _steps in (
    ("roll_call", "Namentliche Abstimmung", dict(states.RollCallState.choices), states.ROLL_CALL_STEPS),
    ("election", "Wahl", dict(states.ElectionState.choices), states.ELECTION_STEPS),
):
    register(Life(name=_name, title=_title, states=_states, start="open", steps=_steps, nouns=(_name,)))
for _name, _title, _steps, _past in (
    ("proposal", "Magistratsvorlage", states.PROPOSAL_STEPS, (PaperState.RECORDED,)),
    ("notice", "Mitteilung und Bericht", states.NOTICE_STEPS, (PaperState.RECORDED, PaperState.ADMITTED)),
    ("district_proposal", "Vorschlag des Ortsbeirats", states.DISTRICT_PROPOSAL_STEPS, (PaperState.RECORDED,)),
):
    register(
        Life(
            name=_name,
            title=_title,
            states=paper_states(_steps),
            start=PaperState.DRAFT,
            steps=_steps,
            nouns=("paper", _name),
            recorded_only=_past,
        )
    )
register(
    Life(
        name="amendment",
        title="Änderungsantrag",
        states=paper_states(states.AMENDMENT_STEPS),
        start=PaperState.DRAFT,
        steps=states.AMENDMENT_STEPS,
        nouns=("paper", "amendment"),
        recorded_only=(PaperState.RECORDED,),
    )
)
register(
    Life(
        name="minutes",
        title="Niederschrift",
        states=dict(states.MinutesState.choices),
        start=states.MinutesState.DRAFT,
        steps=states.MINUTES_STEPS,
        nouns=("minutes",),
    )
)
register(
    Life(
        name="procedural",
        title="Antrag zur Geschäftsordnung",
        states=dict(states.ProceduralState.choices),
        start=states.ProceduralState.MOVED,
        steps=states.PROCEDURAL_STEPS,
        nouns=("procedural",),
    )
)
