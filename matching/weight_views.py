"""The weights of the match score: officers look, managers change them with a preview and a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import manager_required, officer_required
from accounts.requests import person
from matching.models import WeightSet
from matching.preview import preview
from matching.progress import progress
from matching.weight_forms import BIGGEST_VERSION, WeightsForm, shown
from matching.weight_pages import change_rows, changed_values, feature_rows, version_rows
from matching.weights import Superseded, Unchanged, active_weights, from_json, put_in_force, values_of, with_values

PER_PAGE = 20


@officer_required
@require_safe
def weights(request: HttpRequest) -> HttpResponse:
    """The weights in force in plain words, how far the listings are matched under them, and all earlier versions."""
    stored, current = active_weights()
    versions = WeightSet.objects.select_related("created_by")
    page = Paginator(versions, PER_PAGE).get_page(request.GET.get("page", "")[:9])
    listed = list(page.object_list)
    before = WeightSet.objects.filter(version__lt=listed[-1].version).first()
    context = {
        "stored": stored, "features": feature_rows(current), "base": shown(current.base), "progress": progress(),
        "versions": version_rows(listed, before), "page": page,
    }  # fmt: skip
    return render(request, "matching/weights.html", context)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def weights_edit(request: HttpRequest) -> HttpResponse:
    """Set other weights: first their effects are shown, then they can be put in force; `from` starts at a version."""
    in_force, _current = active_weights()
    if request.method != "POST":
        form = WeightsForm.of(start_of(request, in_force), in_force=in_force)
        return edit_page(request, form, in_force)
    form = WeightsForm(request.POST, in_force=in_force)
    if not form.is_valid():
        return edit_page(request, form, in_force, status=422)
    if request.POST.get("do") == "save" and form.was_previewed():
        return save(request, form, in_force)
    return edit_page(request, form, in_force, **previewed(form, in_force))


def start_of(request: HttpRequest, in_force: WeightSet) -> WeightSet:
    """The version to start from: the one that was asked for, or the one in force."""
    asked = request.GET.get("from", "")
    if not (asked.isascii() and asked.isdigit() and int(asked[:11]) <= BIGGEST_VERSION):
        return in_force
    return get_object_or_404(WeightSet, version=int(asked[:11]))


def save(request: HttpRequest, form: WeightsForm, in_force: WeightSet) -> HttpResponse:
    data = form.cleaned_data
    try:
        stored = put_in_force(
            values=form.values(), based_on=data["based_on"], note=data["reason"], by=person(request), now=timezone.now()
        )
    except Superseded as error:
        form.add_error(None, superseded(error.current))
        form.with_hidden(based_on=error.current.version, previewed="")
        return edit_page(request, form, error.current, status=409)
    except Unchanged:
        form.add_error(None, _("These are the weights in force already: nothing differs."))
        return edit_page(request, form, in_force, status=422)
    messages.success(
        request,
        _("Version %(version)s is in force. The listings are matched anew in the background.")
        % {"version": stored.version},
    )
    return redirect("matching:weights")


def superseded(current: WeightSet) -> str:
    """What to tell someone whose start is no longer in force."""
    by = current.created_by.full_name if current.created_by else ""
    return _(
        "Version %(version)s came in force meanwhile (%(by)s: %(reason)s). What you typed still stands below; please"
        " look at its effects once more before you save."
    ) % {"version": current.version, "by": by or _("unknown"), "reason": current.note or "–"}


def previewed(form: WeightsForm, in_force: WeightSet) -> dict[str, Any]:
    """The effects of the typed values; the form remembers that they were shown."""
    current = from_json(in_force.weights)
    wanted = form.values()
    found = preview(old=current, new=with_values(current, wanted))
    form.with_hidden(previewed=form.fingerprint())
    return {
        "preview": found, "changes": change_rows(found), "differences": changed_values(values_of(current), wanted),
    }  # fmt: skip


def edit_page(
    request: HttpRequest, form: WeightsForm, in_force: WeightSet, *, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, "matching/weights_edit.html", {"form": form, "stored": in_force, **context}, status=status)
