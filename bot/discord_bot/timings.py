"""Every time that the bot waits for something, in seconds. Tests pass shorter ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """The defaults follow Discord's limits as measured with discord.py 2.7.1."""

    identify: float = 5.0
    """Between two IDENTIFYs of the same bucket; Discord's limit."""
    guild_ready: float = 2.0
    heartbeat: float = 60.0
    """After which silence of the gateway a connection counts as dead."""
    token: float = 14 * 60.0
    """How long an interaction's token is used; Discord lets it live for 15 minutes."""
    acknowledge: float = 2.5
    """How long an acknowledgement may take; after 3 s Discord refuses it."""
    first_progress: float = 2.0
    progress: float = 15.0
    interaction_edits: float = 0.6
    """Between two edits through an interaction's token."""
    message_edits: float = 1.6
    """Between two edits of a channel's message; below 1.5 s every fifth call blocks."""
    answer: float = 30 * 60.0
    """After which an answer is given up."""
    first_retry: float = 0.5
    longest_retry: float = 15.0
    persist: float = 300.0
    """For how long the last edit of a channel's message is tried."""
    request: float = 90.0
    """How long one call with discord.py's own retries may take."""
    restart: float = 1.0
    longest_restart: float = 120.0
    stop: float = 8.0
    """How long open answers may take after the bot was told to stop; a container has 10 s."""
    housekeeping: float = 3600.0
    sources: float = 30.0
    """For how long the list of Sources is remembered."""
    closed_way: float = 600.0
    """For how long a channel that refused a message is not tried again."""
