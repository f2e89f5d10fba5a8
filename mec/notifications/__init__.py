"""Who is told of what: one notification per journal entry and person."""
