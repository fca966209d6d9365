"""Questions before an answer, the interests in a listing side by side, and the officers' list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from catalog.models import Listing
from cooperation import interests, views
from cooperation.asking import back
from cooperation.asking.following import GROUPS, in_group, numbers
from cooperation.forms import AskForm, ReplyForm, ReturnForm

PER_PAGE = 25
#: Beside each other; nobody compares more.
MOST_BESIDE = 50


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner asks before answering."""
    form = AskForm(request.POST, auto_id="ask-%s")
    return act(request, pk, back.ask, done=_("Your question has been sent."), asking=form)


@login_required
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The sender answers what was asked."""
    form = ReplyForm(request.POST, auto_id="reply-%s")
    return act(request, pk, back.answer, done=_("Your reply has been sent."), replying=form)


@officer_required
@require_POST
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer lets a question of a hidden owner go on."""
    interest = views.find(request, pk)
    return views.act(
        request,
        interest,
        _("The question has been passed on."),
        lambda user: back.pass_on(interest=interest, by=user, now=timezone.now()),
    )


@officer_required
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer tells a hidden owner what to change in a question."""
    done = _("The owner has been told what to change.")
    return act(request, pk, back.give_back, done=done, returning=ReturnForm(request.POST, auto_id="return-%s"))


def act(request: HttpRequest, pk: int, work: Callable[..., Any], *, done: str, **typed: forms.Form) -> HttpResponse:
    """Make one domain call with what the form holds; whatever goes wrong, what was typed stays on the page."""
    interest = views.find(request, pk)
    (form,) = typed.values()
    if not form.is_valid():
        return views.page(request, interest, **typed)
    try:
        work(interest=interest, by=person(request), now=timezone.now(), **form.cleaned_data)
    except interests.InterestError as error:
        form.add_error(None, views.sentence(error))
        return views.page(request, views.find(request, pk), **typed)
    messages.success(request, done)
    return redirect(interest)


@login_required
@require_safe
def beside(request: HttpRequest, reference: str) -> HttpResponse:
    """The interests in a listing of one's own, side by side; the names of those that were accepted."""
    listings = Listing.objects.of(person(request))
    listing = get_object_or_404(listings, reference=reference)
    found = listing.interests.select_related("organisation__kind", "organisation__province").order_by(
        views.waiting_first(), "due_on", "pk"
    )
    return render(request, "cooperation/asking/beside.html", {"listing": listing, "interests": found[:MOST_BESIDE]})


@officer_required
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """What officers follow: questions to pass on, interests without an answer, and those that wait."""
    officer = person(request)
    counts = numbers(officer)
    group = request.GET.get("group", "")
    if group not in GROUPS:
        group = next((each for each in GROUPS if counts[each]), next(iter(GROUPS)))
    paginator = Paginator(in_group(group, officer=officer), PER_PAGE)
    paginator.count = counts[group]
    address = reverse("cooperation:interests-followed")
    tabs = [
        {"label": label, "url": f"{address}?group={each}", "current": each == group, "count": counts[each]}
        for each, label in GROUPS.items()
    ]
    context = {"page": paginator.get_page(request.GET.get("page", "1")[:9]), "tabs": tabs, "group": group}
    return render(request, "cooperation/asking/followed.html", context)
