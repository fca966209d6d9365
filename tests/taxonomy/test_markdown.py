"""Markdown becomes safe HTML."""

import time

import pytest

from taxonomy.markdown import render_markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Tên", "<h2>Tên</h2>\n"),
        ("## Tên\n\n### Nhỏ hơn", "<h2>Tên</h2>\n<h3>Nhỏ hơn</h3>\n"),
        ("# Tên\n\n###### Sâu", "<h2>Tên</h2>\n<h6>Sâu</h6>\n"),
        ("**đậm** *nghiêng*", "<p><strong>đậm</strong> <em>nghiêng</em></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        (
            "![ảnh](https://vidu.test/a.png)",
            '<p>!<a href="https://vidu.test/a.png" rel="nofollow noopener noreferrer">ảnh</a></p>\n',
        ),
        ("[a](https://vidu.test)", '<p><a href="https://vidu.test" rel="nofollow noopener noreferrer">a</a></p>\n'),
        ("{{ 7*7 }}", "<p>{{ 7*7 }}</p>\n"),
    ],
)
def test_render_markdown(text, html):
    assert render_markdown(text) == html


@pytest.mark.parametrize("piece", ["[", "> ", "- ", "**a*", "`a``", "[a](", "<", "| a ", "a*b_"])
def test_render_markdown_of_hostile_text_ends_soon(piece):
    started = time.monotonic()
    render_markdown(piece * 60_000)
    assert time.monotonic() - started < 5
