"""The tab of what a project costs and, later, of what pays for it."""
