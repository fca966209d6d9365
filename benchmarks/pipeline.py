"""The room of a cooperation with a long history, the officers' list, and a sweep that reminds of 50,000 stages.

    python benchmarks/pipeline.py [--cooperations 5000] [--events 100000] [--stages 50000] [--rounds 5] [--requests 5]

Pages: one officer, one connection, gunicorn with two workers for both sides, debug off; the sides take turns round by
round. The bare view counts the settled stages by code and sends the bytes of the portal's list (`benchmarks/bare.py`).
How many queries a page takes is counted by `tests/cooperation/pipeline/test_room_views.py`.

Sweep: the deadlines of the open stages are spread over sixty days, so that a first sweep finds the eighth part of them
that is due within a week, besides those of the pages; each belongs to another organisation of one member, so that as
many letters are written. The yardstick stores the same letters plainly, in two statements, without reading, locking or
rendering anything. Run again on the same day it has to find nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.beside_bare import compare
from benchmarks.portal import ROOT, Browser, running_portal
from benchmarks.web import await_worker, manage

MANAGER = "quan-ly@vidu.test"
#: Days from today on which the stages of the sweep are due: nothing of the demonstration is current then.
FAR = 100
PAGES = {
    "everybody's": "/cooperations/followed/?group=all",
    "overdue": "/cooperations/followed/?group=late",
    "page 100": "/cooperations/followed/?group=all&page=100",
    "a room": "/cooperations/HP-H-2000-00000/",
}
#: Cooperations of new organisations with one member each, on their first stage, which is due so many days from today.
MADE = """
from datetime import timedelta
from django.db import connection, transaction
from django.utils import timezone
from accounts.models import Membership, Organisation, User
from cooperation.models import Cooperation, CooperationEvent, CooperationStage, RoomMessage
from cooperation.stage_choices import Stage
from taxonomy.models import Concept
now = timezone.now()
today = timezone.localdate(now)
first, count, events, due = {first}, {count}, {events}, {due}
kind = Concept.objects.get(scheme__code='actor_type', code='enterprise')
numbers = range(first, first + count)
def organisations(side):
    return Organisation.objects.bulk_create([Organisation(slug=f'do-{{side}}-{{number}}', kind=kind,
        name_vi=f'Đơn vị {{side}} {{number}}') for number in numbers], 2000)
needs, offers = organisations('can'), organisations('co')
users = User.objects.bulk_create([User(email=f'do-{{number}}@vidu.test', full_name=f'Người {{number}}',
    quiet_hours='never') for number in numbers], 2000)
Membership.objects.bulk_create([Membership(user=user, organisation=need, role='owner')
    for user, need in zip(users, needs)], 2000)
made = Cooperation.objects.bulk_create([Cooperation(reference=f'HP-H-2000-{{number:05d}}', title=f'Đo {{number}}',
    need_side=need, offer_side=offer, started_at=now - timedelta(days=30))
    for number, need, offer in zip(numbers, needs, offers)], 2000)
CooperationStage.objects.bulk_create([CooperationStage(cooperation=one, code=code, position=place, begins='need',
    due_on=today + timedelta(days=due + number % {spread} if not place else due + 30 * place + number % 40),
    state='planned' if place else 'current', opened_at=None if place else now - timedelta(days=30))
    for number, one in enumerate(made) for place, code in enumerate(Stage.values[:{depth}])], 2000)
long = made[0]
CooperationEvent.objects.bulk_create([CooperationEvent(cooperation=long if number % 2 else made[number % count],
    action='reopened', at=now - timedelta(minutes=number), stage='nda', note='Thêm một lần.')
    for number in range(events)], 5000)
RoomMessage.objects.bulk_create([RoomMessage(cooperation=long, side='need', text='Một dòng trao đổi. ' * 10,
    at=now - timedelta(minutes=number)) for number in range(events // 10)], 5000)
with connection.cursor() as cursor:
    cursor.execute('ANALYZE')
"""
#: The clock is passed in, so that the portal's own sweep finds nothing; rolled back, so that nobody sends the letters.
SWEEP = """
import time
from datetime import timedelta
from django.db import connection, transaction
from django.utils import timezone
from accounts.models import OutboxMessage
from cooperation.pipeline import reminding
now = timezone.now() + timedelta(days={due})
with transaction.atomic(), connection.cursor() as cursor:
    took = []
    for _time in range(2):
        began = time.perf_counter()
        count = reminding.remind_due(now=now)
        took.append(time.perf_counter() - began)
        print(f'{{count}} stages reminded in {{took[-1]:.1f}} s')
    rows = list(OutboxMessage.objects.filter(kind='cooperation_reminder'))
    for number, row in enumerate(rows):
        row.pk, row.key, row.message_id = None, f'bare/{{number}}', f'<bare-{{number}}@vidu.test>'
    began = time.perf_counter()
    cursor.execute(
        "UPDATE cooperation_cooperationstage SET reminded = 0, reminded_on = %s WHERE state = 'current'", [now])
    OutboxMessage.objects.bulk_create(rows, 1000)
    bare = time.perf_counter() - began
    print(f'{{len(rows)}} letters stored plainly in {{bare:.1f}} s: ratio {{took[0] / bare:.1f}}')
    transaction.set_rollback(True)
"""


def shell(data_dir: Path, code: str) -> str:
    """What the code prints, run beside the portal."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    environment = {**os.environ, "DATA_DIR": str(data_dir)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cooperations", type=int, default=5_000)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--stages", type=int, default=50_000)
    parser.add_argument("--spread", type=int, default=60, help="days over which their deadlines are spread")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cungcau-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        data_dir = Path(folder) / "data"
        with running_portal(data_dir) as address:
            await_worker(data_dir)
            pages = {
                "first": 0,
                "count": given.cooperations,
                "events": given.events,
                "due": 20,
                "depth": 10,
                "spread": 1,
            }
            manage(data_dir, "shell", "--no-imports", "-c", MADE.format(**pages))
            print(f"{given.cooperations} cooperations; load {os.getloadavg()[0]:.1f}", flush=True)
            compare(
                Browser(address).sign_in(MANAGER), PAGES, view="funnel", data_dir=data_dir,
                rounds=given.rounds, requests=given.requests,
            )  # fmt: skip
            stages = {
                "first": given.cooperations,
                "count": given.stages,
                "events": 0,
                "due": FAR,
                "depth": 2,
                "spread": given.spread,
            }
            manage(data_dir, "shell", "--no-imports", "-c", MADE.format(**stages))
            print(f"{given.stages} stages are open; load {os.getloadavg()[0]:.1f}", flush=True)
            print(shell(data_dir, SWEEP.format(due=FAR)))


if __name__ == "__main__":
    main()
