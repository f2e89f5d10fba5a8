"""The postings table: which term stands how often in which document.

Nothing here depends on the other documents, so that one document can be indexed again alone, in the transaction of the
data that it describes. What does depend on them (how many documents, how long, how rare a term) is counted by each
search in what it may see.
"""

from django.db import models


class Term(models.Model):
    """A word of the vocabulary of one kind of document, as `mec.core.text` reduces it."""

    id = models.AutoField(primary_key=True)
    kind = models.CharField("nature", max_length=20)
    text = models.CharField("terme", max_length=40)
    prefix = models.CharField("deux premières lettres", max_length=2)
    holders = models.PositiveIntegerField("documents au dernier décompte", default=0)

    class Meta:
        verbose_name = "terme"
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="search_term_unique")]
        indexes = [models.Index(fields=["kind", "prefix"], name="search_term_prefix")]

    def __str__(self) -> str:
        return self.text


class Census(models.Model):
    """How many documents of a kind there were, and how long, when last counted: see `mec.core.search.ranking`."""

    kind = models.CharField("nature", max_length=20, primary_key=True)
    documents = models.PositiveIntegerField("documents")
    length = models.BigIntegerField("longueur")
    """Of all of them, in hundredths of a word."""

    class Meta:
        verbose_name = "décompte de l’index"

    def __str__(self) -> str:
        return f"{self.documents} ({self.kind})"


class IndexedDocument(models.Model):
    """What is indexed of one object."""

    pk = models.CompositePrimaryKey("kind", "object_id")
    kind = models.CharField("nature", max_length=20)
    object_id = models.BigIntegerField("objet")
    length = models.PositiveIntegerField("longueur")
    """Words, each counted at the weight of its field, in hundredths."""
    terms = models.TextField("termes", blank=True)
    """Ids of the terms of its postings, separated by spaces: they are found by key, without another index."""

    class Meta:
        verbose_name = "document indexé"
        db_table = "search_document"
        indexes = [models.Index(fields=["kind", "object_id", "length"], name="search_document_length")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Posting(models.Model):
    """One term in one document, with all that its score needs."""

    pk = models.CompositePrimaryKey("term_id", "object_id")
    # Terms go only in `prune_vocabulary`, which keeps those in use: a constraint would cost each posting a look-up.
    term = models.ForeignKey(Term, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    frequency = models.PositiveIntegerField("fréquence")
    """Occurrences, each counted at the weight of its field, in hundredths."""
    object_id = models.BigIntegerField("objet")
    length = models.PositiveIntegerField("longueur")
    """Of the document."""

    class Meta:
        verbose_name = "occurrence"

    def __str__(self) -> str:
        return f"{self.term_id} → {self.object_id}"
