from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One thing that happened. Never changed, never deleted: triggers on both engines refuse it."""

    recorded_at = models.DateTimeField("enregistré le")
    received_at = models.DateTimeField("reçu le", null=True)
    """For deposits, when the request arrived."""
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="auteur"
    )
    """Nobody when the service itself acted."""
    support_actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="agent du support"
    )
    """Who really acted when the support took the actor's place."""
    behalf_type = models.CharField("au nom de (nature)", max_length=60, blank=True)
    behalf_id = models.BigIntegerField("au nom de", null=True)
    """The organisation, seat or mandate for which the actor acted."""
    behalf_name = models.CharField("au nom de (libellé)", max_length=200, blank=True)
    verb = models.CharField("action", max_length=80)
    object_type = models.CharField("objet (nature)", max_length=60)
    object_id = models.BigIntegerField("objet")
    subject_type = models.CharField("sujet (nature)", max_length=60)
    subject_id = models.BigIntegerField("sujet")
    """The project or the call whose timeline shows the entry; the object itself when it belongs to none."""
    from_state = models.CharField("état avant", max_length=60, blank=True)
    to_state = models.CharField("état après", max_length=60, blank=True)
    reason = models.TextField("motif", blank=True)
    audience = models.CharField("visible par", max_length=30)
    data = models.JSONField("données", default=dict)
    snapshot_sha256 = models.CharField("empreinte de l’état", max_length=64, blank=True)
    request_id = models.CharField("requête", max_length=40, blank=True)
    sequence = models.PositiveIntegerField("rang")
    """From 1, along the entries of one object."""
    prev_hash = models.CharField("empreinte précédente", max_length=64, blank=True)
    hash = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        constraints = [
            models.UniqueConstraint(
                fields=["object_type", "object_id", "sequence"], name="journal_entry_sequence_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="journal_timeline"),
            models.Index(fields=["verb", "recorded_at"], name="journal_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id} #{self.sequence}"


class Chain(models.Model):
    """The head of an object's chain: locked while an entry is added, and proof that none was cut off the end."""

    object_type = models.CharField("objet (nature)", max_length=60)
    object_id = models.BigIntegerField("objet")
    length = models.PositiveIntegerField("longueur", default=0)
    head = models.CharField("dernière empreinte", max_length=64, blank=True)

    class Meta:
        verbose_name = "chaîne du journal"
        verbose_name_plural = "chaînes du journal"
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_id"], name="journal_chain_object_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} ({self.length})"
