"""Taking and handing over listings of the queue, several at once; nothing is decided here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from catalog.models import Listing
from catalog.queue import ALL, QueueFilter, next_for
from catalog.review_pages import shown
from catalog.reviewing.assign_forms import HandOverForm
from catalog.reviewing.assigning import MOST_AT_ONCE, Outcome, claim_several, hand_over
from taxonomy.formats import list_and


@officer_required
@require_safe
def next_review(request: HttpRequest) -> HttpResponse:
    """On to the most urgent listing that is one’s own or nobody’s."""
    found = next_for(person(request))
    if found is None:
        messages.info(request, _("Nothing is waiting for you."))
        return redirect("catalog:review-queue")
    return redirect("catalog:review-detail", found.reference)


@officer_required
@require_POST
def claim_chosen(request: HttpRequest) -> HttpResponse:
    """Take the listings that are ticked in the queue."""
    listings = chosen_listings(request)
    if not listings:
        messages.error(request, nothing_chosen_sentence())
        return redirect(queue_address(request))
    outcome = claim_several(listings=listings, by=person(request), now=timezone.now())
    if outcome.done:
        count = len(outcome.done)
        messages.success(
            request,
            ngettext("You are now reviewing %(count)s listing.", "You are now reviewing %(count)s listings.", count)
            % {"count": shown(count)},
        )
    tell_left(
        request, outcome, _("Left as they were, because somebody else reviews or has decided them: %(references)s.")
    )
    return redirect(queue_address(request))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_chosen(request: HttpRequest) -> HttpResponse:
    """To whom the chosen listings go, and with what note."""
    listings, officer = chosen_listings(request), person(request)
    if not listings:
        messages.error(request, nothing_chosen_sentence())
        return redirect(queue_address(request))
    form = HandOverForm(request.POST if "to" in request.POST else None, officer=officer)
    if not form.is_valid():
        context = {"listings": listings, "form": form, "back": back_of(request)}
        return render(request, "catalog/review/hand_over.html", context, status=422 if form.is_bound else 200)
    outcome = hand_over(
        listings=listings, to=form.colleague, by=officer, now=timezone.now(), note=form.cleaned_data["note"]
    )
    if outcome.done:
        count = len(outcome.done)
        sentence = ngettext(
            "%(count)s listing is handed over to %(name)s.", "%(count)s listings are handed over to %(name)s.", count
        )
        messages.success(request, sentence % {"count": shown(count), "name": form.colleague.full_name})
    tell_left(
        request,
        outcome,
        _("Left as they were, because they were decided or %(name)s may not review them: %(references)s."),
        name=form.colleague.full_name,
    )
    return redirect(queue_address(request))


def chosen_listings(request: HttpRequest) -> list[Listing]:
    """The ticked listings that the officer may see; what is unknown is left out."""
    values = request.POST if request.method == "POST" else request.GET
    references = values.getlist("listing")[:MOST_AT_ONCE]
    known = Listing.objects.with_edits_visible_to(request.user).for_results().select_related("officer")
    return list(known.filter(reference__in=references).order_by("review_due_on", "pk"))


def back_of(request: HttpRequest) -> str:
    """The group and filters of the queue one came from, read anew so that nothing foreign gets through."""
    values = request.POST if request.method == "POST" else request.GET
    came = QueueFilter.of(values, usual_group=ALL)
    return urlencode({"group": came.group} | came.parameters)


def queue_address(request: HttpRequest) -> str:
    return f"{reverse('catalog:review-queue')}?{back_of(request)}"


def tell_left(request: HttpRequest, outcome: Outcome, sentence: str, **names: str) -> None:
    if outcome.left:
        references = list_and([listing.reference for listing in outcome.left], get_language() or "vi")
        messages.warning(request, sentence % {"references": references, **names})


def nothing_chosen_sentence() -> str:
    return _("Please tick the listings first.")
