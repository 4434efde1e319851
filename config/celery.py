"""The Celery application, and everything that runs by the clock on one screen.

Beat is a stateless ticker: it keeps no file, and a tick that is lost, doubled or late
does no harm, because each task looks in the database for what is due.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import after_task_publish, beat_init, heartbeat_sent, worker_ready

from config.health import heartbeats

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("kapok")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def every(seconds: int, task: str, queue: str) -> dict[str, Any]:
    """One entry; its message expires with the next tick, so ticks never pile up."""
    options = {"queue": queue, "expires": seconds}
    return {"task": task, "schedule": float(seconds), "options": options}


app.conf.beat_scheduler = "celery.beat:Scheduler"
app.conf.beat_schedule = {
    "plan-reports": every(60, "programs.tasks.plan_reports", "default"),
    "run-reports": every(10, "programs.tasks.run_reports", "reports"),
    "deliver-reports": every(10, "programs.tasks.deliver_reports", "mail"),
    "send-mail": every(5, "foundation.tasks.send_messages", "mail"),
    "check-files": every(10, "foundation.tasks.check_files", "files"),
    "seal-journal": every(10, "foundation.tasks.seal_journal", "default"),
    "heartbeat": every(10, "config.tasks.beat", "default"),
    "audit-totals": {
        "task": "programs.tasks.audit_totals",
        "schedule": crontab(hour=3, minute=30),
        "options": {"queue": "default", "expires": 12 * 60 * 60},
    },
}
app.conf.task_queues = None
app.conf.task_create_missing_queues = True


@worker_ready.connect
@heartbeat_sent.connect
def worker_lives(**_signal: object) -> None:
    """The worker's own event loop says every few seconds that it turns."""
    heartbeats.leave("worker")


@beat_init.connect
def watch_beat(**_signal: object) -> None:
    """In the beat process alone, each published tick is a sign of life."""
    after_task_publish.connect(beat_lives)


def beat_lives(**_signal: object) -> None:
    heartbeats.leave("beat")
