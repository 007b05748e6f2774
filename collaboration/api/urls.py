"""The addresses of the notes for programs."""

from django.urls import path

from collaboration.api import notes

urlpatterns = [
    path("", notes.container, name="notes-api"),
    path("<str:key>/", notes.annotation, name="note-api"),
]
