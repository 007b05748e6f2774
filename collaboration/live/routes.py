"""The addresses of the sockets."""

from django.urls import URLPattern

sockets: list[URLPattern] = []
