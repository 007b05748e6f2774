"""Where the office settles what an import skipped or doubted; what is settled is not asked about again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from council import may
from council.requests import SignedInRequest
from council.views import doors
from documents.models import File
from motions.actions import import_rulings
from motions.forms import sources as forms
from motions.importing.oparl import report
from motions.models import ImportRemark, ImportRuling, ImportRun, ImportSource
from motions.states import ImportVerdict

KEPT = "Entschieden. Es wirkt, sobald die Quelle das nächste Mal übernommen wird."


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Show one remark and settle it."""
    may.be_clerk(request.user)
    found = get_object_or_404(ImportRemark.objects.select_related("run__of", "run__body"), pk=number, run__key=key)
    form = forms.SettleForm(doors.typed(request), remark=found)
    if form.is_valid():
        _settle(request, found, form)
        messages.success(request, KEPT)
        return doors.see(found.run.get_absolute_url() + "#remarks")
    ruling = ImportRuling.objects.select_related("organization", "person", "by__person").filter(identity=found.identity)
    file = File.objects.visible_to(request.user).filter(origin=found.origin).first() if found.kind == "File" else None
    word = report.WORDS.get(found.kind, found.kind)
    context = {"remark": found, "run": found.run, "form": form, "word": word, "ruling": ruling.first(), "file": file}
    return render(request, "motions/oparl_remark.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def accept(request: SignedInRequest, key: str) -> HttpResponse:
    """Take one remark, or all of a group, as it came in."""
    may.be_clerk(request.user)
    run = get_object_or_404(ImportRun, key=key)
    wanted = run.remarks.filter(settled=False).select_related("run")
    number, group = request.POST.get("remark", ""), request.POST.get("group", "")
    rows = wanted.filter(pk=int(number)) if _is_number(number) else wanted.filter(group=group)
    count = import_rulings.take_as_is(list(rows), by=request.user)
    told = "Ein Hinweis ist erledigt." if count == 1 else f"{count} Hinweise sind erledigt."
    messages.success(request, f"{told} Bei der nächsten Übernahme wird nicht mehr danach gefragt.")
    return doors.see(run.get_absolute_url() + "#remarks")


@require_POST
def take_back(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Forget what was settled."""
    may.be_clerk(request.user)
    of = get_object_or_404(ImportSource, key=key)
    import_rulings.take_back(get_object_or_404(ImportRuling, pk=number, source=of.address), by=request.user)
    messages.success(request, "Zurückgenommen. Die nächste Übernahme fragt wieder danach.")
    return doors.see(reverse("import-source", args=[of.key]) + "#rulings")


@require_POST
def reopen(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Forget what was settled about one remark."""
    may.be_clerk(request.user)
    found = get_object_or_404(ImportRemark.objects.select_related("run"), pk=number, run__key=key)
    import_rulings.take_back(get_object_or_404(ImportRuling, identity=found.identity), by=request.user)
    messages.success(request, "Zurückgenommen. Die nächste Übernahme fragt wieder danach.")
    return doors.see(found.get_absolute_url())


def _settle(request: SignedInRequest, remark: ImportRemark, form: forms.SettleForm) -> None:
    clean = form.cleaned_data
    if clean["verdict"] == ImportVerdict.LEFT_OUT:
        import_rulings.leave_out(remark, by=request.user)
    elif clean["verdict"] == ImportVerdict.ASSIGNED:
        import_rulings.assign(
            remark, organization=clean.get("organization"), person=clean.get("person"), by=request.user
        )
    else:
        import_rulings.take_as_is([remark], by=request.user)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 16
