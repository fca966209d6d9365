"""Forgetting a person keeps the row and loses the name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts import tasks
from accounts.erasure import KEPT, AlreadyErased, OwnAccount, anonymise, erased_among
from accounts.membership import LastOwner
from accounts.models import Consent, Invitation, Membership, Organisation, OutboxMessage, User
from accounts.security_models import ErasedAddress
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return factories.UserFactory(is_staff=True, is_superuser=True)


def everything_stored_of(user: User) -> str:
    """All that the tables of people hold, as one text."""
    models = [
        User,
        EmailAddress,
        ErasedAddress,
        OutboxMessage,
        Invitation,
        LogEntry,
        apps.get_model("accounts", "UserEvent"),
    ]
    rows: list[Any] = [list(model.objects.values()) for model in models]
    return str(rows)


def test_nothing_that_names_the_person_stays(administrator: User, now: datetime) -> None:
    user = factories.UserFactory(email="ten-rieng@vidu.test", full_name="Trịnh Tên Riêng", phone="0900000000")
    user.phone = "0911111111"
    user.save()
    factories.OutboxMessageFactory(user=user, to=user.email)
    factories.OutboxMessageFactory(to="can-bo@vidu.test", reply_to="Ten-Rieng@vidu.test")
    factories.InvitationFactory(email="Ten-Rieng@vidu.test")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    LogEntry.objects.create(
        user=administrator, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk),
        object_repr=str(user), action_flag=CHANGE, change_message="",
    )  # fmt: skip
    anonymise(user=user, by=administrator, now=now)
    stored = everything_stored_of(user).lower()
    assert [word for word in ("tên riêng", "ten-rieng", "09000", "09111") if word in stored] == []
    assert not Authenticator.objects.exists()


def test_row_and_consents_stay_without_a_way_in(administrator: User, now: datetime) -> None:
    user = factories.ConsentFactory().user
    erased = anonymise(user=user, by=administrator, now=now)
    assert (erased.pk, erased.is_active, erased.has_usable_password()) == (user.pk, False, False)
    assert Consent.objects.filter(user=user).count() == 1


def test_memberships_end_but_never_the_last_owners(administrator: User, now: datetime) -> None:
    membership = factories.MembershipFactory()
    with pytest.raises(LastOwner):
        anonymise(user=membership.user, by=administrator, now=now)
    assert User.objects.get(pk=membership.user.pk).full_name == membership.user.full_name
    factories.MembershipFactory(organisation=membership.organisation)
    anonymise(user=membership.user, by=administrator, now=now)
    assert not Membership.objects.filter(user=membership.user).exists()


def test_last_owner_of_a_closed_organisation_may_go(administrator: User, now: datetime) -> None:
    membership = factories.MembershipFactory(organisation__state=Organisation.State.CLOSED)
    anonymise(user=membership.user, by=administrator, now=now)
    assert not Membership.objects.exists()


def test_twice_and_oneself_are_refused(administrator: User, now: datetime) -> None:
    user = factories.UserFactory()
    anonymise(user=user, by=administrator, now=now)
    with pytest.raises(AlreadyErased):
        anonymise(user=user, by=administrator, now=now)
    with pytest.raises(OwnAccount):
        anonymise(user=administrator, by=administrator, now=now)


def test_administration_asks_before_it_erases(client: Any, administrator: User) -> None:
    client.force_login(administrator)
    user = factories.UserFactory()
    form = {"action": "erase", "_selected_action": [user.pk]}
    asked = client.post("/admin/accounts/user/", form)
    assert (asked.status_code, User.objects.get(pk=user.pk).email) == (200, user.email)
    client.post("/admin/accounts/user/", form | {"confirmed": "1"})
    assert User.objects.get(pk=user.pk).email == f"erased-{user.pk}@erased.invalid"


def test_the_apps_above_can_tell_whose_address_was_erased(administrator: User, now: datetime) -> None:
    user = factories.UserFactory(email="Ten-Rieng@vidu.test")
    EmailAddress.objects.create(user=user, email="nha@vidu.test")
    anonymise(user=user, by=administrator, now=now)
    asked = ["ten-rieng@VIDU.test", "nha@vidu.test", administrator.email]
    assert erased_among(asked) == {"ten-rieng@vidu.test": now, "nha@vidu.test": now}
    assert erased_among([]) == {}


def test_hashes_of_erased_addresses_are_forgotten(administrator: User) -> None:
    long_ago = timezone.now() - KEPT - timedelta(minutes=1)
    anonymise(user=factories.UserFactory(), by=administrator, now=long_ago)
    anonymise(user=factories.UserFactory(email="moi@vidu.test"), by=administrator, now=timezone.now())
    for _ in range(2):
        tasks.purge_expired()
    assert ErasedAddress.objects.count() == 1
    assert "moi@vidu.test" in erased_among(["moi@vidu.test"])
