"""Deleting one's own account: what it asks, what stands in the way, and that nothing of the person stays readable."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import outbox
from accounts.erasure import is_erased
from accounts.models import Membership, Organisation, OutboxMessage, User
from catalog import problem_reports, publishing, watching
from catalog.handover import hand_over
from catalog.models import Attachment, Listing, ListingEvent, SavedListing, SavedNote
from cooperation import interests
from exchange.own_account import InTheWay, delete_account
from exchange.own_data import PARTS, rows_of
from tests import factories
from tests.accounts.conftest import mail_server
from tests.accounts.test_outbox_parallel import in_threads
from tests.accounts.test_second_factor import code_of
from tests.factories_catalog import (
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
    make_user,
)
from tests.factories_cooperation import make_sides, send
from tests.factories_watches import make_watch

pytestmark = pytest.mark.django_db
__all__ = ["mail_server"]
PAGE, DONE = "/account/delete/", "/account/deleted/"
FORM = {"password": factories.PASSWORD, "is_final": "on"}


def person(**values: object) -> User:
    user: User = factories.UserFactory(**values)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": factories.PASSWORD})
    return client


def owner_of(organisation: Organisation, **values: object) -> User:
    user = person(**values)
    Membership.objects.create(user=user, organisation=organisation, role="owner")
    return user


def test_account_is_deleted_with_the_password(now: datetime) -> None:
    user = person()
    here, elsewhere = signed_in(user), signed_in(user)
    assert here.get(PAGE).status_code == elsewhere.get(PAGE).status_code == 200
    assert (response := here.post(PAGE, FORM)).status_code == 302
    assert response["Location"] == DONE
    assert here.get(DONE).status_code == 200
    assert is_erased(User.objects.get(pk=user.pk))
    assert [client.get("/account/settings/").status_code for client in (here, elsewhere)] == [302, 302]
    assert not UserSession.objects.filter(user=user).exists()
    letter = OutboxMessage.objects.get(kind="account_deleted")
    assert (letter.to, letter.user, user.full_name in letter.text) == (user.email, None, True)
    assert signed_in(user).get("/account/settings/").status_code == 302


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"password": "khong-phai-mat-khau"}, "password"), ({"password": ""}, "password"), ({"is_final": ""}, "is_final")],
)
def test_password_and_confirmation_are_needed(changes: dict[str, str], wrong: str) -> None:
    user = person()
    response = signed_in(user).post(PAGE, FORM | changes)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {wrong})
    assert not is_erased(User.objects.get(pk=user.pk))


def test_visitors_sign_in_first(client: Client) -> None:
    assert [client.get(PAGE).status_code, client.post(PAGE, FORM).status_code] == [302, 302]
    assert client.get(DONE).status_code == 200


def test_second_factor_is_asked_for(client: Client) -> None:
    user, secret = person(), generate_totp_secret()
    TOTP.activate(user, secret)
    client.force_login(user)
    for response in (client.get(PAGE), client.post(PAGE, FORM)):
        assert response["Location"] == f"/account/2fa/reauthenticate/?next={PAGE}"
    assert not is_erased(User.objects.get(pk=user.pk))
    client.post("/account/2fa/reauthenticate/", {"code": code_of(secret), "next": PAGE})
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, FORM)["Location"] == DONE
    assert is_erased(User.objects.get(pk=user.pk))


@pytest.mark.parametrize("values", [{"role": "officer"}, {"role": "manager"}, {"is_staff": True}])
def test_whoever_works_for_the_point_hands_over_first(client: Client, values: dict[str, object]) -> None:
    user = person(**values)
    client.force_login(user)
    assert '<form class="panel"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, FORM).status_code == 409
    assert not is_erased(User.objects.get(pk=user.pk))


def test_last_owner_with_colleagues_names_another_owner_first(client: Client, now: datetime) -> None:
    organisation = make_organisation("Xưởng Bến Lạch")
    user = owner_of(organisation)
    colleague = make_member(organisation, role="editor")
    client.force_login(user)
    page = client.get(PAGE).content.decode()
    assert f"/organisations/{organisation.slug}/members/" in page
    assert "Xưởng Bến Lạch" in page
    assert client.post(PAGE, FORM).status_code == 409
    Membership.objects.filter(user=colleague).update(role="owner")
    assert client.post(PAGE, FORM)["Location"] == DONE
    assert Organisation.objects.get().state == Organisation.State.ACTIVE


@pytest.mark.parametrize(("state", "stands"), [("published", True), ("paused", True), ("withdrawn", False)])
def test_only_member_takes_what_is_public_back_first(client: Client, now: datetime, state: str, stands: bool) -> None:
    organisation = make_organisation()
    user = owner_of(organisation)
    listing = make_published("need", by=user, organisation=organisation, now=now)
    if state != "published":
        action = {"paused": "pause", "withdrawn": "withdraw"}[state]
        publishing.change_state(listing=listing, action=action, by=user, now=now, note="Đã đủ.")
    client.force_login(user)
    assert client.post(PAGE, FORM).status_code == (409 if stands else 302)
    assert is_erased(User.objects.get(pk=user.pk)) != stands


def test_organisation_of_one_ends_with_the_account(now: datetime) -> None:
    organisation = make_organisation()
    user = owner_of(organisation)
    draft = make_listing("need", by=user, organisation=organisation, now=now)
    submitted, revision = make_submitted("offer", by=user, organisation=organisation, now=now)
    delete_account(user=user, now=now)
    assert Organisation.objects.get().state == Organisation.State.CLOSED
    assert not Listing.objects.filter(pk=draft.pk).exists()
    submitted.refresh_from_db()
    assert (submitted.state, submitted.events.latest("pk").note) == (
        "withdrawn",
        "Tài khoản của người quản trị duy nhất đã được xóa.",
    )
    with pytest.raises(publishing.WrongState):
        publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)


def test_listing_passes_to_a_colleague(now: datetime) -> None:
    organisation = make_organisation()
    colleague, user = make_member(organisation), owner_of(organisation)
    listing = make_published("need", by=user, organisation=organisation, now=now)
    delete_account(user=user, now=now)
    hand_over(now=now)
    listing.refresh_from_db()
    assert (listing.contact, listing.state) == (colleague, "published")


def test_page_takes_the_same_queries_for_many_organisations(client: Client, now: datetime) -> None:
    def queries(number: int) -> int:
        user = person()
        for _ in range(number):
            organisation = make_organisation()
            Membership.objects.create(user=user, organisation=organisation, role="owner")
            make_published("need", by=user, organisation=organisation, now=now)
        client.force_login(user)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    assert queries(1) == queries(3)


MARKS = ("zuvanka", "khuê zuv", "+84 225 3123 789", "31239")


def fill_life(user: User, organisation: Organisation, now: datetime) -> None:
    """Something in as many tables as one person can reach by what they do."""
    need = make_published("need", by=user, organisation=organisation, now=now)
    guest = make_sides(now=now)
    send(guest, organisation=organisation, by=user, now=now)
    received = interests.send(
        listing=need, organisation=guest.organisation, by=guest.sender, now=now, pitch="Chúng tôi muốn gặp." * 9
    )
    interests.accept(interest=received, by=user, now=now)
    make_watch("q=zuvanka", owner=user, now=now)
    problem_reports.report(
        listing=guest.listing, reason="wrong", text="Giá đã đổi.", by=user, email=user.email, now=now
    )
    saved = SavedListing.objects.create(listing=guest.listing, organisation=organisation, saved_by=user, saved_at=now)
    SavedNote.objects.create(saved=saved, author=user, text="Gọi lại sau Tết", at=now)
    Attachment.objects.create(
        listing=need,
        file="attachments/1",
        name="a.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0",
        uploaded_by=user,
    )
    factories.ConsentFactory(user=user, purpose="contact")
    factories.JoinRequestFactory(user=user, message="Tôi là Khuê Zuvanka")
    factories.InvitationFactory(invited_by=user)
    factories.InvitationFactory(email=user.email)
    factories.OutboxMessageFactory(user=user, to=user.email)
    told = {"text": f"{user.full_name}, {user.phone}", "html": user.email, "subject": user.full_name}
    factories.OutboxMessageFactory(state="sent", **told)
    TOTP.activate(user, generate_totp_secret())
    LogEntry.objects.create(
        user=make_user(), content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk),
        object_repr=str(user), action_flag=CHANGE, change_message="",
    )  # fmt: skip


def readable() -> dict[str, str]:
    """Every row of every table as text."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: str(list(model._default_manager.values())).lower() for model in models}


