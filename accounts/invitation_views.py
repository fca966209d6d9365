"""Pages of membership: members, asking to join, inviting, accepting."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import active, membership
from accounts.models import Invitation, JoinRequest, Membership, Organisation
from accounts.organisation_forms import InviteForm, JoinForm, RoleForm, SuccessorForm
from accounts.permissions import can_answer_requests, role_in
from accounts.requests import person
from accounts.throttling import throttled


def own_organisation(request: HttpRequest, slug: str, *, owner: bool = False) -> Organisation:
    """An organisation the person belongs to; for others the page does not exist."""
    organisation = get_object_or_404(Organisation, slug=slug)
    role = role_in(request.user, organisation)
    if not role or (owner and role != Membership.Role.OWNER):
        raise Http404
    return organisation


@login_required
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    role = role_in(request.user, organisation)
    if not role:
        raise Http404
    return members_page(request, organisation, InviteForm(), is_owner=role == Membership.Role.OWNER)


def members_page(request: HttpRequest, organisation: Organisation, form: InviteForm, *, is_owner: bool) -> HttpResponse:
    context = {
        "organisation": organisation,
        "is_owner": is_owner,
        "memberships": (
            memberships := list(organisation.memberships.select_related("user").order_by("role", "user__full_name"))
        ),
        "writers": [each for each in memberships if each.can_edit and each.user.is_active],
        "roles": Membership.Role.choices,
        "form": form,
    }
    if is_owner:
        waiting = organisation.join_requests.filter(state=JoinRequest.State.WAITING).select_related("user")
        open_invitations = organisation.invitations.filter(accepted_at=None, revoked_at=None)
        context |= {
            "join_requests": waiting,
            "invitations": open_invitations.filter(expires_at__gt=timezone.now()),
        }
    return render(request, "accounts/members.html", context)


@login_required
@require_POST
@throttled("invite", 60, 3600)
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug, owner=True)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return members_page(request, organisation, form, is_owner=True)
    try:
        membership.invite(organisation=organisation, by=person(request), now=timezone.now(), **form.cleaned_data)
    except membership.AlreadyMember:
        form.add_error("email", _("This person is a member already."))
        return members_page(request, organisation, form, is_owner=True)
    messages.success(request, _("The invitation is on its way."))
    return redirect("accounts:organisation-members", slug=slug)


@login_required
@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = own_organisation(request, slug, owner=True)
    found = get_object_or_404(Invitation, pk=pk, organisation=organisation)
    try:
        membership.revoke_invitation(invitation=found, by=person(request), now=timezone.now())
        messages.success(request, _("The invitation is withdrawn."))
    except membership.InvitationClosed:
        messages.warning(request, _("This invitation has already been used or has ended."))
    return redirect("accounts:organisation-members", slug=slug)


@login_required
@require_POST
def change_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = own_organisation(request, slug, owner=True)
    member = get_object_or_404(Membership, pk=pk, organisation=organisation)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        membership.change_role(membership=member, by=person(request), role=form.cleaned_data["role"])
        messages.success(request, _("The role is changed."))
    except membership.LastOwner:
        messages.error(request, last_owner())
    return redirect("accounts:organisation-members", slug=slug)


def successor_gone() -> str:
    return _("Whoever takes over has to be an owner or editor. Please choose again; nothing was changed.")


def last_owner() -> str:
    return _("An organisation needs at least one owner. Please make somebody else an owner first.")


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = own_organisation(request, slug, owner=True)
    member = get_object_or_404(Membership, pk=pk, organisation=organisation)
    form = SuccessorForm(request.POST, membership=member)
    if not form.is_valid():
        messages.error(request, successor_gone())
        return redirect("accounts:organisation-members", slug=slug)
    try:
        membership.remove_member(membership=member, by=person(request), successor=form.chosen())
        messages.success(request, _("The membership is ended."))
    except membership.BadSuccessor:
        messages.error(request, successor_gone())
    except membership.LastOwner:
        messages.error(request, last_owner())
    return redirect("accounts:organisation-members", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("join", 30, 3600, methods=("POST",))
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask an organisation's owners to be let in."""
    organisation = get_object_or_404(Organisation, slug=slug, state=Organisation.State.ACTIVE)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            membership.ask_to_join(
                user=person(request), organisation=organisation, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Your request is on its way. You will be told by e-mail."))
        except membership.AlreadyMember:
            messages.info(request, _("You are a member already."))
        except membership.AlreadyAsked:
            messages.info(request, _("Your request is still waiting for an answer."))
        return redirect("accounts:organisation-list")
    return render(request, "accounts/join.html", {"form": form, "organisation": organisation})


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An owner, or an officer where nobody owns the organisation, lets somebody in or not."""
    found = get_object_or_404(JoinRequest.objects.select_related("organisation"), pk=pk)
    user = person(request)
    if not can_answer_requests(user, found.organisation):
        raise Http404
    accept = request.POST.get("answer") == "accept"
    role = request.POST.get("role", Membership.Role.EDITOR)
    role = role if role in Membership.Role.values else Membership.Role.EDITOR
    try:
        membership.answer_join_request(request=found, by=user, accept=accept, role=role, now=timezone.now())
        messages.success(request, _("The answer is on its way."))
    except membership.AlreadyAnswered:
        messages.warning(request, _("This request has been answered already."))
    if role_in(user, found.organisation):
        return redirect("accounts:organisation-members", slug=found.organisation.slug)
    return redirect("accounts:join-requests")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows who invites; pressing the button accepts."""
    found = Invitation.objects.select_related("organisation", "invited_by").filter(token=token).first()
    now, user = timezone.now(), person(request)
    if found is None or not found.is_open(now):
        return render(request, "accounts/invitation_closed.html", status=404 if found is None else 410)
    if not membership.owns_address(user, found.email):
        return render(request, "accounts/invitation_other.html", {"user_email": user.email}, status=403)
    if request.method == "POST":
        membership.accept_invitation(invitation=found, user=user, now=now)
        active.forget(request)
        active.switch(request, found.organisation_id)
        messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": found.organisation.name})
        return redirect("exchange:desk")
    return render(request, "accounts/invitation.html", {"invitation": found})
