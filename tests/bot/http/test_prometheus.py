"""What Prometheus is told."""

import asyncio
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.http.prometheus import Metrics


def late(metrics: Metrics) -> dict[str, float]:
    """How often the event loop was late by no more than so many seconds."""
    told = text_string_to_metric_families(metrics.exposition({}).decode())
    (family,) = (message for message in told if message.name == "ibid_loop_late_seconds")
    return {sample.labels["le"]: sample.value for sample in family.samples if sample.name.endswith("_bucket")}


@pytest.mark.anyio
async def test_what_holds_up_the_event_loop_is_seen() -> None:
    metrics = Metrics()
    watching = asyncio.create_task(metrics.watch_loop())
    await asyncio.sleep(0.05)
    time.sleep(0.6)
    await asyncio.sleep(0.05)
    watching.cancel()
    assert late(metrics)["+Inf"] - late(metrics)["0.25"] == 1
