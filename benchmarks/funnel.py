"""The page of what suggestions lead to, over 5,000 cooperations with 100,000 events and 100,000 suggestions.

    python benchmarks/funnel.py [--cooperations 5000] [--events 100000] [--suggestions 100000] [--rounds 5]

One officer, one connection, gunicorn with two workers for both sides, debug off; the sides take turns round by round.
The bare view counts the settled stages by code and sends the bytes of the portal's page (`benchmarks/bare.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.beside_bare import compare
from benchmarks.portal import Browser, running_portal
from benchmarks.review import OFFICER
from benchmarks.web import await_worker, manage

LISTINGS = 20_000
PAGES = {
    "everything by field": "/staff/funnel/",
    "by industry": "/staff/funnel/?by=industry",
    "by month": "/staff/funnel/?by=month",
    "a year of a field": "/staff/funnel/?first=2026-01-01&last=2026-12-31&field=2&by=province",
    "for everybody": "/results/",
}
MADE = """
import random
from datetime import timedelta
from django.utils import timezone
from accounts.models import Organisation
from catalog.models import Listing
from cooperation.models import Cooperation, CooperationEvent, CooperationStage, Interest
from cooperation.stage_choices import Stage
from matching.models import Suggestion
from matching.weights import active_weights
draw, now, weights = random.Random(1), timezone.now(), active_weights()[0]
def back(days):
    return now - timedelta(days=days)
listings = list(Listing.objects.values_list('pk', 'kind', 'organisation_id'))
needs, offers = ([one for one in listings if one[1] == kind] for kind in ('need', 'offer'))
pairs = set()
while len(pairs) < {suggestions}:
    need, offer = draw.choice(needs), draw.choice(offers)
    if need[2] != offer[2]:
        pairs.add((need, offer))
pairs = sorted(pairs)
Suggestion.objects.bulk_create([Suggestion(need_id=need[0], offer_id=offer[0], score=0.6, logit=0.4, weights=weights,
    need_hash='', offer_hash='', need_emailed_at=back(draw.randrange(700)),
    contributions={{'items': [{{'feature': 'text', 'note': 'x' * 400}}]}}) for need, offer in pairs], 2000)
taken = pairs[:{cooperations}]
interests = Interest.objects.bulk_create([Interest(reference=f'HP-Q-2000-{{number:05d}}',
    listing_id=offer[0], own_listing_id=need[0], organisation_id=need[2],
    pitch='x' * 40, state='accepted', sent_at=back(700), answered_at=back(690), due_on=back(680).date())
    for number, (need, offer) in enumerate(taken)], 2000, ignore_conflicts=True)
made = Cooperation.objects.bulk_create([Cooperation(reference=f'HP-H-2000-{{number:05d}}', title='Đo', need_id=need[0],
    offer_id=offer[0], need_side_id=need[2], offer_side_id=offer[2], started_at=back(690),
    value=draw.choice([None, 10**9]))
    for number, (need, offer) in enumerate(taken)], 2000)
stages = []
for one in made:
    reached, at = draw.randrange(11), 690
    for place, code in enumerate(Stage.values):
        opened, at = at, at - draw.randrange(1, 60)
        done = place < reached
        stages.append(CooperationStage(cooperation=one, code=code, position=place, due_on=back(at).date(),
            state='done' if done else 'current' if place == reached else 'planned',
            opened_at=back(opened) if place <= reached else None, settled_at=back(at) if done else None))
CooperationStage.objects.bulk_create(stages, 2000)
CooperationEvent.objects.bulk_create([CooperationEvent(cooperation=made[number % len(made)], action='stated',
    at=back(number % 690), stage='mou') for number in range({events})], 5000)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cooperations", type=int, default=5_000)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--suggestions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cungcau-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        data_dir = Path(folder) / "data"
        with running_portal(data_dir) as address:
            await_worker(data_dir)
            manage(data_dir, "generate_listings", str(LISTINGS))
            made = MADE.format(
                cooperations=given.cooperations, events=given.events, suggestions=given.suggestions
            )  # fmt: skip
            manage(data_dir, "shell", "--no-imports", "-c", made)
            manage(
                data_dir,
                "shell",
                "--no-imports",
                "-c",
                "from django.db import connection; connection.cursor().execute('ANALYZE')",
            )
            print(f"{given.cooperations} cooperations, {given.suggestions} suggestions; load {os.getloadavg()[0]:.1f}")
            compare(
                Browser(address).sign_in(OFFICER), PAGES, view="funnel", data_dir=data_dir,
                rounds=given.rounds, requests=given.requests,
            )  # fmt: skip


if __name__ == "__main__":
    main()
