"""Binding texts, the contact form, and the managers' editor."""

import pytest

from accounts import texts
from accounts.models import OutboxMessage, SiteText
from tests.factories import ManagerFactory, OfficerFactory

pytestmark = pytest.mark.django_db
MESSAGE = {"name": "Phạm Thị Hoa", "email": "hoa@vidu.test", "message": "Xin hỏi về việc đăng tin."}


@pytest.mark.parametrize("key", SiteText.Key.values)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_text_is_shown_in_both_languages(client, key, prefix):
    response = client.get(f"{prefix}/{key}/")
    assert response.status_code == 200
    assert "<h2>" in response.content.decode()


def test_reading_is_all_one_can_do_to_a_text(client):
    assert client.post("/privacy/").status_code == 405


def test_text_not_yet_checked_says_so(client, now):
    text = texts.in_force("terms")
    assert client.get("/en/terms/").content.count(b"lawyer has not yet checked") == 1
    text.is_reviewed = True
    text.save(update_fields=["is_reviewed"])
    assert b"lawyer has not yet checked" not in client.get("/en/terms/").content


def test_message_reaches_the_point_and_can_be_answered(client, settings):
    assert client.post("/contact/", MESSAGE).url == "/contact/"
    letter = OutboxMessage.objects.get()
    assert (letter.to, letter.reply_to) == (settings.POINT["email"], "hoa@vidu.test")
    assert MESSAGE["message"] in letter.text


@pytest.mark.parametrize(
    "change",
    [
        {"email": "a@b.test, c@d.test"},
        {"email": "a@b.test\r\nBcc: c@d.test"},
        {"message": "ngắn"},
        {"message": "x" * 3001},
        {"message": "có \x00 rỗng trong đó"},
        {"name": "An\r\nBcc: x"},
    ],
)
def test_bad_message_is_told(client, change):
    response = client.post("/contact/", {**MESSAGE, **change})
    assert (response.status_code, OutboxMessage.objects.count()) == (200, 0)
    assert set(change) == set(response.context["form"].errors)


def test_messages_from_one_address_are_limited(client):
    statuses = [client.post("/contact/", MESSAGE).status_code for _ in range(12)]
    assert statuses == [302] * 10 + [429] * 2


def test_manager_writes_and_publishes_a_version(client):
    client.force_login(ManagerFactory())
    client.get("/about/")
    client.post("/manage/texts/about/", {"body_vi": "## Mới", "body_en": "## New"})
    draft = SiteText.objects.get(key="about", version=2)
    assert draft.published_at is None
    assert b"<h2>New</h2>" not in client.get("/en/about/").content
    client.post(f"/manage/texts/versions/{draft.pk}/publish/")
    assert b"<h2>New</h2>" in client.get("/en/about/").content
    assert client.post(f"/manage/texts/versions/{draft.pk}/publish/").status_code == 302


def test_list_shows_what_is_in_force(client, django_assert_num_queries):
    client.force_login(ManagerFactory())
    texts.in_force("about")
    texts.write_version(key="about", body_vi="a", body_en="a", author=ManagerFactory())
    rows = {row["key"]: row for row in client.get("/manage/texts/").context["rows"]}
    assert (rows["about"]["in_force"].version, rows["about"]["draft"].version) == (1, 2)
    assert rows["terms"]["in_force"] is None


def test_editor_is_for_managers_only(client):
    client.force_login(OfficerFactory())
    assert client.get("/manage/texts/").status_code == 404
    assert client.post("/manage/texts/about/", {"body_vi": "a", "body_en": "a"}).status_code == 404


def test_unknown_text_is_not_found(client):
    client.force_login(ManagerFactory())
    assert client.get("/manage/texts/khong/").status_code == 404


def test_contact_form_names_the_listing_a_problem_is_reported_about(client):
    page = client.get("/contact/?listing=HP-C-2026-0042").content.decode()
    assert "HP-C-2026-0042" in page


def test_contact_form_ignores_what_is_no_reference(client):
    page = client.get("/contact/?listing=<b>HP-C-2026-0042").content.decode()
    assert "HP-C-2026-0042</textarea>" not in page
    assert "<b>HP-C" not in page
