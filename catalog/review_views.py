"""The officers' pages: what waits, one listing with all there is to know, taking it over, deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import officer_required
from catalog import publishing
from catalog.legal.forms import RulingForm
from catalog.legal.presenting import law_of
from catalog.models import Listing, Review, State
from catalog.queue import ALL, GROUPS, MINE, UNASSIGNED, Figures, QueueFilter, figures, main_fields, queue
from catalog.review_forms import DecisionForm
from catalog.review_pages import decided_sentence, due_of, notes_of, review_page
from catalog.similar import HEAVY
from catalog.talking.forms import CommentForm, MessageForm
from catalog.talking.presenting import comments_for_review, thread_page
from catalog.verifying.forms import LevelForm, WithdrawalForm
from catalog.verifying.presenting import level_page

PER_PAGE = 25
DONE = {
    Review.Decision.PUBLISH: gettext_lazy("%(reference)s is published. The organisation has been told."),
    Review.Decision.REQUEST_CHANGES: gettext_lazy("%(reference)s went back to the organisation with your comment."),
    Review.Decision.HOLD: gettext_lazy("%(reference)s is on hold. The organisation has been told why."),
    Review.Decision.REJECT: gettext_lazy("%(reference)s is not accepted. The organisation has been told why."),
}


def queue_page(
    request: HttpRequest, *, now: datetime, today: date, beside: Mapping[str, QuerySet[Any]]
) -> dict[str, Any]:
    """What waits for a decision, the earliest deadline first; `beside` is counted with it and told in `beside`."""
    officer = signed_in(request)
    chosen = QueueFilter.of(request.GET, usual_group=ALL)
    numbers = figures(chosen, officer=officer, now=now, today=today, beside=beside)
    if request.GET.get("group") not in GROUPS and numbers.groups[MINE] and not chosen.is_narrowed:
        chosen = replace(chosen, group=MINE)
    page = page_of(request, chosen, numbers, officer=officer)
    rows = [
        {"listing": listing, "due": due_of(listing, today=today), "notes": notes_of(listing)}
        for listing in page.object_list
    ]
    return {
        "page": page,
        "rows": rows,
        "chosen": chosen,
        "fields": main_fields(),
        "tabs": group_tabs(chosen, numbers),
        "figures": shown_figures(numbers),
        "beside": numbers.beside,
        "has_next": numbers.groups[MINE] + numbers.groups[UNASSIGNED] > 0,
    }


def page_of(request: HttpRequest, chosen: QueueFilter, numbers: Figures, *, officer: User) -> Page[Listing]:
    """A page of the queue; how many there are is among the figures already."""
    paginator = Paginator(queue(chosen, officer=officer), PER_PAGE)
    paginator.count = numbers.found if chosen.is_narrowed else numbers.groups[chosen.group]
    return paginator.get_page(request.GET.get("page"))


def group_tabs(chosen: QueueFilter, numbers: Figures) -> list[dict[str, Any]]:
    """The groups of the queue with their counts, keeping the other choices."""
    address = reverse("catalog:review-queue")
    return [
        {
            "label": label,
            "url": f"{address}?{urlencode({'group': group} | chosen.parameters)}",
            "current": group == chosen.group,
            "count": numbers.groups[group],
        }
        for group, label in GROUPS.items()
    ]


def shown_figures(numbers: Figures) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {"value": numbers.overdue, "label": _("overdue"), "key": numbers.overdue > 0},
        {"value": numbers.due_today, "label": _("due today")},
        {"value": numbers.groups[ALL], "label": _("waiting for review")},
        {"value": numbers.groups[UNASSIGNED], "label": _("not assigned")},
    ]
    if numbers.median_days is not None:
        items.append({"value": numbers.median_days, "label": _("days to a decision, median of the last 30 days")})
    return items


@officer_required
@require_safe
def review_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The listing as the public will see it, with everything an officer needs to decide."""
    listing = find(request, reference)
    if listing.is_edit and listing.state == State.ARCHIVED:
        return redirect("catalog:review-detail", listing.public_reference)
    return detail_page(request, listing, opens=request.GET.get("open") == "confidential")


