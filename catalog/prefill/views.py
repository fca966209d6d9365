"""Beginning a draft with a text or a file, and how far its reading is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.active import active_organisation
from accounts.permissions import member_required
from accounts.requests import person
from catalog.models import Prefill
from catalog.permissions import may_post
from catalog.posting_pages import heading
from catalog.posting_steps import step_url, steps_of
from catalog.prefill.filling import TooManyWaiting, want_prefill
from catalog.prefill.forms import PrefillForm

PROBLEMS = {
    "scanned": gettext_lazy(
        "The file holds pictures of pages and no text that can be read. Please choose the file it was scanned or "
        "printed from, or type the text."
    ),
    "encrypted": gettext_lazy("The file is protected by a password. Please save it without one and try again."),
    "damaged": gettext_lazy(
        "The file is damaged or protected and cannot be read. Please save it again and try once more."
    ),
    "empty": gettext_lazy("There is no text in the file."),
    "too_large": gettext_lazy("The file takes too long or too much memory to read. Please paste its text instead."),
    "failed": gettext_lazy("The text could not be read. Please try again, or fill in the form yourself."),
}


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a text or a file; the draft is written in the background."""
    organisation = active_organisation(request)
    if organisation is None or not may_post(request.user, organisation):
        return redirect("catalog:listing-create", kind)
    form = PrefillForm(request.POST, request.FILES) if request.method == "POST" else PrefillForm()
    if form.is_valid():
        try:
            wish = want_prefill(
                kind=kind, organisation=organisation, by=person(request), now=timezone.now(),
                content=form.cleaned_data["content"], content_type=form.cleaned_data["content_type"],
            )  # fmt: skip
            return redirect("catalog:prefill-progress", wish.key)
        except TooManyWaiting:
            messages.error(
                request, _("Several of your organisation’s texts are being read already. Please wait a moment.")
            )
    context = {"form": form, "kind": kind, "heading": heading(kind, None), "organisation": organisation}
    return render(request, "catalog/prefill/start.html", context, status=422 if form.is_bound else 200)


@member_required
@require_safe
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far it is; the page asks again by itself, with or without script."""
    wishes = Prefill.objects.defer("content").select_related("listing").filter(wanted_by=person(request))
    wish = get_object_or_404(wishes, key=key)
    listing = wish.listing
    context = {
        "wish": wish,
        "heading": heading(wish.kind, None),
        "problem": PROBLEMS.get(wish.problem, PROBLEMS["failed"]),
        "listing": listing,
        "guessed": listing.guesses.count() if listing is not None else 0,
        "first_step": step_url(listing, steps_of(wish.kind)[0].slug) if listing is not None else "",
    }
    return render(request, "catalog/prefill/progress.html", context)