def test_afterwards_the_person_is_nowhere_to_be_read(now: datetime, mail_server: object) -> None:
    organisation = make_organisation(contact_email="khue.zuvanka@vidu.test", contact_phone="+84 225 3123 789")
    make_member(organisation)
    user = owner_of(organisation, full_name="Khuê Zuvanka", email="khue.zuvanka@vidu.test", phone="+84 225 3123 789")
    user.title = "Trưởng phòng 31239"
    user.save()
    signed_in(user)
    fill_life(user, organisation, now)
    outbox.deliver_batch(now=timezone.now() + timedelta(days=1))
    held = {label for label, text in readable().items() if any(mark in text for mark in MARKS)}
    assert {"accounts.User", "accounts.UserEvent", "accounts.OutboxMessage", "catalog.Watch"} <= held
    assert {label for label, by in PARTS if rows_of(user, label, by)} >= {"catalog.Listing", "cooperation.Interest"}
    delete_account(user=user, now=now)
    outbox.deliver_batch(now=timezone.now() + timedelta(days=1))
    hand_over(now=now)
    watching.forget_erased()
    problem_reports.forget_addresses(now=now)
    assert {label: mark for label, text in readable().items() for mark in MARKS if mark in text} == {}


def test_person_who_listed_alone_takes_their_name_along(now: datetime) -> None:
    alone = make_organisation(
        "Khuê Zuvanka", kind="individual", slug="khue-zuvanka", tax_code="031239000001", about_vi="Tôi là Zuvanka"
    )
    user = owner_of(alone, full_name="Khuê Zuvanka", email="khue.zuvanka@vidu.test")
    delete_account(user=user, now=now)
    for label, text in readable().items():
        assert not any(mark in text for mark in MARKS) or label == "accounts.OutboxMessage", label


