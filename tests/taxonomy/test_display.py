"""Display filters and tags as templates use them."""

from datetime import UTC, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

N = "\u00a0"


def shown(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "vi", "en"),
    [
        ("{{ 1500000000|money }}", f"1,5{N}tỷ{N}₫", f"VND{N}1.5{N}billion"),
        ("{{ 0|money }}", f"0{N}₫", f"VND{N}0"),
        ("{{ ''|money }}", "", ""),
        ("{{ 'x'|money }}", "", ""),
        ("{{ nothing|budget_range:nothing }}", "", ""),
        ("{{ 12500.5|number }}", "12.500,5", "12,500.5"),
        ("{{ moment|time_date }}", "01:30 ngày 06/03/2027", "01:30 on 06/03/2027"),
        ("{{ moment|date_long }}", "ngày 6 tháng 3 năm 2027", "6 March 2027"),
        ("{{ 'words'|time_date }}", "", ""),
        ("{{ names|list_and }}", "a, b và c", "a, b and c"),
    ],
)
def test_filters_follow_the_language(source: str, vi: str, en: str) -> None:
    context = {"moment": datetime(2027, 3, 5, 18, 30, tzinfo=UTC), "names": ["a", "b", "c"], "nothing": None}
    for language, expected in (("vi", vi), ("en", en)):
        with translation.override(language):
            assert shown(source, **context) == expected


def test_icon_is_hidden_from_assistive_technology() -> None:
    assert 'aria-hidden="true"' in shown('{% icon "pin" %}')
    assert "<b>" not in shown("{% icon name %}", name="<b>")


def test_pager_leaves_long_stretches_out() -> None:
    page = Paginator(range(240), 20).page(6)
    assert shown("{% for n in page|elided %}{{ n }} {% endfor %}", page=page) == "1 … 5 6 7 … 12 "


@pytest.mark.parametrize(
    ("here", "language", "there"),
    [
        ("/", "en", "/en/"),
        ("/en/", "vi", "/"),
        ("/style-guide/?page=2", "en", "/en/style-guide/?page=2"),
        ("/en/style-guide/?page=2", "vi", "/style-guide/?page=2"),
        ("/no/such/page/", "en", "/en/no/such/page/"),
        ("/en/no/such/page/", "vi", "/no/such/page/"),
        ("/en//evil.example/", "vi", "/%2Fevil.example/"),
    ],
)
def test_other_language_keeps_the_page(here: str, language: str, there: str) -> None:
    with translation.override("en" if here.startswith("/en/") else "vi"):
        request = RequestFactory().get(here)
        assert shown("{% other_language_url language %}", request=request, language=language) == there


def test_other_language_without_a_request_is_home() -> None:
    assert shown('{% other_language_url "en" %}') == "/en/"
    assert shown('{% other_language_url "vi" %}') == "/"
