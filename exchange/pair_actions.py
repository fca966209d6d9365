"""What an officer does with a pair: keeping it apart and letting it meet again."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import officer_required
from catalog.models import Listing
from cooperation.views import signed_in
from exchange.pair_forms import BlockForm, LiftForm, PairForm
from exchange.pair_views import pair_page
from matching import blocking


@officer_required
@require_POST
def block_pair(request: HttpRequest) -> HttpResponse:
    """Keep two listings apart, with a coded reason."""
    need, offer = two_listings(request)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return pair_page(request, request.POST, block_form=form)
    try:
        blocking.block(need=need, offer=offer, by=signed_in(request), now=timezone.now(), **form.cleaned_data)
    except blocking.BlockError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The two are kept apart. They are no longer suggested to each other."))
    return back_to(need, offer)


@officer_required
@require_POST
def lift_block(request: HttpRequest) -> HttpResponse:
    """Let two listings meet again."""
    need, offer = two_listings(request)
    form = LiftForm(request.POST)
    if not form.is_valid():
        return pair_page(request, request.POST, lift_form=form)
    try:
        blocking.lift(need=need, offer=offer, by=signed_in(request), now=timezone.now(), **form.cleaned_data)
    except blocking.BlockError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The two may be suggested to each other again; it takes a minute."))
    return back_to(need, offer)


def two_listings(request: HttpRequest) -> tuple[Listing, Listing]:
    """The need and the offer that the page's form names."""
    form = PairForm(request.POST, user=signed_in(request))
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["need"], form.cleaned_data["offer"]


def back_to(need: Listing, offer: Listing) -> HttpResponse:
    query = urlencode({"need": need.reference, "offer": offer.reference})
    return redirect(f"{reverse('exchange:pair')}?{query}")


def sentence(error: blocking.BlockError) -> str:
    """What a refusal means, in words."""
    words = {
        blocking.NotAllowed: _("Officers do not decide about listings of their own organisation."),
        blocking.AlreadyBlocked: _("An officer already keeps the two apart."),
        blocking.NotBlocked: _("Nothing keeps the two apart any more."),
    }
    return words[type(error)]
