"""Everything a request's page shows to one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from advisory.dossier_models import SERVICES
from advisory.experts.suggesting import Asked, propose
from advisory.experts.wording import with_reasons
from advisory.history_models import Happening
from advisory.models import Party, RequestState, SelectionDossier, ServiceOffer, ServiceRequest
from advisory.requests.access import offer_of, parties_of
from advisory.requests.forms import (
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
from advisory.requests.wording import told
from catalog.content import document_of
from catalog.review_pages import due_by
from catalog.text import Document
from cooperation.pipeline.forms import RoomForm

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """As whom somebody reads a request."""

    parties: tuple[str, ...]
    offer: ServiceOffer | None
    is_member: bool
    is_staff: bool

    @property
    def is_requester(self) -> bool:
        return Party.REQUESTER in self.parties

    @property
    def is_expert(self) -> bool:
        return self.offer is not None

    @property
    def is_officer(self) -> bool:
        return Party.OFFICER in self.parties

    @property
    def sees_all(self) -> bool:
        """Whether offers of all experts are shown: never to another expert."""
        return self.is_member or (self.is_staff and not self.is_expert)


def reader_of(request: ServiceRequest, user: User) -> Reader:
    return Reader(
        tuple(parties_of(request, user)),
        offer_of(request, user),
        request.organisation.memberships.filter(user=user).exists(),
        user.is_officer,
    )


def request_page(request: ServiceRequest, *, user: User, returned: RoomForm | None = None) -> Context:
    """The whole page; `returned` is a form that came back with errors."""
    reader, today = reader_of(request, user), timezone.localdate()
    forms = forms_of(request, reader)
    if returned is not None and returned.name in forms:
        forms[returned.name] = returned
    is_due = request.state == RequestState.UNDER_WAY and request.due_on is not None
    return {
        "request_row": request,
        "reader": reader,
        "names_who_asks": names_who_asks(request, reader),
        "due": due_by(request.due_on, today=today) if is_due and request.due_on else None,
        "offers": offers_of(request, reader),
        "deliverables": request.deliverables.prefetch_related("files") if sees_work(reader) else [],
        "ratings": request.ratings.all() if sees_work(reader) else [],
        "history": history(request, user, reader),
        **(dossiers_of(request, user) if sees_work(reader) else {}),
        "proposals": proposals(request) if "invite" in forms else [],
        "forms": forms,
        "returned": returned,
        "unsent": unsent(returned, forms),
    }


def unsent(returned: RoomForm | None, forms: dict[str, RoomForm]) -> str:
    """What was typed into a form that the page no longer has."""
    if returned is None or returned.name in forms:
        return ""
    kept = ("text", "note", "words", "conclusion", "references")
    typed = [str(returned[name].value() or "") for name in kept if name in returned.fields]
    return "\n".join(filter(None, typed))


def names_who_asks(request: ServiceRequest, reader: Reader) -> bool:
    chosen = reader.offer is not None and reader.offer.state == ServiceOffer.State.CHOSEN
    return not request.hides_name or reader.sees_all or chosen


def sees_work(reader: Reader) -> bool:
    return reader.sees_all or (reader.offer is not None and reader.offer.state == ServiceOffer.State.CHOSEN)


def dossiers_of(request: ServiceRequest, user: User) -> Context:
    """What the expert scores, where the service is one of choosing; or that the expert is bound to a supplier."""
    if request.kind not in SERVICES or request.listing_id is None:
        return {}
    found = SelectionDossier.objects.filter(organisation=request.organisation_id, need=request.listing_id)
    visible = list(found.visible_to(user))
    return {"dossiers": visible, "is_bound": not visible and found.exists()}


def offers_of(request: ServiceRequest, reader: Reader) -> QuerySet[ServiceOffer]:
    found = request.offers.select_related("expert__user")
    if reader.sees_all:
        return found
    return found.filter(pk=reader.offer.pk) if reader.offer else found.none()


def history(request: ServiceRequest, user: User, reader: Reader) -> list[dict[str, Any]]:
    """What happened, the newest last; an expert does not read what other experts answered."""
    events = request.events.select_related("actor")
    if not reader.sees_all:
        events = events.exclude(action__in=["offered", "offer_declined"]) | events.filter(actor=user)
    return [
        {"title": told(event), "at": event.at, "by": side(event, names=reader.sees_all), "text": event.note}
        for event in events.order_by("at", "pk")
    ]


def side(event: Happening, *, names: bool) -> str:
    """Who did it: the side, and for those who know each other the person."""
    person = event.actor.full_name if names and event.actor else ""
    return ", ".join(filter(None, [person, str(event.get_party_display())]))


def proposals(request: ServiceRequest) -> list[dict[str, Any]]:
    """Experts for the officer to ask, with the reasons; those who are asked already and members are left out."""
    asked = asked_about(request)
    gone = set(request.offers.values_list("expert", flat=True))
    members = set(request.organisation.memberships.values_list("user", flat=True))
    found = propose(asked, today=timezone.localdate(), by_day=request.wished_on)
    return [
        {"expert": expert, "reasons": said}
        for expert, said in with_reasons(found, asked)
        if expert.pk not in gone and expert.user_id not in members
    ]


def asked_about(request: ServiceRequest) -> Asked:
    """The request's own words, with the fields and the public text of the listing it is about."""
    listing = request.listing or (request.cooperation.need if request.cooperation else None)
    about = document_of(listing) if listing else Document()
    document = Document(title=request.title, body="\n".join(filter(None, [request.text, about.full_text()])))
    fields = tuple(listing.fields.select_related("parent__parent")) if listing else ()
    return Asked(document, fields, request.kind)


def forms_of(request: ServiceRequest, reader: Reader) -> dict[str, RoomForm]:
    """The forms for what the reader may do now."""
    state, found = request.state, list[RoomForm]()
    waiting = state in (RequestState.ASKED, RequestState.OFFERING)
    if reader.is_officer and waiting:
        found += [InviteForm(), RefuseForm()]
    if reader.offer is not None and state == RequestState.OFFERING:
        found += [OfferForm(initial=initial_of(reader.offer)), DeclineForm()]
    if reader.offer is not None and state == RequestState.UNDER_WAY:
        found.append(DeliverForm())
    if (reader.is_requester or reader.is_officer) and state == RequestState.UNDER_WAY:
        found.append(DeadlineForm())
    if reader.is_requester and state == RequestState.DELIVERED:
        found.append(ReturnForm())
    if reader.is_requester and request.is_open:
        found.append(WithdrawForm())
    if rating_party(request, reader):
        found.append(RateForm())
    return {form.name: form for form in found}


def rating_party(request: ServiceRequest, reader: Reader) -> str:
    """For which side the reader may rate and has not."""
    if request.state != RequestState.DONE:
        return ""
    rated = {rating.party for rating in request.ratings.all()}
    return next((party for party in reader.parties if party != Party.OFFICER and party not in rated), "")


def initial_of(offer: ServiceOffer) -> dict[str, Any]:
    if offer.state != ServiceOffer.State.MADE:
        return {}
    values = {name: getattr(offer, name) for name in ("conflicts", "price", "days", "note")}
    return {**values, "has_conflict": "yes" if offer.conflicts else "no"}
