"""Secrets that travel by mail: made at random, stored as hashes, compared in constant time."""

import hashlib
import hmac
import secrets

from django.conf import settings

CODE_DIGITS = 6


def new_token() -> str:
    """Return 256 random bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a code that a person can copy from another screen: six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def hash_secret(value: str, *, purpose: str) -> str:
    """Return the keyed hash under which a token or a code is stored: 64 hexadecimal digits."""
    key = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def same_secret(value: str, stored: str, *, purpose: str) -> bool:
    return hmac.compare_digest(hash_secret(value, purpose=purpose), stored)
