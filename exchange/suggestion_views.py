"""Suggestions for one of one's own listings, and the answers to them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from catalog.models import Listing, ListingQuerySet
from cooperation import interests
from cooperation.forms import DeclineForm, PitchForm
from cooperation.views import sentence, signed_in
from exchange.suggestion_cards import cards_for
from matching.diversity import Arranged
from matching.models import Suggestion
from matching.suggestions import mark_viewed
from matching.to_answer import in_order

PER_PAGE = 20


@login_required
@require_safe
def suggestion_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The best suggestions for a listing of one's own, or any submitted listing for officers."""
    user = signed_in(request)
    listing = get_object_or_404(own_or_any(user), reference=reference)
    return suggestions_page(request, listing, user)


@login_required
@require_POST
def interested(request: HttpRequest, pk: int) -> HttpResponse:
    """“Interested”, with a short message to the other side."""
    user = signed_in(request)
    suggestion, side = find(user, pk, request.POST.get("side", ""))
    form = PitchForm(request.POST, prefix=f"s{pk}")
    if not form.is_valid():
        return suggestions_page(request, getattr(suggestion, side), user, answered=pk, pitch=form)
    try:
        interest = interests.send_from_suggestion(
            suggestion=suggestion, side=side, by=user, now=timezone.now(), **form.cleaned_data
        )
    except interests.InterestError as error:
        messages.error(request, sentence(error))
        return redirect("exchange:suggestions", getattr(suggestion, side).reference)
    messages.success(request, _("Your interest has been sent. You will be told as soon as there is an answer."))
    return redirect("cooperation:interest-detail", interest.pk)


@login_required
@require_POST
def declined(request: HttpRequest, pk: int) -> HttpResponse:
    """“Not for us”, with a coded reason."""
    user = signed_in(request)
    suggestion, side = find(user, pk, request.POST.get("side", ""))
    form = DeclineForm(request.POST, prefix=f"s{pk}")
    if not form.is_valid():
        return suggestions_page(request, getattr(suggestion, side), user, answered=pk, decline=form)
    reason, note = form.cleaned_data["reason"], form.cleaned_data["note"]
    try:
        interests.decline_suggestion(
            suggestion=suggestion, side=side, by=user, now=timezone.now(), reason=reason, comment=note
        )
    except interests.InterestError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Thank you. The reason helps the next suggestions to fit better."))
    return redirect("exchange:suggestions", getattr(suggestion, side).reference)


def suggestions_page(
    request: HttpRequest,
    listing: Listing,
    user: User,
    *,
    answered: int = 0,
    pitch: PitchForm | None = None,
    decline: DeclineForm | None = None,
) -> HttpResponse:
    """A page of cards; the one just answered wrongly keeps what was written."""
    membership = user.memberships.filter(organisation=listing.organisation_id).first()
    may_answer = membership is not None and membership.can_edit
    if answered and not may_answer:
        messages.error(request, sentence(interests.NotAllowed()))
        return redirect("exchange:suggestions", listing.reference)
    order = in_order(listing)
    page = page_of(order, number_of(request.GET.get("page")) or 1, answered or number_of(request.GET.get("at")))
    by_pk = Suggestion.objects.in_bulk(list(page.object_list))
    found = [by_pk[pk] for pk in page.object_list]
    if membership and request.method == "GET":
        mark_viewed(suggestions=found, side=listing.kind)
    cards = cards_for(found, listing=listing, followed=order.followed, answered=answered, pitch=pitch, decline=decline)
    own = {"is_own": membership is not None, "may_answer": may_answer}
    context = {"listing": listing, "page": page, "cards": cards, **own}
    return render(request, "exchange/suggestions.html", context, status=422 if answered else 200)


def number_of(text: str | None) -> int:
    """A number of an address; 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def page_of(order: Arranged, number: int, wanted: int) -> Page[int]:
    """The page asked for, or that of one suggestion."""
    ids = order.order
    return Paginator(ids, PER_PAGE).get_page(ids.index(wanted) // PER_PAGE + 1 if wanted in ids else number)


def own_or_any(user: User) -> ListingQuerySet:
    listings = Listing.objects.select_related("organisation", "province")
    return listings.visible_to(user) if user.is_officer else listings.of(user)


def find(user: User, pk: int, side: str) -> tuple[Suggestion, str]:
    """A live suggestion and the side on which the person stands; who stands on both says which."""
    live = Suggestion.objects.live().visible_to(user).select_related("need__organisation", "offer__organisation")
    suggestion = get_object_or_404(live, pk=pk)
    mine = set(user.memberships.values_list("organisation_id", flat=True))
    owners = {"need": suggestion.need.organisation_id, "offer": suggestion.offer.organisation_id}
    own = [name for name, owner in owners.items() if owner in mine]
    if not own:
        raise Http404
    return suggestion, side if side in own else own[0]
