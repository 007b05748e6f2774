"""The addresses of this floor's pages."""

from django.urls import URLPattern, path

from council.views import agenda, attendance, bodies, health, items, live, meetings, people, rules, seats

_meeting = "meetings/<slug:key>/"
_item = f"{_meeting}items/<slug:item_key>/"

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.calendar, name="meetings"),
    path("meetings/plan/", meetings.plan, name="meeting-plan"),
    path("bodies/<slug:key>/seats/", seats.show, name="body-seats"),
    path(_meeting, meetings.show, name="meeting"),
    path(f"{_meeting}live/", live.live, name="meeting-live"),
    path(f"{_meeting}live/tools/", live.tools, name="meeting-tools"),
    path(f"{_meeting}projector/", live.projector, name="meeting-projector"),
    path(f"{_meeting}edit/", meetings.edit, name="meeting-edit"),
    path(f"{_meeting}start/", meetings.start, name="meeting-start"),
    path(f"{_meeting}interrupt/", meetings.interrupt, name="meeting-interrupt"),
    path(f"{_meeting}resume/", meetings.resume, name="meeting-resume"),
    path(f"{_meeting}close/", meetings.close, name="meeting-close"),
    path(f"{_meeting}cancel/", meetings.cancel, name="meeting-cancel"),
    path(f"{_meeting}attendance/", attendance.page, name="meeting-attendance"),
    path(f"{_meeting}attendance/arrive/", attendance.arrive, name="attendance-arrive"),
    path(f"{_meeting}attendance/arrive-all/", attendance.arrive_all, name="attendance-arrive-all"),
    path(f"{_meeting}attendance/leave/", attendance.leave, name="attendance-leave"),
    path(f"{_meeting}attendance/take-back/", attendance.take_back, name="attendance-take-back"),
    path(f"{_meeting}attendance/substitute/", attendance.substitute, name="attendance-substitute"),
    path(f"{_meeting}attendance/quorum/", attendance.find_quorum, name="attendance-quorum"),
    path(f"{_meeting}agenda/", agenda.manage, name="meeting-agenda"),
    path(f"{_meeting}publish/", agenda.publish, name="meeting-publish"),
    path(f"{_meeting}items/add/", agenda.add, name="item-add"),
    path(_item, items.edit, name="item"),
    path(f"{_item}move/", agenda.move, name="item-move"),
    path(f"{_item}call/", items.call, name="item-call"),
    path(f"{_item}put-back/", items.put_back, name="item-put-back"),
    path(f"{_item}remove/", items.remove, name="item-remove"),
    path(f"{_item}restore/", items.restore, name="item-restore"),
    path(f"{_item}open-to-public/", items.open_to_public, name="item-open-to-public"),
    path(f"{_item}close-to-public/", items.close_to_public, name="item-close-to-public"),
    path(f"{_item}bar/", items.bar, name="item-bar"),
    path(f"{_item}readmit/", items.readmit, name="item-readmit"),
    path("bodies/", bodies.index, name="bodies"),
    path("bodies/<slug:key>/", bodies.show, name="body"),
    path("people/<slug:key>/", people.show, name="person"),
    path("districts/", bodies.districts, name="districts"),
    path("districts/<slug:key>/", bodies.district, name="district"),
    path("rules/", rules.index, name="rules"),
    path("rules/<str:name>/", rules.show, name="rule"),
    path("rules/<str:name>/enact/", rules.enact, name="rule-enact"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
