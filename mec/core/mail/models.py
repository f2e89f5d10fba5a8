from django.db import models


class Mail(models.Model):
    """A mail to one person, kept two months as proof of what was sent."""

    key = models.CharField(max_length=200, unique=True)
    """What the mail is about, in the caller's words: the same key is never sent twice."""
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key
