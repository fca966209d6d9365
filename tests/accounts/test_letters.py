"""Every letter in both languages: a subject, a text, HTML in the same words, and why it came."""

import pytest
from bs4 import BeautifulSoup

from accounts import letters
from tests.factories import InvitationFactory, JoinRequestFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

TEMPLATES = [
    *("confirm", "reset", "already_registered", "unknown_account", "security_notice", "invitation"),
    *("join_asked", "join_asked_point", "join_answered", "contact_message"),
]


def context(now):
    person = UserFactory(full_name="Phạm Thị <Hoa>")
    return {
        "person": person,
        "request": JoinRequestFactory(message="Xin & cảm ơn"),
        "is_accepted": True,
        "organisation": OrganisationFactory(name_vi="Công ty “Sóng & Gió”"),
        "invitation": InvitationFactory(),
        "sentence": "Mật khẩu đã đổi.",
        "at": now,
        "until": now,
        "link": "https://cungcau.test/lien-ket/",
        "sign_up_url": "https://cungcau.test/dang-ky/",
        "reset_url": "https://cungcau.test/dat-lai/",
        "name": "Hoa",
        "email": "hoa@vidu.test",
        "message": "Xin chào,\n\ntôi hỏi về <b>tin</b>.",
        "why": "LÝ DO",
    }


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_letter_says_the_same_in_text_and_html(now, settings, name, language):
    letter = letters.compose(template=f"accounts/emails/{name}", language=language, context=context(now))
    soup = BeautifulSoup(letter.html, "html.parser")
    assert letter.subject
    assert soup.html["lang"] == language
    assert "LÝ DO" in letter.text
    assert "LÝ DO" in soup.get_text()
    assert "Phạm Thị <Hoa>" in letter.text
    assert "&lt;" not in letter.text
    assert "&amp;" not in letter.subject
    links = {a["href"] for a in soup.find_all("a")}
    assert all(link in letter.text for link in links)


def test_letter_has_its_styles_inline_and_keeps_the_dark_ones(now):
    html = letters.compose(template="accounts/emails/confirm", language="vi", context=context(now)).html
    assert 'style="' in html
    assert "prefers-color-scheme:dark" in html
    assert "<script" not in html


def test_unsubscribe_link_stands_in_text_and_html(now):
    url = "https://cungcau.test/mail/unsubscribe/abc/"
    letter = letters.compose(
        template="accounts/emails/confirm", language="en", context=context(now), unsubscribe_url=url
    )
    assert url in letter.text
    assert url in letter.html
