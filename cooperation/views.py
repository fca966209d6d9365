"""Interests sent and received, and their answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, When
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Membership, User
from catalog.models import Listing
from catalog.permissions import can_review
from cooperation import interests
from cooperation.contacts import contacts_of
from cooperation.forms import AcceptForm, AskForm, DeclineForm, InterestForm, ReplyForm, ReturnForm
from cooperation.models import Cooperation, Interest, InterestQuestion
from taxonomy.formats import time_date
from taxonomy.models import Concept


@login_required
@require_safe
def interest_list(request: HttpRequest) -> HttpResponse:
    """Received and sent, those that wait for an answer first."""
    cards = Interest.objects.select_related("listing").order_by(waiting_first(), "-sent_at", "-pk")
    context = {
        "received": cards.received_by(request.user)[:100],
        "sent": cards.sent_by(request.user)[:100],
    }
    return render(request, "cooperation/interest_list.html", context)


def waiting_first() -> Case:
    return Case(When(state=Interest.State.SENT, then=0), default=1)


@login_required
@require_safe
def interest_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One interest with its answer forms; contacts once it is accepted."""
    interest = find(request, pk)
    return page(request, interest)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def express(request: HttpRequest, reference: str) -> HttpResponse:
    """Write an expression of interest in a published listing."""
    user = signed_in(request)
    listing = get_object_or_404(Listing.objects.published(), reference=reference)
    if not interests.standing(listing, user).can_send:
        return redirect(listing)
    if not user.memberships.exists():
        messages.info(request, _("An interest is sent by an organisation. Create yours first, or ask to join it."))
        return redirect("accounts:organisation-create")
    if not may_write(user):
        messages.info(request, _("Owners and editors of an organisation send its interests. Please ask one of them."))
        return redirect(listing)
    form = InterestForm(request.POST or None, user=user, listing=listing)
    if request.method == "POST" and form.is_valid():
        try:
            interest = interests.send(listing=listing, by=user, now=timezone.now(), **form.cleaned_data)
        except interests.InterestError as error:
            messages.error(request, sentence(error))
            return redirect(listing)
        messages.success(request, _("Your interest has been sent. You will be told as soon as there is an answer."))
        return redirect("cooperation:interest-detail", interest.pk)
    return render(request, "cooperation/express.html", {"form": form, "listing": listing})


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    interest, form = find(request, pk), AcceptForm(request.POST)
    if not form.is_valid():
        return page(request, interest, accepting=form)
    note = form.cleaned_data["note"]
    return act(
        request,
        interest,
        _("Accepted. Both sides can now see each other’s contact details."),
        lambda user: interests.accept(interest=interest, by=user, now=timezone.now(), note=note),
    )


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    interest, form = find(request, pk), DeclineForm(request.POST)
    if not form.is_valid():
        return page(request, interest, declining=form)
    reason, note = form.cleaned_data["reason"], form.cleaned_data["note"]
    return act(
        request,
        interest,
        _("Declined. The other side has been told the reason."),
        lambda user: interests.decline(interest=interest, by=user, now=timezone.now(), reason=reason, note=note),
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    interest = find(request, pk)
    return act(
        request,
        interest,
        _("Your interest has been withdrawn."),
        lambda user: interests.withdraw(interest=interest, by=user, now=timezone.now()),
    )


def may_write(user: User) -> bool:
    return user.memberships.exclude(role=Membership.Role.READER).exists()


def act(request: HttpRequest, interest: Interest, done: str, work: Callable[[User], object]) -> HttpResponse:
    """Make one domain call and say how it went."""
    try:
        work(signed_in(request))
    except interests.InterestError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, done)
    return redirect("cooperation:interest-detail", interest.pk)


