"""A request's page and what can be done on it; everything answers 404 to who takes no part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import member_required, officer_required
from accounts.requests import person
from advisory.models import DeliverableFile, ServiceOffer, ServiceRequest
from advisory.requests import running
from advisory.requests.access import organisations_to_ask_for
from advisory.requests.forms import (
    AskForm,
    DeadlineForm,
    DeclineForm,
    DeliverForm,
    InviteForm,
    OfferForm,
    RateForm,
    RefuseForm,
    ReturnForm,
    WithdrawForm,
)
from advisory.requests.page import rating_party, reader_of, request_page, sees_work
from catalog.file_views import protection
from catalog.models import Listing
from cooperation.models import Cooperation
from cooperation.pipeline.forms import RoomForm

NOT_DONE: dict[type[running.RequestError], str | Promise] = {
    running.NotAllowed: gettext_lazy("You cannot do this in this request. Nothing was changed."),
    running.WrongState: gettext_lazy("Somebody was faster: the request has moved on. Nothing was changed."),
    running.NobodyToAsk: gettext_lazy(
        "None of these experts can be asked: asked already, or of the organisation itself."
    ),
    running.AlreadyRated: gettext_lazy("Your side has rated already."),
}


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Ask for a service: about a listing, in a cooperation, or alone."""
    user = person(request)
    organisations = organisations_to_ask_for(user)
    if not organisations:
        messages.info(request, _("Only owners and editors of an organisation ask for services."))
        return redirect("advisory:requests")
    listing, cooperation = subject_of(request)
    initial = {"kind": request.GET.get("service", "")}
    form = AskForm(request.POST or None, organisations=organisations, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = running.ask(
            by=user, now=timezone.now(), listing=listing, cooperation=cooperation, **form.cleaned_data
        )  # fmt: skip
        messages.success(request, _("Your request has been sent. An officer will find an expert."))
        return redirect(made)
    context = {"form": form, "listing": listing, "cooperation": cooperation}
    return render(request, "advisory/requests/new.html", context, status=422 if form.errors else 200)


def subject_of(request: HttpRequest) -> tuple[Listing | None, Cooperation | None]:
    """What the address names, as far as the person may see it."""
    listing = cooperation = None
    if reference := request.GET.get("listing", ""):
        listing = get_object_or_404(Listing.objects.visible_to(request.user), reference=reference)
    if reference := request.GET.get("cooperation", ""):
        cooperation = get_object_or_404(Cooperation.objects.taken_part_in(person(request)), reference=reference)
    return listing, cooperation


@login_required
@require_safe
def request_detail(request: HttpRequest, reference: str) -> HttpResponse:
    return show(request, find(request, reference))


@officer_required
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    return act(request, reference, RoomForm({}), _("You look after this request."), running.take)


@officer_required
@require_POST
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    return act(request, reference, InviteForm(request.POST), _("The experts have been asked."), running.invite)


@officer_required
@require_POST
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    return act(request, reference, RefuseForm(request.POST), _("The organisation has been told."), running.refuse)


@login_required
@require_POST
def make_offer(request: HttpRequest, reference: str) -> HttpResponse:
    def work(request: ServiceRequest, **values: Any) -> None:
        kept = {name: values[name] for name in ("by", "now")}
        running.make_offer(request=request, **kept, **form.details())

    form = OfferForm(request.POST)
    return act(request, reference, form, _("Your offer has been sent."), work)


@login_required
@require_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    return act(request, reference, DeclineForm(request.POST), _("Thank you for your answer."), running.decline_offer)


@login_required
@require_POST
def choose(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    offer = get_object_or_404(ServiceOffer, pk=pk, request=find(request, reference))
    return act(
        request, reference, RoomForm({}), _("The offer is chosen. The expert has been told."),
        lambda **values: running.choose(offer=offer, **values),
    )  # fmt: skip


@login_required
@require_POST
def set_deadline(request: HttpRequest, reference: str) -> HttpResponse:
    return act(request, reference, DeadlineForm(request.POST), _("The new deadline stands."), running.set_deadline)


@login_required
@require_POST
def deliver(request: HttpRequest, reference: str) -> HttpResponse:
    form = DeliverForm(request.POST, request.FILES)
    return act(request, reference, form, _("Handed in. The organisation has been told."), running.deliver)


@login_required
@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    return act(request, reference, RoomForm({}), _("Accepted. Please say how it was."), running.accept)


@login_required
@require_POST
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    return act(
        request, reference, ReturnForm(request.POST), _("Returned. The expert has been told."), running.send_back
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    return act(request, reference, WithdrawForm(request.POST), _("The request is withdrawn."), running.withdraw)


@login_required
@require_POST
def rate(request: HttpRequest, reference: str) -> HttpResponse:
    row = find(request, reference)
    party = rating_party(row, reader_of(row, person(request)))
    return act(
        request, reference, RateForm(request.POST), _("Thank you for your rating."),
        lambda **values: running.rate(party=party, **values),
    )  # fmt: skip


@login_required
@require_safe
def file(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """A file of a deliverable, as a download for those who work on the request."""
    row = find(request, reference)
    if not sees_work(reader_of(row, person(request))):
        raise Http404
    found = get_object_or_404(DeliverableFile, pk=pk, deliverable__request=row)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    for header, value in {**protection(), "Cache-Control": "private, no-store"}.items():
        response.headers[header] = value
    return response


def act(
    request: HttpRequest, reference: str, form: RoomForm, done: str, work: Callable[..., Any]
) -> HttpResponse:  # fmt: skip
    """Make one domain call with what the form holds; whatever goes wrong, what was typed stays on the page."""
    row = find(request, reference)
    if not form.is_valid():
        return show(request, row, returned=form)
    try:
        work(request=row, by=person(request), now=timezone.now(), **form.cleaned_data)
    except running.RequestError as error:
        form.add_error(None, str(NOT_DONE[type(error)]))
        return show(request, find(request, reference), returned=form)
    messages.success(request, done)
    still_seen = ServiceRequest.objects.visible_to(person(request)).filter(pk=row.pk).exists()
    return redirect(row) if still_seen else redirect("advisory:requests")


def show(request: HttpRequest, row: ServiceRequest, *, returned: RoomForm | None = None) -> HttpResponse:
    context = request_page(row, user=person(request), returned=returned)
    return render(request, "advisory/requests/page.html", context, status=422 if returned else 200)


def find(request: HttpRequest, reference: str) -> ServiceRequest:
    related = ("organisation__kind", "officer", "listing__organisation", "cooperation__need")
    rows = ServiceRequest.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(rows.distinct(), reference=reference)
