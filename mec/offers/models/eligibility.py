from django.db import models
from django.db.models import Q

from mec.offers.enums import BackerRole
from mec.offers.models.backers import Backer
from mec.offers.models.constraints import ordered
from mec.offers.models.offer import Offer
from mec.organizations.enums import OrganizationKind
from mec.taxonomy.enums import ExpenseKind, Phase


class OfferPhase(models.Model):
    """A stage that the offer serves; none at all means every stage."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="phases")
    phase = models.CharField("étape", max_length=15, choices=Phase)

    class Meta:
        verbose_name = "étape servie"
        constraints = [models.UniqueConstraint(fields=["offer", "phase"], name="offers_offerphase_unique")]

    def __str__(self) -> str:
        return self.get_phase_display()


class Beneficiary(models.Model):
    """A kind of body that may ask for the offer, and at which population; none at all means that nobody said."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="beneficiaries")
    kind = models.CharField("nature", max_length=30, choices=OrganizationKind)
    population_min = models.PositiveIntegerField("population minimale", null=True, blank=True)
    population_max = models.PositiveIntegerField("population maximale", null=True, blank=True)
    of_group = models.BooleanField("groupement compris", default=False)
    """The population of all the collectivités that carry the project together counts, each commune once."""
    overseas_population_max = models.PositiveIntegerField("population maximale outre-mer", null=True, blank=True)
    """When the law sets another one there."""
    condition = models.CharField("condition", max_length=300, blank=True)
    """What else the law asks of this kind of body, that the service cannot compute: "potentiel financier…"."""
    condition_above = models.PositiveIntegerField("condition au-delà de (habitants)", null=True, blank=True)
    overseas_condition_above = models.PositiveIntegerField("idem outre-mer", null=True, blank=True)

    class Meta:
        verbose_name = "bénéficiaire"
        constraints = [
            models.UniqueConstraint(fields=["offer", "kind"], name="offers_beneficiary_unique"),
            models.CheckConstraint(
                condition=ordered("population_min", "population_max"), name="offers_beneficiary_population_ordered"
            ),
            models.CheckConstraint(
                condition=~Q(condition="") | Q(condition_above__isnull=True),
                name="offers_beneficiary_threshold_has_condition",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Requirement(models.Model):
    """A condition that only a person can confirm today; shown as "à vérifier" with its question."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="requirements")
    position = models.PositiveSmallIntegerField("rang")
    sentence = models.CharField("condition", max_length=300)
    question = models.CharField("question", max_length=300)
    phase = models.CharField("seulement à l’étape", max_length=15, choices=Phase, blank=True)

    class Meta:
        verbose_name = "condition à vérifier"
        verbose_name_plural = "conditions à vérifier"
        constraints = [models.UniqueConstraint(fields=["offer", "position"], name="offers_requirement_unique")]

    def __str__(self) -> str:
        return self.sentence


class ExpenseRule(models.Model):
    """A kind of expense that the offer pays, or refuses to pay; one that has no line is not said."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="expense_rules")
    kind = models.CharField("nature de dépense", max_length=20, choices=ExpenseKind)
    included = models.BooleanField("payée")
    note = models.CharField("précision", max_length=300, blank=True)

    class Meta:
        verbose_name = "dépense payée ou exclue"
        verbose_name_plural = "dépenses payées ou exclues"
        constraints = [models.UniqueConstraint(fields=["offer", "kind"], name="offers_expenserule_unique")]

    def __str__(self) -> str:
        return self.get_kind_display()


class AwardCriterion(models.Model):
    """One of the points on which those who ask for the offer are compared."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="award_criteria")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("critère", max_length=160)
    text = models.TextField("ce qui est regardé", blank=True)

    class Meta:
        verbose_name = "critère de sélection"
        verbose_name_plural = "critères de sélection"
        constraints = [models.UniqueConstraint(fields=["offer", "position"], name="offers_awardcriterion_unique")]

    def __str__(self) -> str:
        return self.title


class OfferSession(models.Model):
    """A time during which the offer may be asked for, with its own dates beside the offer's deadline."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField("rang")
    name = models.CharField("session", max_length=80)
    opens_on = models.DateField("ouverture", null=True, blank=True)
    closes_on = models.DateField("clôture", null=True, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)

    class Meta:
        verbose_name = "session"
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="offers_offersession_unique"),
            models.CheckConstraint(condition=ordered("opens_on", "closes_on"), name="offers_offersession_ordered"),
        ]

    def __str__(self) -> str:
        return self.name


class OfferBacker(models.Model):
    """Who else stands behind the offer, or examines what is asked."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="other_backers")
    backer = models.ForeignKey(Backer, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("rôle", max_length=15, choices=BackerRole)
    position = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "autre porteur"
        constraints = [
            models.UniqueConstraint(fields=["offer", "role", "position"], name="offers_offerbacker_unique"),
        ]

    def __str__(self) -> str:
        return str(self.backer)


class Annex(models.Model):
    """A document that the offer announces; without an address it is said to be missing."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="annexes")
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("document", max_length=160)
    url = models.URLField("adresse", max_length=700, blank=True)

    class Meta:
        verbose_name = "document annoncé"
        verbose_name_plural = "documents annoncés"
        constraints = [models.UniqueConstraint(fields=["offer", "position"], name="offers_annex_unique")]

    def __str__(self) -> str:
        return self.label
