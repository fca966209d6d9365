"""Whether a request's own name of its program is that of a reader's browser."""

from __future__ import annotations

import re

#: What search engines, previews of messengers, monitors and scripts call themselves.
MACHINES = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|archiver|facebookexternalhit|whatsapp|preview|fetch|monitor|uptime|probe|scan"
    r"|lighthouse|headless|phantom|selenium|playwright|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|axios|node",
    re.IGNORECASE,
)


def is_browser(agent: str) -> bool:
    """Every browser calls itself Mozilla; most machines say what they are."""
    return agent.startswith(("Mozilla/", "Opera/")) and MACHINES.search(agent) is None