@pytest.mark.django_db(transaction=True)
def test_pressed_three_times_at_once_it_happens_once() -> None:
    user = person()
    clients = [signed_in(user) for _ in range(3)]
    answers = in_threads(lambda: clients.pop().post(PAGE, FORM)["Location"], 3)
    assert set(answers) <= {DONE, f"/account/login/?next={PAGE}"}
    assert DONE in answers
    assert OutboxMessage.objects.filter(kind="account_deleted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_delete_at_once_one_stays(now: datetime) -> None:
    organisation = make_organisation()
    owners = [owner_of(organisation) for _ in range(2)]
    make_published("need", by=owners[0], organisation=organisation, now=now)

    def leave() -> str:
        try:
            delete_account(user=owners.pop(), now=now)
        except InTheWay:
            return "stays"
        return "gone"

    assert sorted(in_threads(leave, 2)) == ["gone", "stays"]
    assert Membership.objects.filter(organisation=organisation).count() == 1
    assert Listing.objects.get().state == "published"


@pytest.mark.django_db(transaction=True)
def test_listing_published_meanwhile_is_never_left_without_anybody(now: datetime) -> None:
    organisation = make_organisation()
    user, officer = owner_of(organisation), make_officer()
    listing, revision = make_submitted("need", by=user, organisation=organisation, now=now)
    jobs = [
        lambda: delete_account(user=user, now=now),
        lambda: publishing.decide(revision=revision, decision="publish", by=officer, now=now),
    ]

    def work() -> str:
        try:
            jobs.pop()()
        except (InTheWay, publishing.WrongState):
            return "refused"
        return "done"

    assert sorted(in_threads(work, 2)) == ["done", "refused"]
    listing.refresh_from_db()
    assert (listing.state == "published") == Membership.objects.filter(user=user).exists()
    assert ListingEvent.objects.filter(listing=listing, action__in=["publish", "withdraw"]).count() == 1
