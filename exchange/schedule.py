"""What the beat sends to the workers, how often, and after how many seconds a job nobody took is dropped."""

from __future__ import annotations

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    # Every sweep finds its own work in the database, so a lost message costs one period and nothing else.
    "index": {"task": "catalog.tasks.index_listings", "schedule": 3.0, "options": {"expires": 30}},
    "model": {"task": "catalog.tasks.adopt_model", "schedule": 600.0, "options": {"expires": 600}},
    "verifications": {"task": "accounts.tasks.end_verifications", "schedule": 600.0, "options": {"expires": 600}},
    "trl": {"task": "catalog.tasks.end_trl_verifications", "schedule": 600.0, "options": {"expires": 600}},
    "expire": {"task": "catalog.tasks.expire_listings", "schedule": 600.0, "options": {"expires": 600}},
    "archive": {"task": "catalog.tasks.archive_listings", "schedule": 3600.0, "options": {"expires": 3600}},
    "hand-over": {"task": "catalog.tasks.hand_over_listings", "schedule": 60.0, "options": {"expires": 300}},
    "remind": {"task": "catalog.tasks.remind_owners", "schedule": 3600.0, "options": {"expires": 3600}},
    "attention": {"task": "catalog.tasks.write_down_attention", "schedule": 15.0, "options": {"expires": 60}},
    "watches": {"task": "catalog.tasks.compare_watches", "schedule": 15.0, "options": {"expires": 60}},
    "watch-letters": {"task": "catalog.tasks.send_watch_letters", "schedule": 60.0, "options": {"expires": 300}},
    "watches-erased": {"task": "catalog.tasks.forget_erased_watches", "schedule": 600.0, "options": {"expires": 600}},
    "prefill": {"task": "catalog.tasks.begin_drafts", "schedule": 2.0, "options": {"expires": 10}},
    "import": {"task": "catalog.tasks.import_listings", "schedule": 3.0, "options": {"expires": 10}},
    "prefill-purge": {"task": "catalog.tasks.forget_prefills", "schedule": 3600.0, "options": {"expires": 3600}},
    "match": {"task": "matching.tasks.match_listings", "schedule": 3.0, "options": {"expires": 30}},
    "digests": {"task": "matching.tasks.send_digests", "schedule": 10.0, "options": {"expires": 60}},
    "refit": {"task": "matching.tasks.refit_weights", "schedule": 10.0, "options": {"expires": 60}},
    "lapse": {"task": "cooperation.tasks.lapse_interests", "schedule": 600.0, "options": {"expires": 600}},
    "triage": {"task": "cooperation.tasks.run_triage", "schedule": 60.0, "options": {"expires": 300}},
    "cooperations": {
        "task": "cooperation.tasks.follow_cooperations",
        "schedule": 60.0,
        "options": {"expires": 300},
    },
    "reports": {"task": "cooperation.tasks.send_reports", "schedule": 3600.0, "options": {"expires": 3600}},
    "gap-letters": {"task": "cooperation.tasks.send_gap_letters", "schedule": 600.0, "options": {"expires": 600}},
    "index-experts": {"task": "advisory.tasks.index_experts", "schedule": 3.0, "options": {"expires": 30}},
    "experts": {"task": "advisory.tasks.keep_experts", "schedule": 600.0, "options": {"expires": 600}},
    "services": {"task": "advisory.tasks.remind_experts", "schedule": 600.0, "options": {"expires": 600}},
    "mail": {"task": "accounts.tasks.deliver_outbox", "schedule": 3.0, "options": {"expires": 30}},
    "purge": {"task": "accounts.tasks.purge_expired", "schedule": 3600.0, "options": {"expires": 3600}},
    "reporters": {"task": "catalog.tasks.forget_reporters", "schedule": 600.0, "options": {"expires": 600}},
    "shortlists": {"task": "catalog.tasks.purge_shortlists", "schedule": 3600.0, "options": {"expires": 3600}},
}
