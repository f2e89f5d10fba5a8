from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from mec.offers.enums import Need
from mec.offers.models import Offer
from mec.organizations.models import Organization
from mec.projects.models import Project
from mec.recommendations.enums import (
    OPEN_INTRODUCTIONS,
    OPEN_STATES,
    IntroductionState,
    RecommendationState,
    RefusalReason,
    Source,
)


class Recommendation(models.Model):
    """What was proposed to a project, by a person or by the matching, and what the collectivité does with it.

    One line per project and offer: a person who advises an offer that the matching proposed signs the same line.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="recommendations")
    source = models.CharField("origine", max_length=10, choices=Source)
    need = models.CharField("besoin", max_length=15, choices=Need)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations")

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    """For which the author advised; empty for a person who belongs to none."""
    key = models.UUIDField("clé d’envoi", null=True, blank=True)
    """Comes with the form: the same advice sent twice is given once."""
    message = models.TextField("conseil", max_length=5_000, blank=True)
    resource_title = models.CharField("ressource", max_length=200, blank=True)
    resource_url = models.URLField(
        "lien de la ressource", max_length=700, blank=True, validators=[URLValidator(schemes=["https"])]
    )
    """Shown, never fetched."""
    contact_name = models.CharField("personne à contacter", max_length=150, blank=True)
    contact_organization = models.CharField("son organisation", max_length=200, blank=True)
    contact_email = models.EmailField("son adresse électronique", max_length=254, blank=True)
    contact_phone = models.CharField("son téléphone", max_length=30, blank=True)
    due_on = models.DateField("à faire avant le", null=True, blank=True)
    advised_at = models.DateTimeField("conseillée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    """By its author."""

    state = models.CharField(
        "suite donnée", max_length=20, choices=RecommendationState, default=RecommendationState.TO_STUDY
    )
    refusal = models.CharField("raison", max_length=20, choices=RefusalReason, blank=True)
    refusal_text = models.CharField("précision", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations_decided",
    )
    decided_at = models.DateTimeField("suite donnée le", null=True, blank=True)
    note = models.TextField("mot pour l’équipe", max_length=1_000, blank=True)
    """Left by a person of the project with the offer that they keep; signed, and read by all who see the project."""
    note_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note_at = models.DateTimeField("mot écrit le", null=True, blank=True)
    reasons = models.JSONField("raisons montrées", default=list)
    """What the matching said when people answered it: a list of {"verdict", "text"}."""
    weights_version = models.PositiveIntegerField("version du calcul", null=True, blank=True)
    """Of the weights that ranked it; empty for what the matching did not propose."""
    created_at = models.DateTimeField("création", auto_now_add=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "recommandation"
        constraints = [
            models.UniqueConstraint(fields=["project", "offer"], name="recommendations_offer_once"),
            models.UniqueConstraint(fields=["project", "author", "key"], name="recommendations_advice_once"),
            models.CheckConstraint(
                condition=Q(source=Source.COMPUTED, offer__isnull=False, author=None, message="", advised_at=None)
                | (Q(source=Source.HUMAN, author__isnull=False, advised_at__isnull=False) & ~Q(message="")),
                name="recommendations_source_is_whole",
            ),
            models.CheckConstraint(
                condition=(Q(state=RecommendationState.NOT_APPLICABLE) & ~Q(refusal=""))
                | (~Q(state=RecommendationState.NOT_APPLICABLE) & Q(refusal="", refusal_text="")),
                name="recommendations_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(note="", note_by=None, note_at=None)
                | (~Q(note="") & Q(note_by__isnull=False, note_at__isnull=False)),
                name="recommendations_note_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(resource_url="") | ~Q(resource_title=""), name="recommendations_resource_has_title"
            ),
        ]

    def __str__(self) -> str:
        return str(self.offer) if self.offer else self.resource_title or self.contact_name or "Conseil"

    @property
    def is_human(self) -> bool:
        return self.source == Source.HUMAN

    @property
    def is_given(self) -> bool:
        """Whether a person stands by it: neither the matching's, nor taken back."""
        return self.is_human and self.withdrawn_at is None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_answered(self) -> bool:
        """Whether its offer leaves the bands: a person proposed it, or people said what becomes of it."""
        return self.is_human or self.state != RecommendationState.TO_STUDY

    @property
    def signature(self) -> str:
        """Who advises, for whom: "Karim Benali, DDT de l’Ardèche"."""
        return ", ".join(str(part) for part in (self.author, self.organization) if part)


class Introduction(models.Model):
    """Somebody who works on a project asks to be put in touch with a service, and what came of it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="introductions")
    kind = models.CharField("besoin", max_length=15, choices=Need)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions")
    from_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions_asked"
    )
    to_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions_received"
    )
    """When it has people here: they answer themselves. Empty: the State passes the request on."""
    to_contact = models.CharField("avec qui", max_length=300)
    """As the asker named it, and as pages show it."""
    message = models.TextField("message", max_length=5_000)
    key = models.UUIDField("clé d’envoi")
    """Comes with the form: the same form sent twice makes one request."""
    state = models.CharField("état", max_length=15, choices=IntroductionState, default=IntroductionState.ASKED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="introductions_asked"
    )
    requested_at = models.DateTimeField("demandée le", auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions_answered"
    )
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    answer = models.TextField("réponse", max_length=2_000, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions_closed"
    )
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    outcome = models.TextField("ce qu’elle a donné", max_length=2_000, blank=True)

    class Meta:
        verbose_name = "mise en relation"
        verbose_name_plural = "mises en relation"
        constraints = [
            models.UniqueConstraint(fields=["requested_by", "key"], name="recommendations_introduction_once"),
            models.UniqueConstraint(
                fields=["project", "offer"],
                condition=Q(state__in=OPEN_INTRODUCTIONS),
                name="recommendations_one_open_introduction",
            ),
            models.CheckConstraint(
                condition=Q(state=IntroductionState.ASKED, answered_at=None)
                | Q(state=IntroductionState.DROPPED)
                | Q(answered_at__isnull=False),
                name="recommendations_answer_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[IntroductionState.SUCCEEDED, IntroductionState.DROPPED])
                | Q(closed_at__isnull=False),
                name="recommendations_end_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["to_organization", "state"], name="recommendations_received"),
        ]

    def __str__(self) -> str:
        return self.to_contact

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_INTRODUCTIONS


class ProposalList(models.Model):
    """What the matching proposed to a project when it last looked at it, and what its people already know."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="proposals")
    computed_at = models.DateTimeField("calculée le", null=True, blank=True)
    """Empty: asked for, not computed yet."""
    weights_version = models.PositiveIntegerField("version du calcul", default=0)
    catalogue = models.CharField("état du catalogue", max_length=32, blank=True)
    """On which it was computed, as `Catalogue.mark` says it."""
    wanted_at = models.DateTimeField("à refaire depuis", null=True, blank=True)
    """Since the project changed; empty when nothing changed after it was computed."""
    lines = models.JSONField("propositions", default=dict, blank=True)
    """Need → band → the best first, each as [id of the offer, points]."""
    came = models.JSONField("aides connues", default=dict, blank=True)
    """Id of each offer that was ever to be studied first → the day it came, empty for those of the first list."""
    kept = models.JSONField("aides gardées", default=dict, blank=True)
    """What is known of the offers that people keep for the project, as `offers.news.Known`."""

    class Meta:
        verbose_name = "liste de propositions"
        verbose_name_plural = "listes de propositions"

    def __str__(self) -> str:
        return f"{self.project_id}\u00a0: {self.computed_at or 'à calculer'}"
