from django.db import models

from mec.offers.models.offer import Offer

LINK_STATES = (
    ("vivant", "Répond"),
    ("disparu", "Page disparue"),
    ("injoignable", "Injoignable"),
    ("inconnu", "Ne se laisse pas vérifier"),
)
"""What is kept of `mec.clients.links.LinkState`."""


class LinkCheck(models.Model):
    """What is known of a link of an offer, from one check to the next."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="link_checks", verbose_name="offre")
    url = models.URLField("adresse", max_length=700)
    state = models.CharField("état", max_length=15, choices=LINK_STATES)
    """The last that a check could say: a server that refuses to answer changes nothing to it."""
    failures = models.PositiveSmallIntegerField("échecs de suite", default=0)
    """In this state, on as many different days."""
    failed_on = models.DateField("dernier échec", null=True, blank=True)
    checked_at = models.DateTimeField("vérifiée le")

    class Meta:
        verbose_name = "vérification d’un lien"
        verbose_name_plural = "vérifications de liens"
        constraints = [models.UniqueConstraint(fields=["offer", "url"], name="offers_linkcheck_unique")]
        indexes = [models.Index(fields=["checked_at"], name="offers_linkcheck_oldest")]

    def __str__(self) -> str:
        return self.url
