"""Markdown that members and managers write, as HTML that is safe to show."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST = 60_000
TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).enable(["table", "strikethrough"]).disable("image")


def render_markdown(text: str) -> str:
    """The highest heading becomes h2, because a page's title is its h1; images and HTML are shown as text."""
    tokens = parser.parse(text[:LONGEST])
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((level(token) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(level(token) - highest + 2, 6)}"
    rendered = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer"
    )


def level(heading: Token) -> int:
    return int(heading.tag[1])
