"""Who may do what with a listing; what one may see at all is `Listing.objects.visible_to`."""

from __future__ import annotations

from accounts.models import Membership, Organisation
from catalog.models import AnyUser, DisclosureGrant, Listing


def is_member(user: AnyUser, listing: Listing) -> bool:
    return user.is_authenticated and Membership.objects.filter(user=user, organisation=listing.organisation_id).exists()


def may_post(user: AnyUser, organisation: Organisation) -> bool:
    """Owners and editors of an organisation begin its listings, as long as it is active."""
    roles = [Membership.Role.OWNER, Membership.Role.EDITOR]
    return (
        user.is_authenticated
        and Membership.objects.filter(user=user, organisation=organisation, role__in=roles)
        .filter(organisation__state=Organisation.State.ACTIVE)
        .exists()
    )


def can_edit(user: AnyUser, listing: Listing) -> bool:
    """Owners and editors of the listing's organisation, as long as it is active."""
    return (
        user.is_authenticated
        and Membership.objects.filter(
            user=user,
            organisation=listing.organisation_id,
            organisation__state=Organisation.State.ACTIVE,
            role__in=[Membership.Role.OWNER, Membership.Role.EDITOR],
        ).exists()
    )


def can_review(user: AnyUser, listing: Listing) -> bool:
    """Officers decide on listings of organisations they do not belong to."""
    return user.is_authenticated and user.is_officer and not is_member(user, listing)


def granted_levels(user: AnyUser, listing: Listing) -> frozenset[str]:
    """Levels of disclosure open to the person: all for the owner's members, else what grants in force say."""
    if not user.is_authenticated:
        return frozenset()
    if is_member(user, listing):
        return frozenset(DisclosureGrant.Level.values)
    levels = DisclosureGrant.objects.filter(
        listing=listing, revoked_at__isnull=True, organisation__memberships__user=user
    ).values_list("level", flat=True)
    opened = frozenset(levels)
    # A confidentiality agreement opens what an accepted interest opens.
    return opened | {DisclosureGrant.Level.INTEREST} if DisclosureGrant.Level.NDA in opened else opened


def can_see_owner(user: AnyUser, listing: Listing) -> bool:
    """An anonymous need's owner is known to its members, to officers and to whom a grant was given."""
    if not listing.is_anonymous:
        return True
    if not user.is_authenticated:
        return False
    return user.is_officer or bool(granted_levels(user, listing))
