"""The addresses of minutes, of the replay, of notes from a meeting and of announced resolutions."""

from django.urls import path

from motions.views import meeting_notes, minutes, minutes_signing, minutes_writing, releases, replay

_minutes = "minutes/<slug:key>/"

patterns = [
    path("meetings/<slug:key>/minutes/", minutes.of_meeting, name="meeting-minutes"),
    path("meetings/<slug:key>/minutes/draft/", minutes_writing.draft, name="minutes-draft"),
    path("meetings/<slug:key>/replay/", replay.page, name="meeting-replay"),
    path("meetings/<slug:key>/notes/", meeting_notes.listing, name="meeting-notes"),
    path("meetings/<slug:key>/notes/new/", meeting_notes.new, name="meeting-note-new"),
    path("meetings/<slug:key>/notes/<slug:note_key>/", meeting_notes.edit, name="meeting-note-edit"),
    path("meetings/<slug:key>/notes/<slug:note_key>/withdraw/", meeting_notes.withdraw, name="meeting-note-withdraw"),
    path("resolutions/releases/", releases.listing, name="releases"),
    path("resolutions/<slug:key>/release/", releases.propose, name="release-propose"),
    path("resolutions/<slug:key>/release/confirm/", releases.release, name="release-confirm"),
    path("resolutions/<slug:key>/release/drop/", releases.drop, name="release-drop"),
    path(_minutes, minutes.show, name="minutes"),
    path(f"{_minutes}pdf/", minutes.pdf, name="minutes-pdf"),
    path(f"{_minutes}versions/<int:number>/", minutes.version, name="minutes-version"),
    path(f"{_minutes}sections/<int:number>/", minutes_writing.edit, name="minutes-edit"),
    path(f"{_minutes}sections/<int:number>/autosave/", minutes_writing.autosave, name="minutes-autosave"),
    path(f"{_minutes}signatories/", minutes_writing.signatories, name="minutes-signatories"),
    path(f"{_minutes}review/", minutes_writing.review, name="minutes-review"),
    path(f"{_minutes}take-back/", minutes_writing.take_back, name="minutes-take-back"),
    path(f"{_minutes}send/", minutes_writing.send, name="minutes-send"),
    path(f"{_minutes}object/", minutes_signing.object_to, name="minutes-object"),
    path(f"{_minutes}objections/<int:number>/", minutes_signing.decide, name="minutes-decide"),
    path(f"{_minutes}correct/", minutes_signing.correct, name="minutes-correct"),
    path(f"{_minutes}finish/", minutes_signing.finish, name="minutes-finish"),
    path(f"{_minutes}sign/", minutes_signing.sign, name="minutes-sign"),
]
