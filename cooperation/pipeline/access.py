"""For which sides a person may act in a cooperation; who may see one at all is `Cooperation.objects.visible_to`."""

from __future__ import annotations

from accounts.models import Membership, User
from cooperation.models import Cooperation
from cooperation.stage_choices import Side

EDITING = (Membership.Role.OWNER, Membership.Role.EDITOR)


def memberships_of(cooperation: Cooperation, user: User) -> dict[str, str]:
    """The sides a person belongs to, with the role there; for an officer in charge who belongs to none, that side."""
    found = Membership.objects.filter(
        user=user, organisation__in=[cooperation.need_side_id, cooperation.offer_side_id]
    ).values_list("organisation", "role")
    roles = dict(found)
    return roles_of(
        cooperation, user, need=roles.get(cooperation.need_side_id), offer=roles.get(cooperation.offer_side_id)
    )


def roles_of(cooperation: Cooperation, user: User, *, need: str | None, offer: str | None) -> dict[str, str]:
    """The same from the person's roles in the two organisations."""
    mine = {str(side): role for side, role in ((Side.NEED, need), (Side.OFFER, offer)) if role}
    if not mine and (user.is_manager or (user.is_officer and cooperation.officer_id == user.pk)):
        return {str(Side.OFFICER): str(Side.OFFICER)}
    return mine


def sides_of(cooperation: Cooperation, user: User) -> list[str]:
    """For whom the person may change something: readers of an organisation for nobody."""
    found = memberships_of(cooperation, user)
    return [side for side, role in found.items() if role in EDITING or side == Side.OFFICER]


def can_act(user: User, cooperation: Cooperation, side: str) -> bool:
    return user.is_active and side in sides_of(cooperation, user)


def can_take(user: User, cooperation: Cooperation) -> bool:
    """An officer who belongs to neither side looks after a cooperation that nobody, or somebody else, looks after."""
    if (
        not user.is_officer
        or Membership.objects.filter(
            user=user, organisation__in=[cooperation.need_side_id, cooperation.offer_side_id]
        ).exists()
    ):
        return False
    return user.is_manager or cooperation.officer is None or not cooperation.officer.is_officer
