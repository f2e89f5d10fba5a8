"""Secrets that travel by mail, and their hashes."""

from mec.core.security.tokens import hash_secret, new_code, new_token, same_secret

__all__ = ["hash_secret", "new_code", "new_token", "same_secret"]
