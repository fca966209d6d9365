"""The legal check on the review page: confirming or rejecting what the lists point at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import officer_required
from catalog import publishing
from catalog.legal.forms import RulingForm
from catalog.models import Listing, TransferRule
from catalog.review_views import detail_page, find, out_of_date_sentence, own_organisation_sentence, signed_in
from catalog.reviewing.ruling import rule_on


@officer_required
@require_POST
def review_rule(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whether an entry of the lists concerns the listing; whatever goes wrong, what was typed comes back."""
    listing = find(request, reference)
    rule = get_object_or_404(TransferRule.objects.in_force(timezone.localdate()), pk=number_in(request, "rule"))
    form = RulingForm(request.POST, rule=rule)
    if not form.is_valid():
        return detail_page(request, listing, ruling_form=form, status=422)
    problem, status = ruled(request, listing, rule, form)
    if problem:
        return detail_page(request, find(request, reference), ruling_form=form, problem=problem, status=status)
    messages.success(request, _("The ruling on “%(name)s” is written down.") % {"name": rule.name})
    return redirect(reverse("catalog:review-detail", args=[reference]) + "#law")


def ruled(request: HttpRequest, listing: Listing, rule: TransferRule, form: RulingForm) -> tuple[str, int]:
    """Record the ruling; else what keeps it from being recorded, with the status to answer."""
    values = form.cleaned_data
    revision = listing.revisions.filter(number=values["revision"]).first()
    if revision is None:
        return out_of_date_sentence(), 409
    try:
        rule_on(
            revision=revision, rule=rule, verdict=values["verdict"], text=values["text"], by=signed_in(request),
            now=timezone.now(),
        )  # fmt: skip
    except publishing.NotAllowed:
        return own_organisation_sentence(), 403
    except publishing.OutOfDate:
        return out_of_date_sentence(), 409
    except publishing.WrongState:
        return _("This listing does not wait for a review any more."), 409
    return "", 200


def number_in(request: HttpRequest, name: str) -> int:
    """A number of the form; what is none leads to nothing."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
