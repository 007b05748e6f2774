"""The papers and files shown with a meeting, whose circles bear on what is seen of it."""

from __future__ import annotations

from collections.abc import Sequence

from council import bearing
from council.bearing import Pairs
from documents.models import File, MeetingFile, Paper


@bearing.source
def papers_of_meeting(pk: int) -> Sequence[Pairs]:
    """Its papers; its files, with all they hang on: a file is read by who may read each of these."""
    files = MeetingFile.objects.filter(meeting=pk).values("file")
    hanging = MeetingFile.objects.filter(file__in=files)
    return (
        Paper.objects.filter(consultations__slots__item__meeting=pk).values_list("audience", "audience_organization"),
        File.objects.filter(pk__in=files).values_list("audience", "audience_organization"),
        Paper.objects.filter(files__in=files).values_list("audience", "audience_organization"),
        hanging.values_list("meeting__audience", "meeting__audience_organization"),
        hanging.filter(item__isnull=False).values_list("item__audience", "item__audience_organization"),
    )
