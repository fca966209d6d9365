"""As whom a person acts in a request; who may see one at all is `ServiceRequest.objects.visible_to`."""

from __future__ import annotations

from accounts.models import Membership, Organisation, User
from advisory.models import Party, ServiceOffer, ServiceRequest

EDITING = (Membership.Role.OWNER, Membership.Role.EDITOR)


def parties_of(request: ServiceRequest, user: User) -> list[str]:
    """The requester for owners and editors of the organisation, the expert who is asked or at work, the officer.

    Whoever belongs to the organisation or is an expert in the matter is no officer in it.
    """
    if not user.is_active:
        return []
    role = Membership.objects.filter(user=user, organisation=request.organisation_id).values_list("role", flat=True)
    found = [str(Party.REQUESTER)] if set(role) & set(EDITING) else []
    if offer_of(request, user) is not None:
        found.append(str(Party.EXPERT))
    if user.is_officer and not role and not found:
        found.append(str(Party.OFFICER))
    return found


def may_act(user: User, request: ServiceRequest, party: str) -> bool:
    return party in parties_of(request, user)


def offer_of(request: ServiceRequest, user: User) -> ServiceOffer | None:
    """The person's own place among the experts, as long as it counts."""
    state = ServiceOffer.State
    counting = [state.ASKED, state.MADE, state.CHOSEN]
    return request.offers.filter(expert__user=user, state__in=counting).select_related("expert__user").first()


def organisations_to_ask_for(user: User) -> list[Organisation]:
    """Active organisations for which the person may ask."""
    mine = Organisation.objects.active().filter(memberships__user=user, memberships__role__in=EDITING)
    return list(mine.order_by("sort_key", "pk"))
