"""The room of a cooperation, and what can be done in it; everything answers 404 to who takes no part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from cooperation.models import Cooperation, DateProposal, RoomGuest
from cooperation.pipeline import ending, planning, stages, talking
from cooperation.pipeline.access import sides_of
from cooperation.pipeline.forms import (
    CloseForm,
    ContactForm,
    DateForm,
    DescribeForm,
    GuestForm,
    GuestMessageForm,
    MessageForm,
    OfficerForm,
    ReasonForm,
    RoomForm,
    StateForm,
)
from cooperation.pipeline.room_pages import MOST_MESSAGES, reader_of, room_page
from cooperation.pipeline.room_rows import rooms_for

NOT_DONE: dict[type[stages.CooperationError], str | Promise] = {
    stages.NotAllowed: gettext_lazy("Only those who look after one of the two sides, or the officer, may do this."),
    stages.NotRunning: gettext_lazy("This cooperation has ended. Nothing was changed."),
    stages.WrongStage: gettext_lazy("Somebody was faster: this stage has been settled. Nothing was changed."),
    stages.EvidenceMissing: gettext_lazy("Please write at least one sentence: what shows it, or why."),
    stages.NeedsSignature: gettext_lazy("A confidentiality agreement is signed by both sides, not stated."),
    planning.DateRefused: gettext_lazy("Please choose another day: from today on, and within three years."),
    planning.ProposalOpen: gettext_lazy("A proposal for this deadline is waiting for its answer."),
    planning.NoProposal: gettext_lazy("This proposal has been answered meanwhile. Nothing was changed."),
    ending.UnknownReason: gettext_lazy("Please choose a reason."),
    talking.NotAnExpert: gettext_lazy("Members of the two sides cannot be invited as experts."),
}


@login_required
@require_safe
def room(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the cooperation is, what is next and whose turn it is."""
    return show(request, find(request, reference))


def show(request: HttpRequest, cooperation: Cooperation, *, returned: RoomForm | None = None) -> HttpResponse:
    context = room_page(cooperation, user=person(request), now=timezone.now(), returned=returned)
    return render(request, "cooperation/room/page.html", context, status=422 if returned else 200)


@login_required
@require_safe
def all_messages(request: HttpRequest, reference: str) -> HttpResponse:
    """Every message, the newest page first."""
    cooperation = find(request, reference)
    reader = reader_of(cooperation, person(request))
    found = talking.messages_for(cooperation, list(reader.sides)).order_by("-at", "-pk")
    page = Paginator(found, MOST_MESSAGES).get_page(request.GET.get("page", "1")[:9])
    context = {"cooperation": cooperation, "reader": reader, "page": page, "room_messages": list(reversed(page))}
    return render(request, "cooperation/room/messages.html", context)


