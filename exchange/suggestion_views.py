"""Suggestions for one of one's own listings, and the answers to them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation, User
from catalog.models import Listing, ListingQuerySet
from cooperation import interests
from cooperation.forms import DeclineForm, PitchForm
from cooperation.views import sentence, signed_in
from exchange.suggestion_cards import cards_for
from matching.models import Suggestion
from matching.suggestions import AlreadyAnswered, mark_viewed

SHOWN = 20


@login_required
@require_safe
def suggestion_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The best suggestions for a listing of one's own, or any listing for officers."""
    user = signed_in(request)
    listing = get_object_or_404(own_or_any(user), reference=reference)
    return suggestions_page(request, listing, user)


@login_required
@require_POST
def interested(request: HttpRequest, pk: int) -> HttpResponse:
    """“Interested”, with a short message to the other side."""
    user = signed_in(request)
    suggestion, side = find(user, pk)
    form = PitchForm(request.POST, prefix=f"s{pk}")
    if not form.is_valid():
        return suggestions_page(request, getattr(suggestion, side), user, answered=pk, pitch=form)
    try:
        interest = interests.send_from_suggestion(
            suggestion=suggestion, side=side, by=user, now=timezone.now(), pitch=form.cleaned_data["pitch"]
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
    suggestion, side = find(user, pk)
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
    except AlreadyAnswered:
        messages.info(request, _("This has been answered meanwhile."))
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
    """The cards; the one just answered wrongly keeps what was written."""
    found = list(Suggestion.objects.live().for_listing(listing).order_by("-score", "pk")[:SHOWN])
    side = listing.kind
    is_own = user.memberships.filter(organisation=listing.organisation_id).exists()
    if is_own and request.method == "GET":
        for suggestion in found:
            mark_viewed(suggestion=suggestion, side=side)
    context = {
        "listing": listing,
        "cards": cards_for(found, listing=listing, answered=answered, pitch=pitch, decline=decline),
        "is_own": is_own,
    }
    return render(request, "exchange/suggestions.html", context, status=422 if answered else 200)


def own_or_any(user: User) -> ListingQuerySet:
    listings = Listing.objects.select_related("organisation", "province")
    return listings if user.is_officer else listings.of(user)


def find(user: User, pk: int) -> tuple[Suggestion, str]:
    """A live suggestion and the side on which the person stands."""
    live = Suggestion.objects.live().visible_to(user).select_related("need__organisation", "offer__organisation")
    suggestion = get_object_or_404(live, pk=pk)
    mine = set(Organisation.objects.of(user).values_list("pk", flat=True))
    if suggestion.need.organisation_id in mine:
        return suggestion, "need"
    if suggestion.offer.organisation_id in mine:
        return suggestion, "offer"
    raise Http404
