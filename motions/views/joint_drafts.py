"""Pages on which a faction writes a motion together: opened and ended by its author, written in by all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from council.may import allowed
from council.requests import SignedInRequest
from motions import joint_text
from motions.actions import joint_drafts
from motions.forms.joint_drafts import JointMotionForm, chosen
from motions.may import joint_drafts as may
from motions.models import JointDraft, JointFaction, Motion
from motions.views import motions, writing

KIND = replace(motions.KIND, form=JointMotionForm)
MERGED = "Der Entwurf ist gespeichert. Andere haben inzwischen weitergeschrieben; beides steht jetzt im Text."


@require_POST
def begin(request: SignedInRequest, key: str) -> HttpResponse:
    """Let the own faction write with."""
    motion = motions.own(request, key)
    joint_drafts.begin(motion, by=request.user)
    messages.success(request, f"{motion.mover} liest den Entwurf jetzt und kann mitschreiben.")
    return redirect("motion-edit", key)


@require_POST
def end(request: SignedInRequest, key: str) -> HttpResponse:
    """Write alone again."""
    motion = joint_drafts.end(motions.own(request, key), by=request.user)
    messages.success(request, "Jetzt schreiben nur noch Sie. Ihre Fraktion liest den Entwurf weiterhin.")
    return redirect(motion.paper)


def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Write the draft: alone, or together with those who may."""
    motion = motions.load(request, key)
    joint = _joint(request, motion)
    if joint is None:
        return motions.edit(request, key)
    if request.method != "POST":
        return _page(request, motion, joint, _form(motion, joint))
    return _take(request, motion, joint)


@require_safe
def preview(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the draft as it will read to everybody who writes it."""
    motion = motions.load(request, key)
    joint = _joint(request, motion)
    if joint is None:
        return motions.preview(request, key)
    return writing.preview(request, _for(request, motion), motion.paper, overline=motions.overline(motion))


def _joint(request: SignedInRequest, motion: Motion) -> JointDraft | None:
    return JointDraft.objects.visible_to(request.user).filter(pk=motion.pk).first()


def _take(request: SignedInRequest, motion: Motion, joint: JointDraft) -> HttpResponse:
    """Merge the texts first, so that they are safe whatever is wrong beside them; then save what was chosen."""
    typed = request.POST.dict()
    sent: Any = JointMotionForm(typed, paper=motion.paper)
    try:
        update = _update(sent)
        if update is None:
            return _conflict(request, motion, joint, sent)
        joint = joint_drafts.take_in(joint, update=update, by=request.user)
        form: Any = _form(motion, joint, typed=typed)
        if not form.is_valid():
            return _page(request, motion, joint, form)
        joint_drafts.revise(joint, wording=form.wording(), by=request.user)
    except joint_text.Incomplete:
        return _conflict(request, motion, joint, sent)
    except joint_text.Unfit as refusal:
        # What a script wrote still lies on the device and is put into the page anew; else it stands in the form alone.
        shown = _form(motion, joint, typed=typed) if typed.get("update") else sent
        shown.is_valid()
        shown.add_error(None, str(refusal))
        return _page(request, motion, joint, shown)
    return _onward(request, motion, sent)


def _conflict(request: SignedInRequest, motion: Motion, joint: JointDraft, sent: JointMotionForm) -> HttpResponse:
    """Show both texts of a form that was begun from no text of this document."""
    return writing.conflict(request, KIND, motion.paper, typed=sent.typed(), more=_begun_from(joint))


def _update(sent: JointMotionForm) -> bytes | None:
    """What was changed in this form; None if it does not say from which text it began."""
    if sent.data.get("update"):
        return joint_text.read(sent.data["update"])
    if not sent.data.get("base"):
        return None
    return joint_text.edits_since(joint_text.read(sent.data["base"]), sent.written)


def _onward(request: SignedInRequest, motion: Motion, sent: JointMotionForm) -> HttpResponse:
    said = writing.scratch_of(motion.paper).content
    alone = all(text.replace("\r\n", "\n") == said[name] for name, text in sent.written.items())
    if alone or sent.data.get("update"):
        return writing.onward(request, _for(request, motion), motion.paper)
    messages.success(request, MERGED)
    return redirect("motion-edit", motion.paper.key)


def _for(request: SignedInRequest, motion: Motion) -> writing.Kind:
    """The kind as this person takes it further: only its author hands a motion in."""
    return KIND if allowed(may.edit, request.user, motion) else replace(KIND, last="preview")


def _form(motion: Motion, joint: JointDraft, *, typed: dict[str, str] | None = None) -> JointMotionForm:
    """The form with the texts as they are now; what was chosen is what was `typed`, if anything."""
    scratch = writing.scratch_of(motion.paper)
    now = {"revision": str(scratch.revision)} | _begun_from(joint)
    if typed is None:
        return JointMotionForm(paper=motion.paper, initial=scratch.content | now | {"chosen": chosen(scratch.content)})
    texts = {name: scratch.content[name] for name in joint_text.FIELDS}
    return JointMotionForm(typed | texts | now | {"update": ""}, paper=motion.paper)


def _begun_from(joint: JointDraft) -> dict[str, str]:
    return {"base": joint_text.write(joint_drafts.saved(joint).state)}


def _asked(motion: Motion) -> QuerySet[JointFaction]:
    rows = motion.paper.joint_factions.filter(declined_at=None).select_related("organization")
    return rows.order_by("invited_at", "pk")


def _page(request: SignedInRequest, motion: Motion, joint: JointDraft, form: Any) -> HttpResponse:
    context = writing.context_of(_for(request, motion), motion.paper) | {
        "form": form,
        "motion": motion,
        "joint": joint,
        "scratch": writing.scratch_of(motion.paper),
        "overline": motions.overline(motion),
        "readers": [asked.organization for asked in _asked(motion)],
        "mine": allowed(may.edit, request.user, motion),
        "me": request.user.person.key if request.user.person else "",
    }
    return render(request, "motions/joint_draft_edit.html", context, status=422 if form.errors else 200)
