from django.db import models
from django.db.models import F, Q

from mec.territories.enums import AliasNature, PerimeterNature, TerritoryKind
from mec.territories.names import of_territory, spelled_out


class Territory(models.Model):
    """A commune, an intercommunalité, a département… of today's referential, or one that has ended."""

    kind = models.CharField("nature", max_length=20, choices=TerritoryKind)
    code = models.CharField("code officiel", max_length=12)
    """INSEE code of a commune, a département or a région; SIREN of an EPCI or an EPT; text: "01004", "2A004"."""
    name = models.CharField("nom", max_length=160)
    liaison = models.PositiveSmallIntegerField("article", default=0)
    """INSEE's TNCC: which article stands before the name ("de l’Ardèche", "du Rhône")."""
    siren = models.CharField("SIREN", max_length=9, blank=True)
    population = models.PositiveIntegerField("population", null=True, blank=True)
    """Population municipale; of anything larger than a commune, the sum of its communes of the same year."""
    valid_from = models.DateField("depuis le", null=True, blank=True)
    valid_until = models.DateField("jusqu’au", null=True, blank=True)
    """First day of the edition of the referential from which it is absent: it ended on that day at the latest."""

    class Meta:
        verbose_name = "territoire"
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="territories_territory_code_unique"),
        ]
        indexes = [
            models.Index(fields=["siren"], name="territories_siren"),
            models.Index(fields=["code"], name="territories_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Kind and code, which name it for ever: "departement:84" is not "region:84"."""
        return f"{self.kind}:{self.code}"

    @property
    def full_name(self) -> str:
        """The name without abbreviation: "Communauté d’agglomération Privas Centre Ardèche"."""
        return spelled_out(self.name, self.kind)

    @property
    def of_name(self) -> str:
        """The name after another word: "de l’Ardèche", "du Havre"."""
        return of_territory(self.name, self.liaison, self.kind)


class Containment(models.Model):
    """`outer` contains `inner` wholly (its own line included), or in part for an EPCI across départements."""

    inner = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="containments_out", db_index=False)
    outer = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="containments_in", db_index=False)
    partial = models.BooleanField("en partie", default=False)

    class Meta:
        verbose_name = "inclusion"
        constraints = [
            models.UniqueConstraint(fields=["inner", "outer"], name="territories_containment_unique"),
        ]
        indexes = [models.Index(fields=["outer", "inner"], name="territories_containment_down")]

    def __str__(self) -> str:
        return f"{self.inner_id} ⊂ {self.outer_id}"


class Perimeter(models.Model):
    """A part of France that no territory of its own is: a named set, a rule, a zoning.

    A commune is in it when it lies in one of the members (everywhere when there is none), when what `unit` names, the
    commune or its EPCI, has a population within the bounds, and when it stands on the side that `overseas` asks for.
    """

    code = models.SlugField("code", max_length=80, unique=True)
    name = models.CharField("nom", max_length=200)
    """As it stands after "ouverte à": "communes de moins de 3 500 habitants"."""
    nature = models.CharField("nature", max_length=10, choices=PerimeterNature)
    known = models.BooleanField("contenu connu", default=True)
    """False until somebody gives its members: then nobody is known to be in it, nor out of it; or only out of it, when
    the members say where it surely lies."""
    unit = models.CharField("population de", max_length=20, choices=TerritoryKind, default=TerritoryKind.COMMUNE)
    population_min = models.PositiveIntegerField("population minimale", null=True, blank=True)
    population_max = models.PositiveIntegerField("population maximale", null=True, blank=True)
    """Included, as the minimum."""
    overseas = models.BooleanField("outre-mer", null=True, blank=True)
    """None: on both sides."""
    members = models.ManyToManyField(Territory, blank=True, related_name="perimeters", verbose_name="territoires")
    source_name = models.CharField("source", max_length=300, blank=True)
    source_url = models.URLField("adresse de la source", max_length=700, blank=True)
    source_date = models.DateField("source lue le", null=True, blank=True)
    updated_at = models.DateTimeField("modification", auto_now=True)

    class Meta:
        verbose_name = "périmètre"
        constraints = [
            models.CheckConstraint(
                condition=Q(population_min__isnull=True)
                | Q(population_max__isnull=True)
                | Q(population_min__lte=F("population_max")),
                name="territories_perimeter_population_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PostalCode(models.Model):
    """One of the postal codes of a commune; a code serves several communes."""

    code = models.CharField("code postal", max_length=5)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="postal_codes")

    class Meta:
        verbose_name = "code postal"
        constraints = [
            models.UniqueConstraint(fields=["code", "territory"], name="territories_postalcode_unique"),
        ]

    def __str__(self) -> str:
        return self.code


class CodeAlias(models.Model):
    """A code that leads to a commune: delegated or former commune, arrondissement of Paris, Lyon or Marseille."""

    code = models.CharField("code", max_length=5, unique=True)
    """May also be the commune's own: a commune nouvelle keeps the code of one of those it was made of."""
    name = models.CharField("nom", max_length=160, blank=True)
    """Empty when the referential gives the code alone."""
    nature = models.CharField("nature", max_length=30, choices=AliasNature)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = "ancien code"

    def __str__(self) -> str:
        return f"{self.code} → {self.territory_id}"


class SearchName(models.Model):
    """A name by which a territory is looked for: its own, or that of a commune that it replaced."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="search_names")
    name = models.CharField("nom", max_length=160)
    former = models.BooleanField("ancien nom", default=False)
    folded = models.CharField("nom sans accent", max_length=200)
    bare = models.CharField("nom sans article", max_length=200)
    words = models.TextField("mots")
    """Every word that may be typed, each between spaces: name, codes, département."""
    postal = models.CharField("codes postaux", max_length=400)
    """Each between spaces."""
    departements = models.CharField("départements", max_length=300)
    """Names, as the label shows them."""
    epci = models.CharField("intercommunalité", max_length=160)
    """Of a commune; empty when it has none."""

    class Meta:
        verbose_name = "nom cherché"

    def __str__(self) -> str:
        return self.name


class SearchWord(models.Model):
    """A word or a code from which a name is found.

    What begins more than a hundred names ("sa", "saint m") has rows of its own, ended by "*", for the few names
    that can be proposed: those who type a common beginning then wait no longer than the others.
    """

    word = models.CharField("mot", max_length=60)
    name = models.ForeignKey(SearchName, on_delete=models.CASCADE, related_name="entries")

    class Meta:
        verbose_name = "mot cherché"
        constraints = [
            models.UniqueConstraint(
                fields=["word", "name"],
                name="territories_searchword_unique",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.word


class ReferenceLoad(models.Model):
    """Which edition of the referential this database holds."""

    digest = models.CharField("empreinte", max_length=64)
    edition = models.CharField("édition", max_length=80)
    loaded_at = models.DateTimeField("chargement", auto_now_add=True)

    class Meta:
        verbose_name = "chargement du référentiel"

    def __str__(self) -> str:
        return self.edition
