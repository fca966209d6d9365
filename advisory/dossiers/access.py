"""As whom a person acts in a dossier; who may see one at all is `SelectionDossier.objects.visible_to`."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import Membership, User
from advisory.dossier_models import ENGAGED, SCORING
from advisory.models import ExpertProfile, SelectionDossier, ServiceOffer
from advisory.requests.access import EDITING


def may_edit(dossier: SelectionDossier, user: User) -> bool:
    """Owners and editors of the organisation, while the dossier is open."""
    roles = Membership.objects.filter(user=user, organisation=dossier.organisation_id, role__in=EDITING)
    return dossier.is_open and user.is_active and roles.exists()


def is_member(dossier: SelectionDossier, user: User) -> bool:
    return Membership.objects.filter(user=user, organisation=dossier.organisation_id).exists()


def place_of(dossier: SelectionDossier, user: User) -> ServiceOffer | None:
    """The chosen offer by which the person works as an expert on the dossier's need, now or before."""
    return engaged(dossier).filter(expert__user=user).order_by("-pk").first()


def engaged(dossier: SelectionDossier) -> QuerySet[ServiceOffer]:
    """The offers by which experts work, or have worked, on requests about the dossier's need."""
    about = Q(request__organisation=dossier.organisation_id, request__listing=dossier.need_id)
    return ServiceOffer.objects.filter(ENGAGED & about).select_related("expert__user", "request").order_by("pk")


def may_score(dossier: SelectionDossier, place: ServiceOffer | None) -> bool:
    """While the dossier and the request are open, and unless one of the technologies is of the expert's own house."""
    if place is None or not dossier.is_open or place.request.state not in SCORING:
        return False
    return not bound(dossier, place.expert)


def bound(dossier: SelectionDossier, expert: ExpertProfile) -> bool:
    """Whether the expert belongs to an organisation whose technology is, or was, compared."""
    return dossier.candidates.filter(listing__organisation__memberships__user=expert.user_id).exists()
