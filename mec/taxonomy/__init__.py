"""Thématiques of projects and offers."""
