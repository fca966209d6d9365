"""Asking, inviting, roles, leaving."""

from datetime import timedelta

import pytest

from accounts import membership
from accounts.models import Invitation, JoinRequest, Membership, OutboxMessage
from tests.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    OfficerFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role


def sent_to() -> list[str]:
    return sorted(OutboxMessage.objects.values_list("to", flat=True))


def test_asking_tells_every_owner(now):
    organisation = OrganisationFactory()
    owners = [MembershipFactory(organisation=organisation).user for _ in range(2)]
    MembershipFactory(organisation=organisation, role=Role.EDITOR)
    membership.ask_to_join(user=UserFactory(), organisation=organisation, message="", now=now)
    assert sent_to() == sorted(owner.email for owner in owners)


def test_asking_where_nobody_owns_tells_the_point(now, settings):
    membership.ask_to_join(user=UserFactory(), organisation=OrganisationFactory(), message="", now=now)
    assert sent_to() == [settings.POINT["email"]]


def test_asking_twice_is_refused(now):
    waiting = JoinRequestFactory()
    with pytest.raises(membership.AlreadyAsked):
        membership.ask_to_join(user=waiting.user, organisation=waiting.organisation, message="", now=now)


def test_asking_as_a_member_is_refused(now):
    member = MembershipFactory()
    with pytest.raises(membership.AlreadyMember):
        membership.ask_to_join(user=member.user, organisation=member.organisation, message="", now=now)


@pytest.mark.parametrize(("accept", "state"), [(True, "accepted"), (False, "declined")])
def test_owner_answers_a_request(now, accept, state):
    owner, request = MembershipFactory(), None
    request = JoinRequestFactory(organisation=owner.organisation)
    answered = membership.answer_join_request(request=request, by=owner.user, accept=accept, role=Role.READER, now=now)
    assert (answered.state, answered.decided_at, answered.decided_by) == (state, now, owner.user)
    roles = list(Membership.objects.filter(user=request.user).values_list("role", flat=True))
    assert roles == ([Role.READER] if accept else [])
    assert sent_to() == [request.user.email]


def test_request_is_answered_once(now):
    owner = MembershipFactory()
    request = JoinRequestFactory(organisation=owner.organisation)
    membership.answer_join_request(request=request, by=owner.user, accept=True, now=now)
    with pytest.raises(membership.AlreadyAnswered):
        membership.answer_join_request(request=request, by=owner.user, accept=False, now=now)
    assert JoinRequest.objects.get().state == JoinRequest.State.ACCEPTED


@pytest.mark.parametrize("role", [Role.EDITOR, Role.READER])
def test_request_is_answered_by_owners_only(now, role):
    colleague = MembershipFactory(role=role)
    MembershipFactory(organisation=colleague.organisation)
    request = JoinRequestFactory(organisation=colleague.organisation)
    with pytest.raises(membership.NotAllowed):
        membership.answer_join_request(request=request, by=colleague.user, accept=True, now=now)


def test_officer_answers_where_nobody_owns(now):
    request, officer = JoinRequestFactory(), OfficerFactory()
    membership.answer_join_request(request=request, by=officer, accept=True, role=Role.OWNER, now=now)
    assert Membership.objects.get().role == Role.OWNER


def test_officer_does_not_answer_where_somebody_owns(now):
    request = JoinRequestFactory()
    MembershipFactory(organisation=request.organisation)
    with pytest.raises(membership.NotAllowed):
        membership.answer_join_request(request=request, by=OfficerFactory(), accept=True, now=now)


def test_invitation_is_sent_with_a_secret_link(now, settings):
    owner = MembershipFactory()
    invited = membership.invite(
        organisation=owner.organisation, by=owner.user, email="Moi@Vidu.test ", role=Role.READER, now=now
    )
    letter = OutboxMessage.objects.get()
    assert (letter.to, letter.text, letter.secret is not None) == ("moi@vidu.test", "", True)
    assert invited.expires_at == now + timedelta(days=settings.INVITATION_DAYS)


def test_second_invitation_ends_the_first(now):
    owner = MembershipFactory()
    invite = {"organisation": owner.organisation, "by": owner.user, "email": "moi@vidu.test", "role": Role.READER}
    first, second = (membership.invite(**invite, now=moment) for moment in (now, now + timedelta(minutes=2)))
    first.refresh_from_db()
    assert (first.is_open(now), second.is_open(now)) == (False, True)


