"""Inviting and accepting through the pages."""

import pytest
from django.urls import reverse

from accounts.models import Invitation, Membership, OutboxMessage
from tests.factories import InvitationFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    owner = MembershipFactory()
    client.force_login(owner.user)
    return owner


def page_of(invitation):
    return reverse("accounts:invitation", args=[invitation.token])


def test_owner_invites(client, owner):
    path = reverse("accounts:invite", args=[owner.organisation.slug])
    response = client.post(path, {"email": "moi@vidu.test", "role": "editor"})
    assert response.status_code == 302
    assert (Invitation.objects.get().email, OutboxMessage.objects.get().to) == ("moi@vidu.test", "moi@vidu.test")


@pytest.mark.parametrize("email", ["", "moi", "a@b.test, c@d.test", "a@b.test\nBcc: c@d.test"])
def test_wrong_addresses_are_told(client, owner, email):
    path = reverse("accounts:invite", args=[owner.organisation.slug])
    response = client.post(path, {"email": email, "role": "editor"})
    assert (response.status_code, Invitation.objects.count()) == (200, 0)


def test_member_is_not_invited_again(client, owner):
    path = reverse("accounts:invite", args=[owner.organisation.slug])
    response = client.post(path, {"email": owner.user.email, "role": "editor"})
    assert "email" in response.context["form"].errors


def test_opening_the_link_accepts_nothing_but_the_button_does(client):
    user = UserFactory()
    invitation = InvitationFactory(email=user.email)
    client.force_login(user)
    assert client.get(page_of(invitation)).status_code == 200
    assert not Membership.objects.exists()
    assert client.post(page_of(invitation)).url == reverse("exchange:desk")
    assert Membership.objects.get().user == user
    assert client.post(page_of(invitation)).status_code == 410


def test_somebody_else_with_the_link_does_not_get_in(client):
    invitation = InvitationFactory()
    client.force_login(UserFactory())
    assert client.post(page_of(invitation)).status_code == 403
    assert not Membership.objects.exists()


def test_unknown_and_ended_links_get_a_page(client, now):
    client.force_login(UserFactory())
    assert client.get("/invitations/khong-co/").status_code == 404
    assert client.get(page_of(InvitationFactory(revoked_at=now))).status_code == 410


def test_anonymous_comes_back_after_signing_in(client):
    path = page_of(InvitationFactory())
    assert client.get(path).url == f"{reverse('account_login')}?next={path}"


def test_owner_withdraws(client, owner):
    invitation = InvitationFactory(organisation=owner.organisation)
    path = reverse("accounts:invitation-revoke", args=[owner.organisation.slug, invitation.pk])
    for _ in range(2):
        assert client.post(path).status_code == 302
    assert Invitation.objects.get().revoked_at is not None


def test_invitation_of_another_organisation_is_not_found(client, owner):
    path = reverse("accounts:invitation-revoke", args=[owner.organisation.slug, InvitationFactory().pk])
    assert client.post(path).status_code == 404
