"""The pages of problem reports: for every reader the form, for officers the list."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import Listing, ProblemReport
from tests import factories
from tests.factories_catalog import author_of, make_listing, make_published

pytestmark = pytest.mark.django_db

GOOD = {"reason": "contact", "text": "Trong mô tả có số điện thoại.", "email": ""}
LIST = "/review/reports/"


@pytest.fixture
def listing() -> Listing:
    return make_published("need", now=timezone.now(), is_anonymous=True)


def form_of(listing: Listing) -> str:
    return f"/listings/{listing.reference}/report/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stranger() -> User:
    return factories.MembershipFactory().user


def test_everybody_who_sees_the_listing_may_report(listing: Listing) -> None:
    readers = [Client(), signed_in(author_of(listing)), signed_in(stranger()), signed_in(factories.OfficerFactory())]
    for number, client in enumerate(readers):
        answer = client.post(form_of(listing), GOOD | {"text": f"Lỗi {number}"})
        assert (answer.status_code, answer["Location"]) == (302, f"{form_of(listing)}?sent=1")
        assert "phản ánh đã được gửi" in client.get(answer["Location"]).content.decode()
    assert ProblemReport.objects.filter(reporter=None).count() == 1
    assert ProblemReport.objects.count() == 4


def test_a_listing_one_may_not_see_cannot_be_reported() -> None:
    draft = make_listing("offer", now=timezone.now())
    for client in (Client(), signed_in(stranger())):
        assert client.get(form_of(draft)).status_code == client.post(form_of(draft), GOOD).status_code == 404
    assert Client().put(form_of(draft)).status_code == 405


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"reason": ""}, "Vui lòng chọn một lý do."),
        ({"reason": "thing"}, "Vui lòng chọn một trong"),
        ({"text": " "}, "Vui lòng điền mục này."),
        ({"text": "\x00"}, "Vui lòng điền mục này."),
        ({"text": "x" * 1001}, "1.000 ký tự"),
        ({"email": "khong phai"}, "ten@vidu.vn"),
        ({"email": "a" * 300 + "@vidu.test"}, "ten@vidu.vn"),
    ],
)
def test_bad_input_is_answered_in_words(listing: Listing, values: dict[str, str], message: str) -> None:
    answer = Client().post(form_of(listing), GOOD | values)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert ProblemReport.objects.count() == 0


def test_machines_are_thanked_and_not_heard(listing: Listing) -> None:
    assert Client().post(form_of(listing), GOOD | {"homepage": "http://x.test"}).status_code == 302
    assert ProblemReport.objects.count() == 0


def test_reports_are_limited(listing: Listing) -> None:
    client = Client()
    codes = [client.post(form_of(listing), GOOD | {"text": str(n)}).status_code for n in range(11)]
    assert codes == [302] * 10 + [429]


def test_form_names_no_hidden_owner(listing: Listing) -> None:
    assert listing.organisation.name_vi not in Client().get(form_of(listing)).content.decode()


def make_reports(listing: Listing, number: int) -> None:
    for each in range(number):
        ProblemReport.objects.create(listing=listing, reason="wrong", text=f"Lỗi {each}", fingerprint=str(each))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_however_long_it_is(
    listing: Listing, rows: int, django_assert_num_queries: Any
) -> None:
    make_reports(listing, rows)
    client = signed_in(factories.OfficerFactory())
    with django_assert_num_queries(9):
        page = BeautifulSoup(client.get(LIST).content, "html.parser")
    assert len(page.select("tbody tr")) == rows
    assert page.select_one(f"#account a[href='{LIST}'] .count").text == str(rows)  # type: ignore[union-attr]


def test_only_officers_find_the_list_and_the_reports(listing: Listing) -> None:
    make_reports(listing, 1)
    pages = [LIST, f"{LIST}{ProblemReport.objects.get().pk}/"]
    for user in (author_of(listing), stranger()):
        client = signed_in(user)
        assert [client.get(page).status_code for page in pages] == [404, 404]
        assert client.post(pages[1], {"note": "x"}).status_code == 404
    assert [Client().get(page).status_code for page in pages] == [302, 302]
    officer = signed_in(factories.OfficerFactory())
    assert [officer.get(page).status_code for page in pages] == [200, 200]
    assert [officer.put(page).status_code for page in pages] == [405, 405]
    assert officer.get(f"{LIST}{10**30}/").status_code == 404


def test_officer_settles_with_a_note_and_a_second_one_changes_nothing(listing: Listing) -> None:
    make_reports(listing, 1)
    report, client = ProblemReport.objects.get(), signed_in(factories.OfficerFactory())
    page = f"{LIST}{report.pk}/"
    assert client.post(page, {"note": ""}).status_code == 422
    assert client.post(page, {"note": "Đã nhắc đơn vị sửa."})["Location"] == LIST
    second = signed_in(factories.OfficerFactory()).post(page, {"note": "Khác"}, follow=True)
    assert "Một đồng nghiệp vừa giải quyết" in second.content.decode()
    report.refresh_from_db()
    assert report.note == "Đã nhắc đơn vị sửa."
    settled = client.get(f"{LIST}?state=settled").content.decode()
    assert ("Lỗi 0" in settled, "Lỗi 0" in client.get(f"{LIST}?state=open&page=9999999999").content.decode()) == (
        True,
        False,
    )


def test_officer_of_the_organisation_leaves_it_to_another(listing: Listing) -> None:
    make_reports(listing, 1)
    officer = factories.OfficerFactory()
    factories.MembershipFactory(user=officer, organisation=listing.organisation)
    page = f"{LIST}{ProblemReport.objects.get().pk}/"
    client = signed_in(officer)
    assert 'name="note"' not in client.get(page).content.decode()
    client.post(page, {"note": "Xong"})
    assert ProblemReport.objects.open().count() == 1
