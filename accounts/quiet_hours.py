"""When letters that can wait do wait: in the evening and at night, on Sundays and public holidays. Pure.

Nothing is remembered: each look at the clock decides anew, so that a clock that jumps neither sends twice nor skips.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
EVENING: Final = time(20, 0)
MORNING: Final = time(7, 0)
SUNDAY: Final = 6

#: What a reader can choose.
DAYS_OFF, NIGHTS, NEVER = "days_off", "nights", "never"


def is_quiet(now: datetime, choice: str, *, is_holiday: bool = False) -> bool:
    """Whether a reader with this choice is not written to now; `is_holiday` speaks of the day in Vietnam."""
    local = now.astimezone(ZONE)
    if choice == NEVER:
        return False
    if not MORNING <= local.time() < EVENING:
        return True
    return choice == DAYS_OFF and (is_holiday or local.weekday() == SUNDAY)
