"""Verifying the level of an offer on its review page, and the list of what is to be verified again."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import officer_required
from catalog import publishing
from catalog.models import Listing
from catalog.review_views import detail_page, find, out_of_date_sentence, own_organisation_sentence, signed_in
from catalog.verifying import levels
from catalog.verifying.forms import LevelForm, WithdrawalForm

PER_PAGE = 25
RENEW_BEFORE = timedelta(days=30)


@officer_required
@require_safe
def to_renew(request: HttpRequest) -> HttpResponse:
    """Offers whose verified level has lapsed or soon does, the earliest first."""
    rows = Listing.objects.trl_to_renew(soon=timezone.localdate() + RENEW_BEFORE)
    rows = rows.select_related("organisation").order_by("trl_verified_until", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "")[:9])
    return render(request, "catalog/review/levels_to_renew.html", {"page": page, "today": timezone.localdate()})


@officer_required
@require_POST
def verify(request: HttpRequest, reference: str) -> HttpResponse:
    """Verify the level of the revision that was read; whatever goes wrong, what was typed comes back."""
    listing = find(request, reference)
    if not levels.is_verifiable(listing):
        raise Http404
    form = LevelForm(request.POST, stated=listing.trl or 0)
    if not form.is_valid():
        return detail_page(request, listing, level_form=form, status=422)
    try:
        kept = verified(request, listing, form)
    except publishing.PublishingError as refusal:
        problem, status = refused(refusal)
        return detail_page(request, find(request, reference), level_form=form, problem=problem, status=status)
    words = {"reference": reference, "level": kept.trl_verified}
    messages.success(request, _("TRL %(level)s of %(reference)s is verified. The organisation has been told.") % words)
    return redirect(reverse("catalog:review-detail", args=[reference]) + "#trl")


def verified(request: HttpRequest, listing: Listing, form: LevelForm) -> Listing:
    values = form.cleaned_data
    revision = listing.revisions.filter(number=values["revision"]).first()
    if revision is None:
        raise publishing.OutOfDate(listing.reference)
    return levels.verify(
        revision=revision, level=values["level"], note=values["note"], seen=values["seen"], by=signed_in(request),
        now=timezone.now(),
    )  # fmt: skip


@officer_required
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a verification back, with a reason."""
    listing, form = find(request, reference), WithdrawalForm(request.POST)
    if not form.is_valid():
        return detail_page(request, listing, withdrawal_form=form, status=422)
    try:
        levels.withdraw(listing=listing, reason=form.cleaned_data["reason"], by=signed_in(request), now=timezone.now())
    except publishing.PublishingError as refusal:
        problem, status = refused(refusal)
        return detail_page(request, find(request, reference), withdrawal_form=form, problem=problem, status=status)
    messages.success(request, _("The verification is withdrawn. The organisation has been told why."))
    return redirect(reverse("catalog:review-detail", args=[reference]) + "#trl")


def refused(refusal: publishing.PublishingError) -> tuple[str, int]:
    """Why nothing was changed, in a sentence, and the status to answer with."""
    if isinstance(refusal, publishing.NotAllowed):
        return own_organisation_sentence(), 403
    if isinstance(refusal, publishing.OutOfDate):
        return out_of_date_sentence(), 409
    if isinstance(refusal, publishing.WrongState):
        return _("The TRL of this listing cannot be verified in its present state."), 409
    if isinstance(refusal, levels.VerifiedMeanwhile):
        return _(
            "Another officer has changed the verification meanwhile. What you wrote is kept below; nothing was changed."
        ), 409
    if isinstance(refusal, levels.NotVerified):
        return _("The TRL is not verified any more; nothing was changed."), 409
    raise refusal
