"""The Celery application, and everything that runs by the clock on one screen.

Beat is a stateless ticker: it keeps no file, and a tick that is lost, doubled or late
does no harm, because each task looks in the database for what is due.
"""

import os
from typing import Any

from celery import Celery, Task
from celery.schedules import crontab
from celery.signals import (
    after_task_publish,
    beat_init,
    heartbeat_sent,
    task_success,
    worker_ready,
)

from config.health import heartbeats
from config.ticker import LONG_AGO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A ticker needs neither models nor templates; without them beat takes half the memory.
is_beat = os.environ.get("KAPOK_PROCESS") == "beat"
app = Celery("kapok", fixups=[] if is_beat else None)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def every(seconds: int, task: str, queue: str) -> dict[str, Any]:
    """One entry: it ticks at once when beat starts, and then every so many seconds.

    Its message expires with the next tick, so that ticks never pile up.
    """
    return {
        "task": task,
        "schedule": float(seconds),
        "options": {"queue": queue, "expires": seconds},
        "last_run_at": LONG_AGO,
    }


app.conf.beat_scheduler = "config.ticker:Ticker"
app.conf.beat_schedule = {
    "plan-reports": every(60, "programs.tasks.plan_reports", "default"),
    "run-reports": every(10, "programs.tasks.run_reports", "reports"),
    "deliver-reports": every(10, "programs.tasks.deliver_reports", "mail"),
    "send-mail": every(5, "foundation.tasks.send_messages", "mail"),
    "remind-of-drafts": every(60, "programs.tasks.remind_of_drafts", "default"),
    "remind-of-reports": every(600, "programs.tasks.remind_of_reports", "default"),
    "remind-experts": every(600, "programs.tasks.remind_experts", "default"),
    "tend-agreements": every(600, "programs.tasks.tend_agreements", "default"),
    "remind-debtors": every(600, "programs.tasks.remind_debtors", "default"),
    "clean-files": every(60, "programs.tasks.clean_files", "files"),
    "gather-digests": every(60, "foundation.tasks.gather_digests", "mail"),
    "check-files": every(10, "foundation.tasks.check_files", "files"),
    "purge-uploads": every(600, "foundation.tasks.purge_uploads", "files"),
    "write-letters": every(60, "programs.tasks.write_letters", "default"),
    "carry-over-forms": every(60, "programs.tasks.carry_over_forms", "default"),
    "seal-journal": every(10, "foundation.tasks.seal_journal", "default"),
    "heartbeat": every(10, "config.tasks.beat", "default"),
    "close-corrections": {
        "task": "programs.tasks.close_overdue_corrections",
        "schedule": crontab(hour=6, minute=0),
        "options": {"queue": "default", "expires": 12 * 60 * 60},
    },
    "audit-totals": {
        "task": "programs.tasks.audit_totals",
        "schedule": crontab(hour=3, minute=30),
        "options": {"queue": "default", "expires": 12 * 60 * 60},
    },
}


@worker_ready.connect
@heartbeat_sent.connect
def worker_lives(**_signal: object) -> None:
    """The worker's own event loop says every few seconds that it turns."""
    heartbeats.leave("worker")


@task_success.connect
def task_done(sender: "Task[..., Any]", **_signal: object) -> None:
    """When each task last ended well, for the doctor and for those who wait for it."""
    heartbeats.leave(sender.name)


@beat_init.connect
def watch_beat(**_signal: object) -> None:
    """In the beat process alone, each published tick is a sign of life."""
    after_task_publish.connect(beat_lives)


def beat_lives(**_signal: object) -> None:
    heartbeats.leave("beat")
