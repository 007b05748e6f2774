"""The addresses of this floor's pages."""

from django.urls import path

from motions.views import imports, imports_oparl, inquiries, ledger

urlpatterns = [
    path("papers/import/", imports.read, name="import-text"),
    path("papers/import/take/", imports.take, name="import-text-take"),
    path("imports/", imports_oparl.listing, name="imports"),
    path("imports/<str:key>/", imports_oparl.show, name="import"),
    path("inquiries/", ledger.ledger, name="inquiries"),
    path("inquiries/new/", inquiries.new, name="inquiry-new"),
    path("inquiries/<str:key>/edit/", inquiries.edit, name="inquiry-edit"),
    path("inquiries/<str:key>/submit/", inquiries.submit, name="inquiry-submit"),
    path("inquiries/<str:key>/admit/", inquiries.admit, name="inquiry-admit"),
    path("inquiries/<str:key>/refer/", inquiries.refer, name="inquiry-refer"),
    path("inquiries/<str:key>/request/", inquiries.request_answer, name="inquiry-request"),
    path("inquiries/<str:key>/extend/", inquiries.extend, name="inquiry-extend"),
    path("inquiries/<str:key>/answer/written/", inquiries.answer, {"mode": "written"}, name="inquiry-answer"),
    path("inquiries/<str:key>/answer/oral/", inquiries.answer, {"mode": "oral"}, name="inquiry-answer-oral"),
    path("inquiries/<str:key>/judge/", inquiries.judge, name="inquiry-judge"),
    path("inquiries/<str:key>/follow-up/", inquiries.follow_up, name="inquiry-follow-up"),
    path(
        "inquiries/<str:key>/follow-up/<int:number>/answer/",
        inquiries.answer_follow_up,
        name="inquiry-follow-up-answer",
    ),
    path("inquiries/<str:key>/close/", inquiries.close, name="inquiry-close"),
    path("inquiries/<str:key>/dispute/", inquiries.dispute, name="inquiry-dispute"),
]
