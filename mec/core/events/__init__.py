"""Typed news from one app to those above it; each reader is a job of the publisher’s transaction."""

from mec.core.events.bus import Event, publish, subscribe

__all__ = ["Event", "publish", "subscribe"]