def page(request: HttpRequest, interest: Interest, **returned: Form) -> HttpResponse:
    """The whole page; `returned` is a form that came back with errors, by its name."""
    user = signed_in(request)
    roles = dict(user.memberships.values_list("organisation_id", "role"))
    mine, editing = set(roles), {pk for pk, role in roles.items() if role != Membership.Role.READER}
    is_waiting = interest.state == Interest.State.SENT
    context = {
        "interest": interest,
        "received": interest.listing.organisation_id in mine,
        "sent_by_us": interest.organisation_id in mine,
        "can_answer": is_waiting and interest.listing.organisation_id in editing,
        "can_withdraw": is_waiting and interest.organisation_id in editing,
        "contacts": contacts_of(interest, user=user, now=timezone.now()),
        "history": history(interest),
        "room_url": room_url(interest, user=user),
        "reason": reason_name(interest.reason),
        "own_listing": shown_own_listing(interest, user=user, mine=mine),
        **questions_of(interest, user=user, is_sender=interest.organisation_id in mine),
        "accepting": AcceptForm(),
        "declining": DeclineForm(),
        "asking": AskForm(auto_id="ask-%s"),
        "replying": ReplyForm(auto_id="reply-%s"),
        "returning": ReturnForm(auto_id="return-%s"),
        **returned,
    }
    status = 422 if returned else 200
    return render(request, "cooperation/interest_detail.html", context, status=status)


def questions_of(interest: Interest, *, user: User, is_sender: bool) -> dict[str, Any]:
    """What was asked and answered; what an officer has not passed on is not shown to the sender."""
    questions = list(interest.asked.all())
    waits = questions[-1].state if questions and interest.state == Interest.State.SENT else ""
    return {
        "questions": [each for each in questions if not (is_sender and each.is_with_officer)],
        "waits": waits,
        "can_pass_on": waits == InterestQuestion.State.HELD and can_review(user, interest.listing),
    }


def room_url(interest: Interest, *, user: User) -> str:
    """Where the two sides go on from an accepted interest."""
    if interest.state != Interest.State.ACCEPTED:
        return ""
    found = Cooperation.objects.visible_to(user).filter(interest=interest).first()
    return found.get_absolute_url() if found else ""


def history(interest: Interest) -> list[dict[str, str]]:
    """What happened, for the timeline; without the names of those who decided."""
    states = dict(Interest.State.choices)
    language = get_language() or "vi"
    return [
        {
            "title": str(states[event.to_state]),
            "state": "done",
            "at": time_date(timezone.localtime(event.at), language),
        }
        for event in interest.events.all()
    ]


def reason_name(code: str) -> str:
    concept = Concept.objects.of("decline_reason").filter(code=code).first() if code else None
    return concept.name if concept else ""


def shown_own_listing(interest: Interest, *, user: User, mine: set[int]) -> Listing | None:
    """The sender's listing the interest springs from; a hidden owner's need would give the name away."""
    own = interest.own_listing
    if own is None or interest.organisation_id in mine or interest.state == Interest.State.ACCEPTED:
        return own
    return own if Listing.objects.visible_to(user).filter(pk=own.pk).exists() and own.is_anonymous else None


def find(request: HttpRequest, pk: int) -> Interest:
    visible = Interest.objects.visible_to(request.user).select_related(
        "listing__organisation__kind", "organisation__kind", "organisation__province", "own_listing"
    )
    return get_object_or_404(visible, pk=pk)


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def sentence(error: interests.InterestError) -> str:
    """What the person reads when something was not possible."""
    sentences = {
        interests.NotAllowed: _("You may not answer for this organisation."),
        interests.NotOpen: _("This listing does not take expressions of interest at present."),
        interests.AlreadySent: _("Your organisation has already expressed interest in this listing."),
        interests.WrongState: _("This has been answered meanwhile."),
        interests.UnknownReason: _("Please choose a reason."),
        interests.QuestionOpen: _("One question at a time: yours is waiting for its answer."),
        interests.NoQuestion: _("Somebody was faster: this question has been dealt with. Nothing was changed."),
    }
    return sentences[type(error)]
