"""Offers that can move a project, and why."""
