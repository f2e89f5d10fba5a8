from django.conf import settings
from django.db import models

from mec.documents.enums import DocumentCategory, ScanState


class Document(models.Model):
    """A file under its name, through its versions; who may read it is decided by the object that points at it."""

    name = models.CharField("nom", max_length=150)
    category = models.CharField("catégorie", max_length=20, choices=DocumentCategory)
    key = models.UUIDField("clé de dépôt")
    """Comes with the form: the same form sent twice deposits its files once."""
    position = models.PositiveSmallIntegerField("rang dans le dépôt")
    version = models.PositiveIntegerField("dernière version", default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents")
    created_at = models.DateTimeField("déposé le", auto_now_add=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="documents_withdrawn"
    )

    class Meta:
        verbose_name = "fichier"
        constraints = [
            models.UniqueConstraint(fields=["created_by", "key", "position"], name="documents_document_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_by__isnull=False),
                name="documents_withdrawn_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["withdrawn_at"], name="documents_withdrawn")]

    def __str__(self) -> str:
        return self.name


class DocumentVersion(models.Model):
    """One state of a file, never changed; its content is in the storage under a key drawn at random."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("version")
    file_name = models.CharField("nom du fichier reçu", max_length=150)
    size = models.PositiveIntegerField("taille en octets")
    content_type = models.CharField("type de contenu", max_length=100)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    storage_key = models.CharField("clé dans l’espace de stockage", max_length=80, unique=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="document_versions"
    )
    uploaded_at = models.DateTimeField("reçue le", auto_now_add=True)
    scan_state = models.CharField("analyse", max_length=20, choices=ScanState)
    scanned_at = models.DateTimeField("analysée le", null=True, blank=True)

    class Meta:
        verbose_name = "version d’un fichier"
        verbose_name_plural = "versions d’un fichier"
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_version_number"),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=models.Q(scan_state=ScanState.PENDING),
                name="documents_to_scan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.number})"
