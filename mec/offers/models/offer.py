from django.db import models
from django.db.models import Q

from mec.offers.enums import EuropeanScope, Need, OfferKind, OfferOrigin, OfferStatus, Recurrence
from mec.offers.models.backers import Backer
from mec.offers.models.constraints import ordered
from mec.offers.money import money_in_words
from mec.taxonomy.models import Topic
from mec.territories.models import Perimeter, Territory


class Offer(models.Model):
    """An aid or a service that may help a project; what no named source gives stays empty."""

    code = models.SlugField("code", max_length=60, unique=True)
    """Stable: the loader recognises an offer by it, whatever becomes of its address or its title."""
    slug = models.SlugField("adresse", max_length=120, unique=True)
    kind = models.CharField("nature", max_length=10, choices=OfferKind)
    need = models.CharField("besoin", max_length=15, choices=Need)
    status = models.CharField("état", max_length=15, choices=OfferStatus, default=OfferStatus.DRAFT)
    title = models.CharField("titre", max_length=255)
    short_title = models.CharField("nom d’usage", max_length=80, blank=True)
    backer = models.ForeignKey(Backer, on_delete=models.PROTECT, related_name="offers", verbose_name="porteur")
    summary = models.CharField("en une phrase", max_length=300)
    initial_name = models.CharField("nom d’origine", max_length=255, blank=True)
    """What its backer calls it."""
    rich = models.BooleanField("textes en HTML", default=False)
    """The long texts are HTML from elsewhere, cleaned when stored and when shown; otherwise plain text.

    In plain text a blank line separates paragraphs.
    """
    description = models.TextField("description", blank=True)
    eligibility = models.TextField("autres conditions", blank=True)
    examples = models.TextField("exemples de projets", blank=True)
    contact_details = models.TextField("contact en détail", blank=True)
    contact = models.CharField("à qui s’adresser", max_length=300, blank=True)
    calendar_note = models.CharField("calendrier", max_length=160, blank=True)
    """When it may be asked for, in words; what has a fixed date changes too often to be kept here."""
    url = models.URLField("lien", max_length=700, blank=True)
    """May hold {commune}, {epci} and {departement}: see `offers.place_links`."""
    application_url = models.URLField("démarche en ligne", max_length=700, blank=True)
    demarche = models.CharField("démarche", max_length=200, blank=True)
    """Exact name of the online démarche by which it is asked for, as Démarches simplifiées writes it."""

    every_topic = models.BooleanField("toutes thématiques", default=False)
    topics = models.ManyToManyField(Topic, blank=True, related_name="offers", verbose_name="thématiques")
    national = models.BooleanField("toute la France", default=False)
    """Métropole and outre-mer; otherwise open wherever one of `territories` or `perimeters` is."""
    territories = models.ManyToManyField(Territory, blank=True, related_name="offers", verbose_name="territoires")
    perimeters = models.ManyToManyField(Perimeter, blank=True, related_name="offers", verbose_name="périmètres")
    zonings = models.ManyToManyField(
        Perimeter, blank=True, related_name="offers_reserved", verbose_name="réservée aux zonages"
    )
    """Wherever it is open, only what lies in one of these may have it."""
    generic = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="local_versions",
        verbose_name="aide nationale dont elle est la version locale",
    )

    forms = models.JSONField("formes de l’aide", default=list, blank=True)
    """Codes of `OfferForm`, sorted; so are the next lists of the codes of their enumeration."""
    destinations = models.JSONField("dépenses visées", default=list, blank=True)
    other_audiences = models.JSONField("autres publics", default=list, blank=True)
    programmes = models.JSONField("programmes", default=list, blank=True)
    """Names, as the source writes them."""
    project_references = models.JSONField("projets référents", default=list, blank=True)
    """Names of the kinds of project that Aides-territoires attaches to it."""
    is_call = models.BooleanField("appel à projets", default=False)
    is_charged = models.BooleanField("payante", default=False)
    european = models.CharField("aide européenne", max_length=20, choices=EuropeanScope, blank=True)

    recurrence = models.CharField("récurrence", max_length=15, choices=Recurrence, blank=True)
    opens_on = models.DateField("ouverture", null=True, blank=True)
    predeposit_on = models.DateField("pré-dépôt", null=True, blank=True)
    closes_on = models.DateField("échéance", null=True, blank=True)
    """Last day on which it may be asked for; the sessions have their own dates."""

    serves_use = models.BooleanField("après la mise en service", default=False)
    """It also helps a project that is finished, to use it or to make it known."""
    before_works = models.BooleanField("avant le début des travaux", default=False)
    competence = models.CharField("compétence exigée", max_length=160, blank=True)
    """In words: "assainissement"; what the owner must be in charge of."""
    cost_min = models.DecimalField("coût minimal HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    cost_max = models.DecimalField("coût maximal HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    """Of the whole project."""
    no_cumul = models.CharField("non-cumul", max_length=300, blank=True)
    """With what it cannot be added up, in words."""

    rate_min = models.DecimalField("taux minimal (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    rate_max = models.DecimalField("taux maximal (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    amount_min = models.DecimalField("plancher (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    amount_max = models.DecimalField("plafond (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    loan_amount = models.DecimalField("prêt (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    advance_amount = models.DecimalField("avance (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    money_note = models.CharField("précision sur le montant", max_length=300, blank=True)

    origin = models.CharField("origine", max_length=20, choices=OfferOrigin, default=OfferOrigin.CATALOGUE)
    source_name = models.CharField("source", max_length=300)
    source_url = models.URLField("adresse de la source", max_length=700, blank=True)
    source_date = models.DateField("source lue le")
    to_check = models.CharField("à vérifier", max_length=300, blank=True)
    """What a person should confirm before relying on it; not empty: the page says "à vérifier"."""

    loaded_digest = models.CharField("empreinte du chargement", max_length=64, blank=True)
    """SHA-256 of what the loader last wrote; when the offer no longer matches it, a person has edited it since."""
    corrected_at = models.DateTimeField("corrigée dans le service le", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("création", auto_now_add=True)
    updated_at = models.DateTimeField("modification", auto_now=True)

    class Meta:
        verbose_name = "offre"
        constraints = [
            models.CheckConstraint(
                condition=Q(need=Need.FUNDING, kind=OfferKind.AID) | ~Q(need=Need.FUNDING),
                name="offers_offer_funding_is_aid",
            ),
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(to_check="") | ~Q(origin=OfferOrigin.CATALOGUE),
                name="offers_offer_without_link_to_check",
            ),
            models.CheckConstraint(condition=~Q(source_name=""), name="offers_offer_sourced"),
            models.CheckConstraint(condition=ordered("rate_min", "rate_max"), name="offers_offer_rates_ordered"),
            models.CheckConstraint(condition=ordered("amount_min", "amount_max"), name="offers_offer_amounts_ordered"),
            models.CheckConstraint(condition=ordered("cost_min", "cost_max"), name="offers_offer_costs_ordered"),
            models.CheckConstraint(
                condition=(Q(rate_min__isnull=True) | Q(rate_min__gte=0))
                & (Q(rate_max__isnull=True) | Q(rate_max__lte=100)),
                name="offers_offer_rates_are_percentages",
            ),
            models.CheckConstraint(
                condition=Q(amount_min__isnull=True) | Q(amount_min__gte=0), name="offers_offer_amount_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "need"], name="offers_status_need"),
            models.Index(fields=["status", "updated_at"], name="offers_status_written"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def money(self) -> str:
        """How much, in words: "de 20 à 80 %, jusqu’à 75 000 €"; empty when no source says."""
        return money_in_words(self.rate_min, self.rate_max, self.amount_min, self.amount_max)
