"""Collectivités, State services, operators; who belongs to them and what they cover."""
