"""Obligations of a cooperation: entered, read, settled; everything answers 404 to who takes no part."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from cooperation.filing.trying import Reasons, attempt
from cooperation.models import Obligation
from cooperation.papers import owing
from cooperation.papers.owing_forms import ObligationForm, SettleForm
from cooperation.pipeline.room_pages import reader_of
from cooperation.pipeline.room_views import find, side_of

NOT_DONE: Reasons = {
    owing.AlreadySettled: gettext_lazy("Somebody was faster: the obligation has been settled. Nothing was changed."),
    owing.TooManyObligations: gettext_lazy("No more obligations can be entered here. Please ask the officer."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter an obligation of a recorded paper."""
    cooperation = find(request, reference)
    reader = reader_of(cooperation, person(request))
    if not reader.may_write or not cooperation.papers.filter(replaced_at=None).exists():
        raise Http404
    form = ObligationForm(request.POST or None, cooperation=cooperation)
    if request.method == "POST" and form.is_valid() and attempt(
        form,
        lambda: owing.owe(
            side=side_of(request, cooperation), by=reader.user, now=timezone.now(), **form.cleaned_data
        ),
        reasons=NOT_DONE,
    ):  # fmt: skip
        messages.success(request, _("Recorded. Both sides have been told."))
        return redirect(f"{cooperation.get_absolute_url()}#obligations")
    context = {"cooperation": cooperation, "form": form}
    return render(request, "cooperation/room/obligation_add.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def obligation(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One obligation; whoever owes it says it is done, whoever it is owed to may drop it."""
    cooperation = find(request, reference)
    reader = reader_of(cooperation, person(request))
    found = get_object_or_404(
        Obligation.objects.select_related("paper", "by", "settled_by"), pk=pk, cooperation=cooperation
    )
    found.cooperation = cooperation
    form = SettleForm(request.POST or None)
    if request.method == "POST":
        work = owing.drop if request.POST.get("state") == "dropped" else owing.fulfil
        if form.is_valid() and attempt(
            form,
            lambda: work(
                obligation=found, side=side_of(request, cooperation), note=form.cleaned_data["note"], by=reader.user,
                now=timezone.now(),
            ),
            reasons=NOT_DONE,
        ):  # fmt: skip
            messages.success(request, _("Recorded. Both sides have been told."))
            return redirect(f"{cooperation.get_absolute_url()}#obligations")
    is_open = cooperation.is_running and reader.may_write and found.state == Obligation.State.OPEN
    context = {
        "cooperation": cooperation,
        "obligation": found,
        "form": form,
        "may_fulfil": is_open and reader.side in owing.may_settle(found, Obligation.State.DONE),
        "may_drop": is_open and reader.side in owing.may_settle(found, Obligation.State.DROPPED),
    }
    return render(request, "cooperation/room/obligation.html", context, status=422 if form.errors else 200)
