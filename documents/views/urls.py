"""The addresses of this floor's pages."""

from django.urls import path

from documents.views import comparing, consultations, files, hearings, papers, prints, referrals, search

urlpatterns = [
    path("papers/", papers.listing, name="papers"),
    path("papers/record/", papers.record, name="record"),
    path("papers/<str:key>/", papers.paper, name="paper"),
    path("papers/<str:key>/publish/", papers.publish, name="paper-publish"),
    path("papers/<str:key>/admit/", papers.admit, name="paper-admit"),
    path("papers/<str:key>/place/", papers.place, name="paper-place"),
    path("papers/<str:key>/refer/", referrals.refer, name="paper-refer"),
    path("papers/<str:key>/revise/", papers.revise, name="paper-revise"),
    path("papers/<str:key>/way/", consultations.way, name="paper-way"),
    path("papers/<str:key>/way/typical/", consultations.typical, name="paper-way-typical"),
    path("consultations/<str:key>/", consultations.edit, name="consultation"),
    path("consultations/<str:key>/move/", consultations.move, name="consultation-move"),
    path("consultations/<str:key>/remove/", consultations.remove, name="consultation-remove"),
    path("consultations/<str:key>/restore/", consultations.restore, name="consultation-restore"),
    path("consultations/<str:key>/waive/", consultations.waive, name="consultation-waive"),
    path("consultations/<str:key>/early/", consultations.decide_early, name="consultation-early"),
    path("consultations/<str:key>/hearing/", hearings.begin, name="hearing-begin"),
    path("consultations/<str:key>/statement/", hearings.statement, name="hearing-statement"),
    path("papers/<str:key>/upload/", files.upload, name="paper-upload"),
    path("papers/<str:key>/pdf/", prints.paper, name="paper-pdf"),
    path("meetings/<slug:key>/agenda/pdf/", prints.agenda, name="meeting-agenda-pdf"),
    path("meetings/<slug:key>/invitation/pdf/", prints.invitation, name="meeting-invitation-pdf"),
    path("compare/", comparing.page, name="compare"),
    path("search/", search.search, name="search"),
    path("search/suggest", search.suggest, name="search-suggest"),
    path("p/<path:reference>", papers.by_reference, name="by-reference"),
    path("files/<str:key>/", files.file, name="file"),
    path("files/<str:key>/publish/", files.publish, name="file-publish"),
    path("files/<str:key>/view", files.view, name="file-view"),
    path("files/<str:key>/download", files.download, name="file-download"),
]
