"""The one journal: what happened, to what, by whom, and who may read it."""
