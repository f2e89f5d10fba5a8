"""Make the file of territories from the npm package `@etalab/decoupage-administratif`.

npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
python -m mec.territories.build package
"""

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mec.territories.enums import AliasNature, TerritoryKind
from mec.territories.names import Liaison, guess_liaison
from mec.territories.reference import DATA_FILE, AliasLine, CommuneLine, GroupLine, Reference, write

PACKAGE = "@etalab/decoupage-administratif"
_NATURES = {
    "commune-deleguee": AliasNature.DELEGATED,
    "commune-associee": AliasNature.ASSOCIATED,
    "arrondissement-municipal": AliasNature.ARRONDISSEMENT,
}
_OVERSEAS_LIAISONS = {
    "984": Liaison.LES,
    "987": Liaison.LA,
    "988": Liaison.LA,
    "989": Liaison.L,
}
"""The package gives 0 to every overseas collectivité: "des Terres australes", "de la Polynésie française"."""


def build(package: Path) -> Reference:
    """Read the unpacked npm package; raises OSError or KeyError when it is another."""
    communes = _load(package, "communes")
    epci_of = _members(package, "epci")
    ept_of = _members(package, "ept")
    current = [commune for commune in communes if commune["type"] == "commune-actuelle"]
    arrondissements = _load(package, "arrondissements")
    known = {line["code"] for line in arrondissements}
    return Reference(
        header=_header(package),
        communes=[_commune(line, epci_of, ept_of, known) for line in current],
        aliases=_aliases(communes),
        groups={
            TerritoryKind.EPCI.value: [_group(line) for line in _load(package, "epci")],
            TerritoryKind.EPT.value: [_group(line) for line in _load(package, "ept")],
            TerritoryKind.ARRONDISSEMENT.value: [_group(line, "departement") for line in arrondissements],
            TerritoryKind.DEPARTEMENT.value: [_departement(line) for line in _load(package, "departements")],
            TerritoryKind.REGION.value: [_group(line) for line in _load(package, "regions") if line["zone"] != "com"],
        },
    )


def _header(package: Path) -> dict[str, str]:
    manifest = package / "package.json"
    version = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    readme = (package / "README.md").read_text(encoding="utf-8")
    year = re.search(rf"^\|\s*(\d{{4}})\s*\|\s*{re.escape(version)}\s*\|", readme, re.MULTILINE)
    if year is None:
        message = f"Le README du paquet {PACKAGE} {version} ne dit pas de quelle année il est."
        raise ValueError(message)
    return {
        "source": f"{PACKAGE} (code officiel géographique de l’INSEE, intercommunalités de la DGCL, La Poste)",
        "url": "https://www.npmjs.com/package/@etalab/decoupage-administratif",
        "version": version,
        "millesime": year[1],
        "date": datetime.fromtimestamp(manifest.stat().st_mtime, tz=UTC).date().isoformat(),
        "licence": "Licence Ouverte 2.0 (Etalab)",
    }


def _load(package: Path, name: str) -> list[dict[str, Any]]:
    return list(json.loads((package / "data" / f"{name}.json").read_text(encoding="utf-8")))


def _members(package: Path, name: str) -> dict[str, str]:
    return {member["code"]: group["code"] for group in _load(package, name) for member in group["membres"]}


def _name(line: dict[str, Any]) -> str:
    return " ".join(line["nom"].replace("'", "’").split())


def _liaison(line: dict[str, Any]) -> str:
    liaison = line.get("typeLiaison")
    return str(int(guess_liaison(_name(line)) if liaison is None else liaison))


def _commune(
    line: dict[str, Any], epci_of: dict[str, str], ept_of: dict[str, str], arrondissements: set[str]
) -> CommuneLine:
    arrondissement = line.get("arrondissement", "")
    return CommuneLine(
        code=line["code"],
        name=_name(line),
        liaison=_liaison(line),
        siren=line.get("siren", ""),
        population=str(line.get("population", "")),
        departement=line["departement"],
        arrondissement=arrondissement if arrondissement in arrondissements else "",
        epci=epci_of.get(line["code"], ""),
        ept=ept_of.get(line["code"], ""),
        postal_codes=" ".join(line.get("codesPostaux", ())),
    )


def _group(line: dict[str, Any], parent: str = "") -> GroupLine:
    return GroupLine(line["code"], _name(line), _liaison(line), line[parent] if parent else "")


def _departement(line: dict[str, Any]) -> GroupLine:
    liaison = _OVERSEAS_LIAISONS.get(line["code"], line["typeLiaison"])
    region = "" if line["zone"] == "com" else line["region"]
    return GroupLine(line["code"], _name(line), str(int(liaison)), region)


def _aliases(communes: list[dict[str, Any]]) -> list[AliasLine]:
    aliases = {}
    for line in communes:
        for code in line.get("anciensCodes", ()):
            aliases[code] = AliasLine(code, line["code"], AliasNature.FORMER.value, "")
    for line in communes:
        nature = _NATURES.get(line["type"])
        if nature is not None:
            successor = line.get("chefLieu") or line["commune"]
            aliases[line["code"]] = AliasLine(line["code"], successor, nature.value, _name(line))
    return list(aliases.values())


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("usage : python -m mec.territories.build DOSSIER_DU_PAQUET_NPM\n")
        return 2
    reference = build(Path(arguments[0]))
    write(reference, DATA_FILE)
    sys.stdout.write(
        f"{DATA_FILE.name} : édition {reference.edition}, {len(reference.communes)} communes, "
        f"{len(reference.aliases)} anciens codes, {DATA_FILE.stat().st_size // 1024} Ko\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
