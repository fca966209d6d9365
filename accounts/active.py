"""The organisation somebody acts for, when they belong to several."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import Membership, Organisation

SESSION_KEY = "organisation"


class NotAMember(Exception):
    """One acts only for one's own organisations."""


def organisations_of(request: HttpRequest) -> list[Organisation]:
    """The signed-in person's organisations, asked for once per request."""
    if not request.user.is_authenticated:
        return []
    cached: list[Organisation] | None = getattr(request, "_organisations", None)
    if cached is None:
        memberships = Membership.objects.filter(user=request.user).select_related("organisation__kind")
        cached = [membership.organisation for membership in memberships.order_by("created_at", "pk")]
        request._organisations = cached  # type: ignore[attr-defined]
    return cached


def forget(request: HttpRequest) -> None:
    """Ask anew, because the person's organisations changed during this request."""
    request._organisations = None  # type: ignore[attr-defined]


def active_organisation(request: HttpRequest) -> Organisation | None:
    """The organisation chosen in this session, else the one joined first."""
    organisations = organisations_of(request)
    if not organisations:
        return None
    chosen = request.session.get(SESSION_KEY)
    return next((each for each in organisations if each.pk == chosen), organisations[0])


def switch(request: HttpRequest, pk: int) -> Organisation:
    """Act for another of one's organisations from now on."""
    for organisation in organisations_of(request):
        if organisation.pk == pk:
            request.session[SESSION_KEY] = pk
            return organisation
    raise NotAMember(pk)
