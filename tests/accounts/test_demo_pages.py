"""The demonstration's sign-ins and mailbox, and that they exist nowhere else."""

import pytest

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from tests.factories import DemoMailFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_pages_exist_in_the_demonstration_only(client, settings):
    settings.DEMO = False
    letter = DemoMailFactory()
    for path in ("/mailbox/", f"/mailbox/{letter.pk}/", f"/mailbox/{letter.pk}/html/"):
        assert client.get(path).status_code == 404
    user = UserFactory(email=DEMO_ACCOUNTS[0].email)
    assert client.post("/demo/sign-in/", {"email": user.email}).status_code == 404
    page = client.get("/account/login/").content.decode()
    assert DEMO_PASSWORD not in page
    assert "demo/sign-in" not in page


def test_sign_in_page_offers_every_role(client, demo):
    page = client.get("/account/login/").content.decode()
    assert all(account.email in page for account in DEMO_ACCOUNTS)
    assert DEMO_PASSWORD in page


def test_one_press_signs_in(client, demo):
    user = UserFactory(email=DEMO_ACCOUNTS[0].email)
    assert client.get("/demo/sign-in/").status_code == 405
    assert client.post("/demo/sign-in/", {"email": user.email}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_nobody_else_can_be_signed_in_that_way(client, demo):
    user = UserFactory()
    assert client.post("/demo/sign-in/", {"email": user.email}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("count", [1, 3])
def test_mailbox_query_count(demo, count, queries_of):
    DemoMailFactory.create_batch(count)
    assert queries_of("/mailbox/") == 2


def test_mailbox_can_be_narrowed_to_one_address(client, demo):
    DemoMailFactory()
    own = DemoMailFactory(to="hoa@vidu.test")
    assert list(client.get("/mailbox/", {"to": "Hoa@vidu.test"}).context["page"]) == [own]


def test_letter_is_shown_in_a_frame_without_scripts(client, demo):
    letter = DemoMailFactory(html="<html><head></head><body><script>alert(1)</script></body></html>")
    page = client.get(f"/mailbox/{letter.pk}/")
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert b'sandbox="allow-popups' in page.content
    frame = client.get(f"/mailbox/{letter.pk}/html/")
    policy = frame["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get("/mailbox/")["X-Frame-Options"] == "DENY"
