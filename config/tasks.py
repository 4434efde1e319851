"""The shell's own background work: proof that beat, broker and worker are connected."""

from celery import shared_task

from config.health import heartbeats


@shared_task
def beat() -> None:
    """Beat sends it, a worker runs it; its trace is the whole way's sign of life."""
    heartbeats.leave("round-trip")
