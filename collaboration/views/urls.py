"""The addresses of this floor's pages."""

from django.urls import include, path

from collaboration.views import desk, flags, home, live, moderations, notes, placements, uptakes

urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("meetings/<slug:key>/live/poll/", live.poll, name="meeting-poll"),
    path("meetings/<slug:key>/live/poll/own/", live.poll_own, name="meeting-poll-own"),
    path("papers/<str:key>/notes/new", notes.write, name="note-new"),
    path("netiquette/", flags.netiquette, name="netiquette"),
    path("moderation/", moderations.queue, name="moderation-queue"),
    path("moderation/log/", moderations.log, name="moderation-log"),
    path("moderation/report/", flags.new, name="flag-new"),
    path("moderation/reports/<str:key>/", flags.receipt, name="flag"),
    path("moderation/notes/<str:key>/", moderations.decide, name="moderation-decide"),
    path("moderation/complaints/<str:key>/", moderations.review, name="complaint"),
    path("moderation/decisions/<str:key>/", moderations.reasons, name="moderation"),
    path("moderation/decisions/<str:key>/complain/", moderations.complain, name="moderation-complain"),
    path("notes/<str:key>/reasons/", moderations.reasons_of, name="note-moderation"),
    path("notes/doubtful/", placements.queue, name="placements"),
    path("notes/<str:key>/", notes.note, name="note"),
    path("notes/<str:key>/edit/", notes.edit, name="note-edit"),
    path("notes/<str:key>/lift/", notes.lift, name="note-lift"),
    path("notes/<str:key>/place/", placements.place, name="placement"),
    path("notes/<str:key>/place/confirm/", placements.confirm, name="placement-confirm"),
    path("notes/<str:key>/place/drop/", placements.drop, name="placement-drop"),
    path("notes/<str:key>/reply/", notes.reply, name="note-reply"),
    path("notes/<str:key>/share/", notes.share, name="note-share"),
    path("notes/<str:key>/unshare/", notes.unshare, name="note-unshare"),
    path("notes/<str:key>/use/", uptakes.use, name="note-use"),
    path("notes/<str:key>/withdraw/", notes.withdraw, name="note-withdraw"),
    path("api/notes/", include("collaboration.api.urls")),
]
