"""Who may do what with organisations, and the decorators that guard views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.active import active_organisation
from accounts.models import Membership, Organisation, User

AnyUser = User | AnonymousUser
View = Callable[..., HttpResponseBase]


def role_in(user: AnyUser, organisation: Organisation) -> str:
    """The person's role in the organisation, or an empty string."""
    if not user.is_authenticated:
        return ""
    roles = Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True)
    return roles.first() or ""


def is_owner(user: AnyUser, organisation: Organisation) -> bool:
    return role_in(user, organisation) == Membership.Role.OWNER


def has_owner(organisation: Organisation) -> bool:
    """Whether somebody active answers for the organisation."""
    return Membership.objects.filter(
        organisation=organisation, role=Membership.Role.OWNER, user__is_active=True
    ).exists()


def can_answer_requests(user: User, organisation: Organisation) -> bool:
    """Owners answer requests to join; officers where nobody owns the organisation."""
    return is_owner(user, organisation) or (user.is_officer and not has_owner(organisation))


def member_required(view: View) -> View:
    """Sign-in, and an organisation to act for."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if active_organisation(request) is None:
            messages.info(request, _("Please create your organisation first, or ask to join it."))
            return redirect("accounts:organisation-create")
        return view(request, *args, **kwargs)

    return guarded


def staff_only(test: Callable[[User], bool]) -> Callable[[View], View]:
    """Sign-in; for everybody else the page does not exist."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not (isinstance(request.user, User) and test(request.user)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


officer_required = staff_only(lambda user: user.is_officer)
manager_required = staff_only(lambda user: user.is_manager)
