"""What an officer does with a pair: introducing the two sides, keeping them apart, letting them meet again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from accounts.permissions import officer_required
from catalog.models import Listing
from cooperation import introductions
from cooperation.views import signed_in
from exchange.pair_forms import BlockForm, IntroductionForm, LiftForm, PairForm
from exchange.pair_views import pair_page
from matching import blocking

OWN_ORGANISATION = _lazy("Officers do not decide about listings of their own organisation.")
NOT_INTRODUCED: dict[type[introductions.IntroductionError], str | Promise] = {
    introductions.NotAllowed: OWN_ORGANISATION,
    introductions.SameOwner: _lazy("Both belong to the same organisation."),
    introductions.NotOpen: _lazy("Only published listings that take expressions of interest can be introduced."),
    introductions.NotRead: _lazy("The portal is still reading one of the listings. Please try again in a minute."),
    introductions.KeptApart: _lazy("An officer keeps the two apart. Let them meet again first."),
    introductions.InContact: _lazy("The two are in contact already: an expression of interest is open or accepted."),
    introductions.Refused: _lazy("One side has already answered that it does not fit."),
    introductions.AlreadyIntroduced: _lazy("The two have been introduced already."),
    introductions.TellsTooMuch: _lazy(
        "The message holds contact details, or names the owner of a need without a name. Please leave them out."
    ),
}
NOT_BLOCKED: dict[type[blocking.BlockError], str | Promise] = {
    blocking.NotAllowed: OWN_ORGANISATION,
    blocking.AlreadyBlocked: _lazy("An officer already keeps the two apart."),
    blocking.NotBlocked: _lazy("Nothing keeps the two apart any more."),
}


@officer_required
@require_POST
def block_pair(request: HttpRequest) -> HttpResponse:
    """Keep two listings apart, with a coded reason."""
    need, offer = two_listings(request)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return pair_page(request, request.POST, block_form=form)
    done = _("The two are kept apart. They are no longer suggested to each other.")
    return decided(request, need, offer, partial(blocking.block, **form.cleaned_data), done)


@officer_required
@require_POST
def lift_block(request: HttpRequest) -> HttpResponse:
    """Let two listings meet again."""
    need, offer = two_listings(request)
    form = LiftForm(request.POST)
    if not form.is_valid():
        return pair_page(request, request.POST, lift_form=form)
    done = _("The two may be suggested to each other again; it takes a minute.")
    return decided(request, need, offer, partial(blocking.lift, **form.cleaned_data), done)


def decided(
    request: HttpRequest, need: Listing, offer: Listing, decide: Callable[..., object], done: str
) -> HttpResponse:
    """Block or lift, and say what came of it."""
    try:
        decide(need=need, offer=offer, by=signed_in(request), now=timezone.now())
    except blocking.BlockError as error:
        messages.error(request, str(NOT_BLOCKED[type(error)]))
    else:
        messages.success(request, done)
    return back_to(need, offer)


@officer_required
@require_POST
def introduce_pair(request: HttpRequest) -> HttpResponse:
    """Bring two owners together, in words both read."""
    need, offer = two_listings(request)
    form = IntroductionForm(request.POST)
    if form.is_valid():
        try:
            introductions.introduce(
                need=need, offer=offer, by=signed_in(request), words=form.cleaned_data["words"], now=timezone.now()
            )
        except introductions.IntroductionError as error:
            form.add_error(None, str(NOT_INTRODUCED[type(error)]))
        else:
            messages.success(request, _("Both sides are told, and see the introduction among their suggestions."))
            return back_to(need, offer)
    return pair_page(request, request.POST, introduction_form=form)


def two_listings(request: HttpRequest) -> tuple[Listing, Listing]:
    """The need and the offer that the page's form names."""
    form = PairForm(request.POST, user=signed_in(request))
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["need"], form.cleaned_data["offer"]


def back_to(need: Listing, offer: Listing) -> HttpResponse:
    query = urlencode({"need": need.reference, "offer": offer.reference})
    return redirect(f"{reverse('exchange:pair')}?{query}")