def test_button_pressed_twice_sends_one_invitation(now):
    owner = MembershipFactory()
    invite = {"organisation": owner.organisation, "by": owner.user, "email": "moi@vidu.test"}
    first, second = (membership.invite(**invite, role=Role.READER, now=now) for _ in range(2))
    assert (first, sent_to()) == (second, ["moi@vidu.test"])
    assert membership.invite(**invite, role=Role.EDITOR, now=now) != first


@pytest.mark.parametrize("role", [Role.EDITOR, Role.READER])
def test_only_owners_invite(now, role):
    member = MembershipFactory(role=role)
    with pytest.raises(membership.NotAllowed):
        membership.invite(
            organisation=member.organisation, by=member.user, email="moi@vidu.test", role=Role.OWNER, now=now
        )


def test_members_are_not_invited_again(now):
    owner = MembershipFactory()
    with pytest.raises(membership.AlreadyMember):
        membership.invite(
            organisation=owner.organisation, by=owner.user, email=owner.user.email.upper(), role=Role.READER, now=now
        )


def test_invitation_is_accepted_once(now):
    user = UserFactory()
    invitation = InvitationFactory(email=user.email.upper(), role=Role.EDITOR)
    member = membership.accept_invitation(invitation=invitation, user=user, now=now)
    assert (member.user, member.organisation, member.role) == (user, invitation.organisation, Role.EDITOR)
    with pytest.raises(membership.InvitationClosed):
        membership.accept_invitation(invitation=invitation, user=user, now=now)


def test_invitation_needs_the_confirmed_address(now):
    user = UserFactory(address=False)
    invitation = InvitationFactory(email=user.email)
    with pytest.raises(membership.WrongAddress):
        membership.accept_invitation(invitation=invitation, user=user, now=now)


@pytest.mark.parametrize("field", ["revoked_at", "expires_at"])
def test_ended_invitation_is_refused(now, field):
    user = UserFactory()
    invitation = InvitationFactory(email=user.email, **{field: now})
    with pytest.raises(membership.InvitationClosed):
        membership.accept_invitation(invitation=invitation, user=user, now=now)


def test_invitation_is_withdrawn_by_owners_only(now):
    owner = MembershipFactory()
    invitation = InvitationFactory(organisation=owner.organisation)
    with pytest.raises(membership.NotAllowed):
        membership.revoke_invitation(invitation=invitation, by=UserFactory(), now=now)
    membership.revoke_invitation(invitation=invitation, by=owner.user, now=now)
    assert Invitation.objects.get().revoked_at == now


def test_last_owner_stays():
    owner = MembershipFactory()
    MembershipFactory(organisation=owner.organisation, role=Role.EDITOR)
    with pytest.raises(membership.LastOwner):
        membership.leave(user=owner.user, organisation=owner.organisation)
    with pytest.raises(membership.LastOwner):
        membership.change_role(membership=owner, by=owner.user, role=Role.READER)
    with pytest.raises(membership.LastOwner):
        membership.remove_member(membership=owner, by=owner.user)


def test_closed_account_does_not_count_as_owner():
    owner = MembershipFactory()
    MembershipFactory(organisation=owner.organisation, user__is_active=False)
    with pytest.raises(membership.LastOwner):
        membership.leave(user=owner.user, organisation=owner.organisation)


def test_one_of_two_owners_may_leave():
    owner = MembershipFactory()
    other = MembershipFactory(organisation=owner.organisation)
    membership.leave(user=owner.user, organisation=owner.organisation)
    assert list(Membership.objects.all()) == [other]


def test_only_owners_change_roles_and_remove():
    owner = MembershipFactory()
    editor = MembershipFactory(organisation=owner.organisation, role=Role.EDITOR)
    with pytest.raises(membership.NotAllowed):
        membership.change_role(membership=editor, by=editor.user, role=Role.OWNER)
    with pytest.raises(membership.NotAllowed):
        membership.remove_member(membership=owner, by=editor.user)
    assert membership.change_role(membership=editor, by=owner.user, role=Role.OWNER).role == Role.OWNER


def test_stranger_cannot_leave():
    with pytest.raises(membership.NotAllowed):
        membership.leave(user=UserFactory(), organisation=OrganisationFactory())
