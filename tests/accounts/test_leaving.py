"""Leaving an organisation by oneself: who goes on with the work, and that an owner always stays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import membership
from accounts.models import Departure, Membership, Organisation, OutboxMessage
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role


def leave_page(organisation: Organisation) -> str:
    return f"/organisations/{organisation.slug}/leave/"


def member(organisation: Organisation, role: str = Role.OWNER, **values: object) -> Membership:
    found: Membership = MembershipFactory(organisation=organisation, role=role, **values)
    return found


@pytest.fixture
def organisation() -> Organisation:
    found: Organisation = OrganisationFactory(name_vi="Xưởng Bến Lạch")
    return found


def test_a_member_chooses_who_takes_over(client: Client, organisation: Organisation) -> None:
    member(organisation)
    heir, leaver = member(organisation, Role.EDITOR), member(organisation, Role.EDITOR)
    client.force_login(leaver.user)
    form = client.get(leave_page(organisation)).context["form"]
    assert list(form.fields) == ["successor"]
    response = client.post(leave_page(organisation), {"successor": heir.pk})
    assert response["Location"] == "/desk/organisations/"
    departure = Departure.objects.get()
    assert (departure.user, departure.successor) == (leaver.user, heir.user)


def test_pressed_twice_the_second_is_told_the_same(client: Client, organisation: Organisation) -> None:
    member(organisation)
    client.force_login(member(organisation).user)
    for _ in range(2):
        page = client.post(leave_page(organisation), {"successor": ""}, follow=True)
        assert "Bạn không còn là thành viên của Xưởng Bến Lạch." in page.text
    assert Departure.objects.count() == 1


def test_the_last_owner_names_another_who_is_told(client: Client, organisation: Organisation) -> None:
    leaver, reader = member(organisation), member(organisation, Role.READER)
    member(organisation, Role.READER, user__is_active=False)
    client.force_login(leaver.user)
    refused = client.post(leave_page(organisation), {"successor": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["new_owner"])
    assert list(refused.context["form"].fields["new_owner"].queryset) == [reader]
    client.post(leave_page(organisation), {"new_owner": reader.pk, "successor": ""})
    reader.refresh_from_db()
    assert reader.role == Role.OWNER
    assert not Membership.objects.filter(user=leaver.user).exists()
    letter = OutboxMessage.objects.get()
    assert (letter.kind, letter.to) == ("became_owner", reader.user.email)


def test_who_is_alone_is_told_what_to_do(client: Client, organisation: Organisation) -> None:
    alone = member(organisation)
    client.force_login(alone.user)
    assert "Không còn ai khác thuộc đơn vị" in client.get(leave_page(organisation)).text
    assert client.post(leave_page(organisation), {"successor": ""}).status_code == 422
    assert Membership.objects.filter(pk=alone.pk).exists()


def test_a_closed_organisation_may_be_left_by_everybody(client: Client, organisation: Organisation) -> None:
    alone = member(organisation)
    Organisation.objects.update(state=Organisation.State.CLOSED)
    client.force_login(alone.user)
    assert client.post(leave_page(organisation), {"successor": ""}).status_code == 302
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("field", "who"), [("successor", "stranger"), ("new_owner", "stranger"), ("successor", "self")]
)
def test_only_other_members_take_over(client: Client, organisation: Organisation, field: str, who: str) -> None:
    leaver, editor = member(organisation), member(organisation, Role.EDITOR)
    wrong = {"stranger": MembershipFactory(), "self": leaver}[who]
    client.force_login(leaver.user)
    response = client.post(leave_page(organisation), {"successor": "", "new_owner": editor.pk} | {field: wrong.pk})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Membership.objects.filter(pk=leaver.pk).exists()


def test_a_reader_takes_over_listings_only_as_the_new_owner(organisation: Organisation) -> None:
    leaver, editor = member(organisation), member(organisation, Role.EDITOR)
    reader = member(organisation, Role.READER).user
    with pytest.raises(membership.BadSuccessor):
        membership.leave(user=leaver.user, organisation=organisation, new_owner=editor.user, successor=reader)
    editor.refresh_from_db()
    assert editor.role == Role.EDITOR
    membership.leave(user=leaver.user, organisation=organisation, new_owner=reader, successor=reader)
    assert Departure.objects.get().successor == reader


def test_for_others_the_page_does_not_exist(client: Client, organisation: Organisation) -> None:
    assert client.get(leave_page(organisation)).status_code == 302
    client.force_login(UserFactory())
    assert [client.get(leave_page(organisation)).status_code, client.post(leave_page(organisation)).status_code] == [
        404,
        404,
    ]


def test_page_takes_the_same_queries_for_many_members(client: Client, organisation: Organisation) -> None:
    leaver = member(organisation)
    client.force_login(leaver.user)

    def queries() -> int:
        client.get(leave_page(organisation))
        with CaptureQueriesContext(connection) as captured:
            client.get(leave_page(organisation))
        return len(captured)

    member(organisation, Role.EDITOR)
    few = queries()
    for _ in range(2):
        member(organisation, Role.EDITOR)
    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_of_owners_who_leave_at_once_one_stays(organisation: Organisation) -> None:
    owners = [member(organisation) for _ in range(3)]

    def leave() -> str:
        try:
            membership.leave(user=owners.pop().user, organisation=organisation)
        except membership.LastOwner:
            return "stays"
        return "gone"

    assert sorted(in_threads(leave, 3)) == ["gone", "gone", "stays"]


@pytest.mark.django_db(transaction=True)
def test_two_last_owners_cannot_name_each_other_away(organisation: Organisation) -> None:
    first, second = member(organisation), member(organisation, Role.EDITOR)
    jobs = [
        lambda: membership.leave(user=first.user, organisation=organisation, new_owner=second.user),
        lambda: membership.leave(user=second.user, organisation=organisation),
    ]

    def work() -> str:
        try:
            jobs.pop()()
        except (membership.LastOwner, membership.BadSuccessor):
            return "refused"
        return "done"

    assert sorted(in_threads(work, 2)) == ["done", "refused"]
    assert Membership.objects.filter(role=Role.OWNER).count() == 1