@officer_required
@require_POST
def review_claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a listing over."""
    listing = find(request, reference)
    try:
        publishing.claim(
            listing=listing, by=signed_in(request), now=timezone.now(), unless_taken="unless_taken" in request.POST
        )
    except publishing.Taken:
        messages.warning(request, _("A colleague has taken this review meanwhile."))
    except publishing.WrongState:
        messages.error(request, _("This listing does not wait for a review any more."))
    except publishing.NotAllowed:
        messages.error(request, own_organisation_sentence())
    else:
        messages.success(request, _("You are now reviewing %(reference)s.") % {"reference": reference})
    return redirect("catalog:review-detail", reference)


@officer_required
@require_POST
def review_decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide on the revision that was read; whatever goes wrong, what was typed comes back."""
    listing, form = find(request, reference), DecisionForm(request.POST)
    if not form.is_valid():
        return detail_page(request, listing, form=form, status=422)
    try:
        decide(listing, form, by=signed_in(request))
    except publishing.ReasonRequired:
        form.ask_for_reason()
        return detail_page(request, listing, form=form, status=422)
    except publishing.PublishingError as refusal:
        listing = find(request, reference)
        problem, status = refused(refusal, listing)
        return detail_page(request, listing, form=form, problem=problem, status=status)
    messages.success(request, str(DONE[Review.Decision(form.cleaned_data["decision"])]) % {"reference": reference})
    return redirect("catalog:review-queue")


def refused(refusal: publishing.PublishingError, listing: Listing) -> tuple[str, int]:
    """Why a decision was not taken, in a sentence, and the status to answer with."""
    if isinstance(refusal, publishing.LegalObstacle):
        return legal_sentence(refusal), 422
    if isinstance(refusal, publishing.NotAllowed):
        return own_organisation_sentence(), 403
    if isinstance(refusal, publishing.OutOfDate):
        return out_of_date_sentence(), 409
    if isinstance(refusal, publishing.WrongState):
        return decided_sentence(listing), 409
    raise refusal


def decide(listing: Listing, form: DecisionForm, *, by: User) -> None:
    values = form.cleaned_data
    revision = listing.revisions.filter(number=values["revision"]).first()
    if revision is None:
        raise publishing.OutOfDate(listing.reference)
    publishing.decide(
        revision=revision, decision=values["decision"], by=by, now=timezone.now(), comment=values["comment"],
        scores=form.scores,
    )  # fmt: skip


def detail_page(
    request: HttpRequest,
    listing: Listing,
    *,
    form: DecisionForm | None = None,
    ruling_form: RulingForm | None = None,
    comment_form: CommentForm | None = None,
    message_form: MessageForm | None = None,
    level_form: LevelForm | None = None,
    withdrawal_form: WithdrawalForm | None = None,
    problem: str = "",
    opens: bool = False,
    status: int = 200,
) -> HttpResponse:
    officer, now = signed_in(request), timezone.now()
    context = review_page(listing, officer=officer, form=form, opens=opens, now=now, today=timezone.localdate())
    revision, may_decide = context["revision"], context["may_decide"]
    context |= {"law": law_of(revision, may_decide=may_decide, form=ruling_form), "problem": problem}
    context |= level_page(listing, revision, may_decide=may_decide, form=level_form, withdrawal_form=withdrawal_form)
    context |= comments_for_review(listing, revision, form=comment_form)
    context |= thread_page(listing, reader=officer, form=message_form, may_write=may_decide, now=now)
    return render(request, "catalog/review/detail.html", context, status=status)


def find(request: HttpRequest, reference: str) -> Listing:
    """Any listing or edit that was ever submitted."""
    listings = Listing.objects.with_edits_visible_to(request.user).exclude(state=State.DRAFT)
    known = listings.defer(*HEAVY).select_related(
        "organisation__kind", "organisation__province", "province", "ward", "contact", "officer", "index",
        "revision_of", "trl_verified_by",
    )  # fmt: skip
    return get_object_or_404(known, reference=reference)


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def legal_sentence(obstacle: publishing.LegalObstacle) -> str:
    """Why the lists of the law keep a listing from the public, and what to do."""
    sentences = {
        publishing.LegalCheckOpen: _(
            "“%(name)s” may concern this listing. Please confirm or reject it under “Legal check” first."
        ),
        publishing.ProhibitedTechnology: _(
            "“%(name)s” is prohibited from transfer and was confirmed for this listing: it cannot be published."
        ),
        publishing.PermissionMissing: _(
            "“%(name)s” is restricted and was confirmed for this listing. It can be published once the permission is"
            " written down under “Legal check”."
        ),
    }
    return sentences[type(obstacle)] % {"name": obstacle.rule.name}


def own_organisation_sentence() -> str:
    return _("You belong to the organisation that posted this listing, so another officer decides on it.")


def out_of_date_sentence() -> str:
    return _(
        "The organisation has sent a new revision meanwhile. What you wrote is kept below; "
        "please read the new text before you decide."
    )
