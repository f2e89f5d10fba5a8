from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

import factory
import pytest

from mec.territories.enums import AliasNature, TerritoryKind
from mec.territories.models import CodeAlias, Containment, PostalCode, Territory
from mec.territories.reference import Reference, read
from mec.territories.services import apply_reference


class TerritoryFactory(factory.django.DjangoModelFactory):
    """A commune that nothing contains yet, not even itself: see `place`."""

    class Meta:
        model = Territory

    class Params:
        departement = factory.Trait(kind=TerritoryKind.DEPARTEMENT, code=factory.Sequence(lambda n: f"D{n}"))
        region = factory.Trait(kind=TerritoryKind.REGION, code=factory.Sequence(lambda n: f"R{n}"))

    kind = TerritoryKind.COMMUNE
    code = factory.Sequence(lambda n: f"{n:05d}")
    name = factory.Sequence(lambda n: f"Commune {n}")
    population = 350


class ContainmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Containment

    inner = factory.SubFactory(TerritoryFactory)
    outer = factory.SubFactory(TerritoryFactory, departement=True)


class PostalCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PostalCode

    code = factory.Sequence(lambda n: f"{n:05d}")
    territory = factory.SubFactory(TerritoryFactory)


class CodeAliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CodeAlias

    code = factory.Sequence(lambda n: f"9{n:04d}")
    name = factory.Sequence(lambda n: f"Ancienne {n}")
    nature = AliasNature.DELEGATED
    territory = factory.SubFactory(TerritoryFactory)


def place(territory: Territory, *outers: Territory, partial: bool = False) -> Territory:
    """Put a territory in others, and in itself as the referential does."""
    Containment.objects.get_or_create(inner=territory, outer=territory)
    for outer in outers:
        ContainmentFactory(inner=territory, outer=outer, partial=partial)
    return territory


@cache
def whole_reference() -> Reference:
    return read()


def subset(codes: Collection[str]) -> Reference:
    """Return the real referential reduced to some communes and to what they belong to."""
    whole = whole_reference()
    communes = [line for line in whole.communes if line.code in codes]
    departements = {line.departement for line in communes}
    regions = {line.parent for line in whole.groups[TerritoryKind.DEPARTEMENT] if line.code in departements}
    kept = {
        TerritoryKind.EPCI.value: {line.epci for line in communes},
        TerritoryKind.EPT.value: {line.ept for line in communes},
        TerritoryKind.ARRONDISSEMENT.value: {line.arrondissement for line in communes},
        TerritoryKind.DEPARTEMENT.value: departements,
        TerritoryKind.REGION.value: regions,
    }
    return replace(
        whole,
        communes=communes,
        aliases=[line for line in whole.aliases if line.successor in codes],
        groups={kind: [line for line in whole.groups[kind] if line.code in found] for kind, found in kept.items()},
        digest="-".join(sorted(codes)),
    )


@dataclass(frozen=True)
class SmallCountry:
    """Real territories around Privas, and Bettant in another département of the same région."""

    privas: Territory
    vals: Territory
    capca: Territory
    arrondissement: Territory
    ardeche: Territory
    bettant: Territory
    ain: Territory
    ara: Territory
    france: Territory


ARDECHE_CODES = ("07186", "07331", "01041")


@pytest.fixture
def ardeche(db: None) -> SmallCountry:
    """Load the small country; `organizations.services.load_state_reference` then gives it its State services."""
    apply_reference(subset(ARDECHE_CODES))
    found = {(territory.kind, territory.code): territory for territory in Territory.objects.all()}
    return SmallCountry(
        privas=found[TerritoryKind.COMMUNE, "07186"],
        vals=found[TerritoryKind.COMMUNE, "07331"],
        capca=found[TerritoryKind.EPCI, "200071413"],
        arrondissement=found[TerritoryKind.ARRONDISSEMENT, "072"],
        ardeche=found[TerritoryKind.DEPARTEMENT, "07"],
        bettant=found[TerritoryKind.COMMUNE, "01041"],
        ain=found[TerritoryKind.DEPARTEMENT, "01"],
        ara=found[TerritoryKind.REGION, "84"],
        france=found[TerritoryKind.PAYS, "FR"],
    )
