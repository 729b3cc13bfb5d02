"""Prometheus metrics on the loopback, from a thread of their own: a loop that stands still does not silence them.

Must never: be reachable from another machine, or carry a label that is not one of our own few words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.errors import OperatorError, reason
from bot.services.vitals import Fault, Measures

HOST = "127.0.0.1"


class _Gauges(Collector):
    """Read when Prometheus asks: ages grow although nothing runs any more."""

    def __init__(self, measures: Callable[[], Measures]) -> None:
        self._measures = measures

    def collect(self) -> Iterable[GaugeMetricFamily]:
        now = self._measures()
        ages = {
            "sign": ("since the database last took the sign of life", now.sign),
            "loop": ("since the event loop last answered the watch", now.loop),
            "tick": ("since the job of the follow-ups last ended", now.tick),
            "get_updates": ("since the last getUpdates that succeeded", now.poll),
            "oldest_unsent": ("that the oldest message due has been waiting to leave", now.unsent),
            "oldest_follow_up": ("that the oldest follow-up due has been waiting to be run", now.undone),
        }
        for name, (what, age) in ages.items():
            yield GaugeMetricFamily(f"mediation_{name}_age_seconds", f"Seconds {what}.", value=age.total_seconds())
        if now.free is not None:
            yield GaugeMetricFamily("mediation_disk_free_bytes", "Free on the disk of the database.", value=now.free)
        if now.drift is not None:
            what = "The hour of this machine minus Telegram's."
            yield GaugeMetricFamily("mediation_clock_drift_seconds", what, value=now.drift.total_seconds())
        broken = GaugeMetricFamily("mediation_broken", "1 for what is beyond its limit, else 0.", labels=["what"])
        for fault in Fault:
            broken.add_metric([fault.value], float(fault in now.faults()))
        yield broken


@contextmanager
def served(port: int, measures: Callable[[], Measures]) -> Iterator[None]:
    """While inside; OperatorError when the port is taken."""
    registry = CollectorRegistry()  # ours alone: nothing about Python or the process
    registry.register(_Gauges(measures))
    try:
        server, thread = start_http_server(port, HOST, registry)
    except OSError as problem:
        raise OperatorError(f"Le port {port} de MEDIATION_METRICS_PORT ne s'ouvre pas : {reason(problem)}.") from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
