"""Numbers for Prometheus: requests as they pass, waiting work when asked."""

from collections.abc import Callable
from contextlib import suppress
from math import nan
from time import perf_counter

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Gauge, Histogram, generate_latest
from redis import RedisError

from config.health import heartbeats, waiting

REQUESTS = Counter("kapok_requests", "Requests answered.", ["method", "view", "status"])
LATENCY = Histogram(
    "kapok_request_seconds",
    "Time from request to response.",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
WAITING = Gauge("kapok_waiting", "Pieces of work that are due.", ["what"])
OLDEST = Gauge("kapok_oldest_seconds", "Age of the longest waiting piece.", ["what"])
SIGN = Gauge("kapok_sign_of_life_seconds", "Seconds since the last sign.", ["of"])


class MetricsMiddleware:
    """Counts and times every request by the name of its view, never by its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = perf_counter()
        response = self.get_response(request)
        view = _view_name(request)
        LATENCY.labels(view).observe(perf_counter() - start)
        REQUESTS.labels(_method(request), view, response.status_code).inc()
        return response


def _view_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "unmatched"


def _method(request: HttpRequest) -> str:
    """Strangers may send any word as a method; each new one would be a new series."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "other"


def exposition() -> bytes:
    """All numbers in Prometheus' text format."""
    with suppress(DatabaseError):  # the numbers of the requests are wanted even then
        for line in waiting.lines():
            WAITING.labels(line.what).set(line.number)
            OLDEST.labels(line.what).set(line.oldest)
    for name in ("worker", "beat", "round-trip"):
        SIGN.labels(name).set(_seconds_since(name))
    return generate_latest()


def _seconds_since(name: str) -> float:
    try:
        age = heartbeats.age(name)
    except RedisError:
        age = None
    return nan if age is None else age