@login_required
@require_POST
def state_stage(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Say that a stage is done or not needed."""
    cooperation = find(request, reference)
    return act(
        request, cooperation, StateForm(request.POST), _("Recorded. The other side has been told."),
        lambda **values: stages.state(
            cooperation=cooperation, code=code, side=side_of(request, cooperation), **values
        ),
    )  # fmt: skip


@login_required
@require_POST
def propose_date(request: HttpRequest, reference: str) -> HttpResponse:
    cooperation = find(request, reference)
    return act(
        request, cooperation, DateForm(request.POST), _("Recorded. The other side has been told."),
        lambda **values: planning.propose(cooperation=cooperation, side=side_of(request, cooperation), **values),
    )  # fmt: skip


@login_required
@require_POST
def answer_date(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    cooperation = find(request, reference)
    proposal = get_object_or_404(DateProposal, pk=pk, stage__cooperation=cooperation)
    agrees = request.POST.get("answer") == "agree"
    return act(
        request, cooperation, RoomForm({}), _("The new deadline is agreed.") if agrees else _("Recorded."),
        lambda **values: planning.answer(
            proposal=proposal, side=side_of(request, cooperation), agrees=agrees, **values
        ),
    )  # fmt: skip


@login_required
@require_POST
def write_message(request: HttpRequest, reference: str) -> HttpResponse:
    cooperation = find(request, reference)
    side = side_of(request, cooperation)
    form = MessageForm(request.POST) if side else GuestMessageForm(request.POST)
    return act(
        request, cooperation, form, _("Your message has been sent."),
        lambda **values: talking.write(cooperation=cooperation, side=side, **values), at="#messages",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """End the cooperation without result: on a page of its own, so that nobody does it by a slip."""
    cooperation = find(request, reference)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        side, now = side_of(request, cooperation), timezone.now()
        try:
            ending.close(cooperation=cooperation, side=side, by=person(request), now=now, **form.cleaned_data)
        except stages.CooperationError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The cooperation has ended. Both sides have been told."))
            return redirect(cooperation)
    context = {"cooperation": cooperation, "form": form}
    return render(request, "cooperation/room/close.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def describe(request: HttpRequest, reference: str) -> HttpResponse:
    cooperation = find(request, reference)
    return act(
        request, cooperation, DescribeForm(request.POST), _("Recorded. The other side has been told."),
        lambda **values: ending.describe(cooperation=cooperation, side=side_of(request, cooperation), **values),
    )  # fmt: skip


@officer_required
@require_POST
def reopen(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    cooperation = find(request, reference)
    return act(
        request, cooperation, ReasonForm(request.POST), _("The stage is open once more. Both sides have been told."),
        lambda **values: stages.reopen(cooperation=cooperation, code=code, **values),
    )  # fmt: skip


@officer_required
@require_POST
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    cooperation = find(request, reference)
    return act(
        request, cooperation, ReasonForm(request.POST), _("The cooperation goes on. Both sides have been told."),
        lambda **values: ending.resume(cooperation=cooperation, **values),
    )  # fmt: skip


@officer_required
@require_POST
def note_contact(request: HttpRequest, reference: str) -> HttpResponse:
    cooperation = find(request, reference)
    return act(
        request, cooperation, ContactForm(request.POST), _("Recorded for your colleagues."),
        lambda **values: ending.note_contact(cooperation=cooperation, **values),
    )  # fmt: skip


@officer_required
@require_POST
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    cooperation = find(request, reference)
    return act(
        request, cooperation, GuestForm(request.POST), _("The expert has been told and may enter."),
        lambda email, **values: talking.invite(cooperation=cooperation, expert=email, **values),
    )  # fmt: skip


@login_required
@require_POST
def dismiss(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    cooperation = find(request, reference)
    guest = get_object_or_404(RoomGuest.objects.select_related("cooperation"), pk=pk, cooperation=cooperation)
    try:
        talking.dismiss(guest=guest, by=person(request), now=timezone.now())
    except stages.NotAllowed as error:
        messages.error(request, sentence(error))
        return redirect(cooperation)
    messages.success(request, _("The expert has left the room."))
    return redirect("cooperation:rooms") if guest.user == person(request) else redirect(cooperation)


@officer_required
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """An officer takes over; of a cooperation that is nobody's they see only the line in the list until then."""
    cooperation = get_object_or_404(Cooperation, reference=reference)
    officer = person(request)
    form = OfficerForm(request.POST) if "officer" in request.POST else None
    if form is not None and form.is_valid():
        officer = form.cleaned_data["officer"]
    try:
        ending.take(cooperation=cooperation, officer=officer, by=person(request), now=timezone.now())
    except stages.NotAllowed:
        messages.error(request, _("Only a manager gives work to others, and never to one of the two sides."))
        return redirect("cooperation:followed")
    messages.success(request, _("%(name)s looks after this cooperation.") % {"name": officer.full_name})
    is_seen = Cooperation.objects.visible_to(person(request)).filter(pk=cooperation.pk).exists()
    return redirect(cooperation) if is_seen else redirect("cooperation:followed")


def act(
    request: HttpRequest,
    cooperation: Cooperation,
    form: RoomForm,
    done: str,
    work: Callable[..., Any],
    *,
    at: str = "",
) -> HttpResponse:
    """Make one domain call with what the form holds; whatever goes wrong, what was typed stays on the page."""
    if not form.is_valid():
        return show(request, cooperation, returned=form)
    try:
        work(by=person(request), now=timezone.now(), **form.cleaned_data)
    except stages.CooperationError as error:
        form.add_error(None, sentence(error))
        return show(request, find(request, cooperation.reference), returned=form)
    messages.success(request, done)
    return redirect(f"{cooperation.get_absolute_url()}{at}")


def side_of(request: HttpRequest, cooperation: Cooperation) -> str:
    """For whom the person acts: the side the form names if it is theirs, else their only or first one."""
    sides = sides_of(cooperation, person(request))
    wanted = request.POST.get("side", "")
    return wanted if wanted in sides else next(iter(sides), "")


def find(request: HttpRequest, reference: str) -> Cooperation:
    return get_object_or_404(rooms_for(request.user), reference=reference)


def sentence(error: stages.CooperationError) -> str:
    return str(NOT_DONE[type(error)])
