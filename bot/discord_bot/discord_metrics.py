"""Gives the bot's health to Prometheus: beside the service's figures, or alone in the bot's own process."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.discord_bot.bot_health import Health


class HealthCollector(Collector):
    """Reads the health whenever Prometheus collects."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yields the figures for Prometheus."""
        health = self._health
        shards = GaugeMetricFamily("ibid_discord_shards", "Connections to Discord", labels=["state"])
        ready = sum(shard.ready for shard in health.shards.values())
        shards.add_metric(["ready"], ready)
        shards.add_metric(["down"], len(health.shards) - ready)
        yield shards
        yield GaugeMetricFamily("ibid_discord_open_answers", "Answers not yet shown whole", health.open_answers)
        yield CounterMetricFamily("ibid_discord_restarts", "Connections made anew", health.restarts)
        yield CounterMetricFamily("ibid_discord_given_up", "Answers that could not be shown", health.given_up)
        errors = CounterMetricFamily("ibid_discord_errors", "Answers of Discord that are errors", labels=["status"])
        for status in ("429", "5xx"):
            errors.add_metric([status], health.statuses[status])
        yield errors


def exposition(health: Health) -> bytes:
    """Returns the bot's figures alone, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(HealthCollector(health))
    return generate_latest(registry)
