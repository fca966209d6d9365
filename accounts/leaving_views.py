"""The page on which a member leaves an organisation and says who goes on with the work."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import active, membership
from accounts.leaving_forms import LeaveForm
from accounts.models import Departure, Membership, Organisation
from accounts.requests import person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    user, organisation = person(request), get_object_or_404(Organisation, slug=slug)
    own = Membership.objects.filter(user=user, organisation=organisation).select_related("organisation").first()
    if own is None:
        return left_already(request, organisation)
    form = LeaveForm(request.POST if request.method == "POST" else None, membership=own)
    if request.method == "POST" and form.is_valid():
        try:
            membership.leave(user=user, organisation=organisation, **form.chosen())
        except membership.NotAllowed:
            return left_already(request, organisation)
        except (membership.BadSuccessor, membership.LastOwner):
            form = LeaveForm(request.POST, membership=own)
            form.add_error(None, _("The members have changed meanwhile. Please choose again; nothing was changed."))
        else:
            active.forget(request)
            messages.success(request, left(organisation))
            return redirect("accounts:organisation-list")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/leave.html", {"form": form, "organisation": organisation}, status=status)


def left_already(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A button pressed twice; for strangers the page does not exist."""
    if not Departure.objects.filter(user=person(request), organisation=organisation).exists():
        raise Http404
    messages.info(request, left(organisation))
    return redirect("accounts:organisation-list")


def left(organisation: Organisation) -> str:
    return _("You no longer belong to %(organisation)s.") % {"organisation": organisation.name}
