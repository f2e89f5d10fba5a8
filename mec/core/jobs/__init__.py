"""Work done later: queued with the caller’s transaction, retried, scheduled, rescued."""
