from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from mec.core.ui.french import number
from mec.offers.enums import Need, OfferKind, OfferStatus
from mec.organizations.enums import OrganizationKind
from mec.taxonomy.enums import Phase
from mec.taxonomy.models import Topic
from mec.territories.models import Territory


def _ordered(low: str, high: str) -> Q:
    return Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True}) | Q(**{f"{low}__lte": F(high)})


def _span(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    if low is not None and high is not None:
        return f"{number(low)}\u00a0{unit}" if low == high else f"de {number(low)} à {number(high)}\u00a0{unit}"
    if high is not None:
        return f"jusqu’à {number(high)}\u00a0{unit}"
    return "" if low is None else f"au moins {number(low)}\u00a0{unit}"


class Backer(models.Model):
    """Who stands behind an offer: a ministry, an agency, a network."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("nom", max_length=200)

    class Meta:
        verbose_name = "porteur d’aide"
        verbose_name_plural = "porteurs d’aide"

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """An aid or a service that may help a project; what no named source gives stays empty."""

    code = models.SlugField("code", max_length=60, unique=True)
    """Stable: the loader recognises an offer by it, whatever becomes of its address or its title."""
    slug = models.SlugField("adresse", max_length=120, unique=True)
    kind = models.CharField("nature", max_length=10, choices=OfferKind)
    need = models.CharField("besoin", max_length=15, choices=Need)
    status = models.CharField("état", max_length=15, choices=OfferStatus, default=OfferStatus.DRAFT)
    title = models.CharField("titre", max_length=180)
    short_title = models.CharField("nom d’usage", max_length=80, blank=True)
    backer = models.ForeignKey(Backer, on_delete=models.PROTECT, related_name="offers", verbose_name="porteur")
    summary = models.CharField("en une phrase", max_length=300)
    description = models.TextField("description", blank=True)
    """Plain text; a blank line separates paragraphs."""
    contact = models.CharField("à qui s’adresser", max_length=300, blank=True)
    calendar_note = models.CharField("calendrier", max_length=160, blank=True)
    """When it may be asked for, in words; what has a fixed date changes too often to be kept here."""
    url = models.URLField("lien", max_length=700, blank=True)
    demarche = models.CharField("démarche", max_length=200, blank=True)
    """Exact name of the online démarche by which it is asked for, as Démarches simplifiées writes it."""

    every_topic = models.BooleanField("toutes thématiques", default=False)
    topics = models.ManyToManyField(Topic, blank=True, related_name="offers", verbose_name="thématiques")
    national = models.BooleanField("toute la France", default=False)
    """Métropole and outre-mer; otherwise `territories` says where."""
    territories = models.ManyToManyField(Territory, blank=True, related_name="offers", verbose_name="territoires")

    rate_min = models.DecimalField("taux minimal (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    rate_max = models.DecimalField("taux maximal (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    amount_min = models.DecimalField("plancher (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    amount_max = models.DecimalField("plafond (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    money_note = models.CharField("précision sur le montant", max_length=300, blank=True)

    source_name = models.CharField("source", max_length=300)
    source_url = models.URLField("adresse de la source", max_length=700, blank=True)
    source_date = models.DateField("source lue le")
    to_check = models.CharField("à vérifier", max_length=300, blank=True)
    """What a person should confirm before relying on it; not empty: the page says "à vérifier"."""

    loaded_digest = models.CharField("empreinte du chargement", max_length=64, blank=True)
    """SHA-256 of what the loader last wrote; when the offer no longer matches it, a person has edited it since."""
    created_at = models.DateTimeField("création", auto_now_add=True)
    updated_at = models.DateTimeField("modification", auto_now=True)

    class Meta:
        verbose_name = "offre"
        constraints = [
            models.CheckConstraint(
                condition=Q(need=Need.FUNDING, kind=OfferKind.AID) | ~Q(need=Need.FUNDING),
                name="offers_offer_funding_is_aid",
            ),
            models.CheckConstraint(condition=~Q(url="") | ~Q(to_check=""), name="offers_offer_without_link_to_check"),
            models.CheckConstraint(condition=~Q(source_name=""), name="offers_offer_sourced"),
            models.CheckConstraint(condition=_ordered("rate_min", "rate_max"), name="offers_offer_rates_ordered"),
            models.CheckConstraint(condition=_ordered("amount_min", "amount_max"), name="offers_offer_amounts_ordered"),
            models.CheckConstraint(
                condition=(Q(rate_min__isnull=True) | Q(rate_min__gte=0))
                & (Q(rate_max__isnull=True) | Q(rate_max__lte=100)),
                name="offers_offer_rates_are_percentages",
            ),
            models.CheckConstraint(
                condition=Q(amount_min__isnull=True) | Q(amount_min__gte=0), name="offers_offer_amount_positive"
            ),
        ]
        indexes = [models.Index(fields=["status", "need"], name="offers_status_need")]

    def __str__(self) -> str:
        return self.title

    @property
    def money(self) -> str:
        """How much, in words: "de 20 à 80 %, jusqu’à 75 000 €"; empty when no source says."""
        return ", ".join(
            part
            for part in (
                _span(self.rate_min, self.rate_max, "%"),
                _span(self.amount_min, self.amount_max, "€"),
            )
            if part
        )


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
                condition=_ordered("population_min", "population_max"), name="offers_beneficiary_population_ordered"
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
