"""The pages of a request: who sees them, what is kept when something is wrong, and how many queries they take."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from advisory.models import ServiceRequest
from tests.factories import ManagerFactory, OfficerFactory
from tests.factories_advisory import Matter, make_expert, make_matter
from tests.factories_catalog import make_member, make_published, make_user
from tests.factories_pipeline import make_room

pytestmark = pytest.mark.django_db


def as_(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def matter(now: datetime) -> Matter:
    return make_matter(now=now)


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 302), ("stranger", 404), ("other_expert", 404), ("reader", 200), ("member", 200), ("officer", 200),
     ("manager", 200)],
)  # fmt: skip
def test_who_sees_a_request(client: Client, matter: Matter, now: datetime, who: str, status: int) -> None:
    people: dict[str, Any] = {
        "stranger": make_user, "other_expert": lambda: make_expert(now=now).user, "officer": OfficerFactory,
        "reader": lambda: make_member(matter.organisation, role="reader"), "member": lambda: matter.member,
        "manager": ManagerFactory,
    }  # fmt: skip
    if who != "visitor":
        client.force_login(people[who]())
    assert client.get(matter.request.get_absolute_url()).status_code == status


def test_who_asks_stays_hidden_until_chosen(client: Client, now: datetime) -> None:
    matter = make_matter(now=now, hides_name=True)
    matter.to_offers()
    page = as_(client, matter.expert.user).get(matter.request.get_absolute_url()).content.decode()
    listed = client.get("/services/").content.decode()
    assert matter.organisation.name not in page + listed
    matter.to_chosen()
    assert matter.organisation.name in client.get(matter.request.get_absolute_url()).content.decode()


def test_an_expert_never_reads_another_ones_offer(client: Client, matter: Matter, now: datetime) -> None:
    rival = make_expert("Đối Thủ", now=now)
    matter.to_offers(rival)
    matter.offer(rival, price=77_000_000)
    text = as_(client, matter.expert.user).get(matter.request.get_absolute_url()).content.decode()
    assert "Đối Thủ" not in text
    assert "77" not in BeautifulSoup(text, "html.parser").main.text  # type: ignore[union-attr]


def test_conflicts_are_asked_for_and_nothing_typed_is_lost(client: Client, matter: Matter) -> None:
    matter.to_offers()
    url = f"{matter.request.get_absolute_url()}offer/"
    answer = as_(client, matter.expert.user).post(url, {"price": "45 triệu", "days": "10", "note": "Lấy mẫu trước."})
    assert answer.status_code == 422
    assert "Lấy mẫu trước." in answer.content.decode()
    lacking = client.post(url, {"has_conflict": "yes", "price": "45 triệu", "days": "10"})
    assert set(lacking.context["returned"].errors) == {"conflicts"}
    made = {"has_conflict": "no", "conflicts": "cũ", "price": "45 triệu", "days": "10"}
    assert client.post(url, made).status_code == 302
    offer = matter.request.offers.get()
    assert (offer.conflicts, offer.price) == ("", 45_000_000)


def test_files_are_handed_in_and_open_to_those_concerned(client: Client, matter: Matter) -> None:
    matter.to_chosen()
    url = matter.request.get_absolute_url()
    as_(client, matter.expert.user)
    bad = SimpleUploadedFile("virus.exe", b"MZ")
    refused = client.post(f"{url}deliver/", {"text": "Báo cáo.", "files": bad})
    assert (refused.status_code, "Báo cáo." in refused.content.decode()) == (422, True)
    picture = SimpleUploadedFile("so-do.png", png())
    assert client.post(f"{url}deliver/", {"text": "Báo cáo.", "files": picture}).status_code == 302
    path = f"{url}files/{matter.request.deliverables.get().files.get().pk}/"
    assert [opened(as_(client, user), path) for user in (matter.member, matter.expert.user, make_user())] == [
        200,
        200,
        404,
    ]


def opened(client: Client, path: str) -> int:
    """The answer's status, once a file that came is read to its end."""
    answer = client.get(path)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


def png() -> bytes:
    from io import BytesIO  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415

    out = BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, "PNG")
    return out.getvalue()


def test_a_member_asks_from_a_listing_and_from_a_room(client: Client, now: datetime) -> None:
    listing = make_published("offer", now=now)
    room = make_room(now=now)
    as_(client, room.need_user)
    typed = {
        "organisation": str(room.cooperation.need_side_id),
        "kind": "assessment",
        "title": "Đánh giá",
        "text": "Xin đánh giá.",
    }
    assert client.post(f"/services/new/?listing={listing.reference}", typed).status_code == 302
    typed["title"] = "Định giá"
    assert client.post(f"/services/new/?cooperation={room.cooperation.reference}", typed).status_code == 302
    rows = ServiceRequest.objects.order_by("pk")
    assert [(each.listing, each.cooperation) for each in rows] == [(listing, None), (None, room.cooperation)]
    as_(client, make_member(listing.organisation))
    assert client.get(f"/services/new/?cooperation={room.cooperation.reference}").status_code == 404


def test_organisation_of_others_cannot_be_chosen(client: Client, matter: Matter, now: datetime) -> None:
    user = make_member(make_published("need", now=now).organisation)
    typed = {"organisation": str(matter.organisation.pk), "kind": "ip", "title": "Tra cứu", "text": "Xin tra cứu."}
    assert as_(client, user).post("/services/new/", typed).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries(
    client: Client, now: datetime, count: int, django_assert_max_num_queries: Any
) -> None:
    matters = [make_matter(now=now) for _ in range(count)]
    as_(client, OfficerFactory()).get("/staff/services/")
    with django_assert_max_num_queries(10):
        page = client.get("/staff/services/")
    assert len(page.context["rows"]) == count
    as_(client, matters[0].member).get("/services/")
    with django_assert_max_num_queries(10):
        client.get("/services/")


def test_overdue_comes_first(client: Client, now: datetime) -> None:
    fresh, late = make_matter(now=now), make_matter(now=now)
    late.to_chosen()
    ServiceRequest.objects.filter(pk=late.request.pk).update(due_on="2026-11-20")
    rows = as_(client, OfficerFactory()).get("/staff/services/").context["rows"]
    assert [row["row"].pk for row in rows] == [late.request.pk, fresh.request.pk]
    assert rows[0]["due"].tone == "late"
