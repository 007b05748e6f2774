"""The tree of addresses; one of two files that look up to every floor."""

from django.urls import include, path

urlpatterns = [
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("", include("collaboration.views.urls")),
    path("", include("motions.views.urls")),
    path("", include("documents.views.urls")),
    path("", include("council.views.urls")),
]

handler500 = "council.views.troubles.broken"
