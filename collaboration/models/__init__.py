"""The nouns of the top floor, gathered for Django."""

from collaboration.models.flags import Flag
from collaboration.models.folders import Folder
from collaboration.models.jottings import Jotting
from collaboration.models.moderations import Complaint, Moderation
from collaboration.models.notes import Note
from collaboration.models.placements import Placement
from collaboration.models.subscriptions import Lookout, Subscription
from collaboration.models.uptakes import Uptake

__all__ = [
    "Complaint",
    "Flag",
    "Folder",
    "Jotting",
    "Lookout",
    "Moderation",
    "Note",
    "Placement",
    "Subscription",
    "Uptake",
]
