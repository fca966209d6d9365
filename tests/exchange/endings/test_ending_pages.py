"""Pages on which officers close an organisation or merge it into another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.ending import NotAllowed
from accounts.models import Membership, Organisation, OrganisationEnding, User
from exchange import endings
from tests.exchange.endings.steps import WHY, close_page, merge_page
from tests.factories_catalog import (
    make_listing,
    make_member,
    make_organisation,
    make_published,
    make_user,
)  # fmt: skip

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.mark.parametrize("who", ["visitor", "member", "owner", "stranger"])
def test_only_officers_see_the_pages(client: Client, source: Organisation, who: str) -> None:
    people: dict[str, Callable[[], User]] = {
        "member": partial(make_member, source, role=Role.EDITOR),
        "owner": partial(make_member, source),
        "stranger": make_user,
    }
    if who in people:
        client.force_login(people[who]())
    for path in (merge_page(source), close_page(source)):
        statuses = {client.get(path).status_code, client.post(path, {"reason": WHY}).status_code}
        assert statuses == {302 if who == "visitor" else 404}
    assert not OrganisationEnding.objects.exists()


def test_officers_do_not_end_their_own(
    client: Client, source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    Membership.objects.create(user=officer, organisation=target, role=Role.READER)
    with pytest.raises(NotAllowed):
        endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    client.force_login(officer)
    response = client.post(merge_page(source), {"into": target.slug, "reason": WHY})
    assert response.status_code == 422
    assert not OrganisationEnding.objects.exists()


def test_officer_looks_chooses_reads_and_merges(
    client: Client, source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    make_published("offer", by=make_member(source), organisation=source, now=now)
    client.force_login(officer)
    assert "?into=ben-lach" in client.get(merge_page(source), {"q": "Bến"}).content.decode()
    page = client.get(merge_page(source), {"into": "ben-lach"})
    assert (page.context["outlook"].members, page.context["outlook"].public) == (1, 1)
    short = client.post(merge_page(source), {"into": "ben-lach", "reason": "Trùng"})
    assert (short.status_code, list(short.context["form"].errors), "Trùng" in short.text) == (422, ["reason"], True)
    assert (
        client.post(merge_page(source), {"into": "ben-lach", "reason": WHY})["Location"] == "/organisations/ben-lach/"
    )
    again = client.post(merge_page(source), {"into": "ben-lach", "reason": WHY}, follow=True)
    assert "đã được đóng hoặc gộp rồi" in again.text
    assert OrganisationEnding.objects.count() == 1


@pytest.mark.parametrize("into", ["ben-lach-cu", "khong-co", "\x00", "a" * 300])
def test_what_cannot_be_chosen_is_told(client: Client, source: Organisation, officer: User, into: str) -> None:
    client.force_login(officer)
    assert client.post(merge_page(source), {"into": into, "reason": WHY}).status_code == 422
    assert not OrganisationEnding.objects.exists()


def test_officer_closes_from_the_page(client: Client, source: Organisation, officer: User) -> None:
    client.force_login(officer)
    assert client.get(close_page(source)).status_code == 200
    assert client.post(close_page(source), {"reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(close_page(source), {"reason": WHY}).status_code == 302
    assert OrganisationEnding.objects.get().merged_into is None


@pytest.mark.parametrize("page", ["?q=Xưởng", "?into=ben-lach"])
def test_pages_take_the_same_queries_for_one_and_three(
    client: Client, source: Organisation, target: Organisation, officer: User, now: datetime, page: str
) -> None:
    client.force_login(officer)

    def queries() -> int:
        client.get(merge_page(source) + page)
        with CaptureQueriesContext(connection) as captured:
            client.get(merge_page(source) + page)
        return len(captured)

    def more(number: int) -> None:
        for _ in range(number):
            make_organisation("Xưởng mộc")
            make_listing("need", by=make_member(source), organisation=source, now=now)

    more(1)
    few = queries()
    more(2)
    assert queries() == few
