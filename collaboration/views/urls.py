"""The addresses of this floor's pages."""

from django.urls import path

from collaboration.views import desk, home

urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", desk.desk, name="desk"),
]
