"""What every request goes through: the page decorator, security headers, throttling."""

from mec.core.http.page import Audience, page

__all__ = ["Audience", "page"]
