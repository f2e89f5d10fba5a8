from django.db import models


class Throttle(models.Model):
    """The recent attempts of one person or network at one thing; `key` is a keyed hash, never an address."""

    scope = models.CharField(max_length=50)
    key = models.CharField(max_length=64)
    hits = models.JSONField(default=list)
    """Instants of the attempts let through within the window, oldest first, in seconds since 1970."""
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="http_throttle_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key[:8]}"
