"""The acronyms that people meet here, in mails, aids and texts of the State: the page that says what each means."""

from typing import NamedTuple


class Acronym(NamedTuple):
    short: str
    meaning: str
    explanation: str = ""

    @property
    def anchor(self) -> str:
        return self.short.lower()


ACRONYMS = (
    Acronym("ABF", "architecte des Bâtiments de France", "Donne son avis sur les travaux près d’un monument."),
    Acronym("ADEME", "Agence de la transition écologique"),
    Acronym("AEP", "alimentation en eau potable"),
    Acronym("AMO", "assistance à maîtrise d’ouvrage", "Un prestataire qui aide la collectivité à conduire son projet."),
    Acronym("ANCT", "Agence nationale de la cohésion des territoires", "L’agence de l’État qui édite ce service."),
    Acronym("ANS", "Agence nationale du sport"),
    Acronym(
        "ARCEP",
        "Autorité de régulation des communications électroniques, des postes et de la distribution de la presse",
    ),
    Acronym("ARS", "agence régionale de santé"),
    Acronym("CAUE", "conseil d’architecture, d’urbanisme et de l’environnement", "Conseille dans chaque département."),
    Acronym("CCAS", "centre communal d’action sociale"),
    Acronym("CEE", "certificats d’économies d’énergie", "Aide versée par les vendeurs d’énergie pour des économies."),
    Acronym(
        "CEREMA",
        "Centre d’études et d’expertise sur les risques, l’environnement, la mobilité et l’aménagement",
        "Expert public que les collectivités peuvent solliciter.",
    ),
    Acronym("CGCT", "code général des collectivités territoriales"),
    Acronym("CNIL", "Commission nationale de l’informatique et des libertés"),
    Acronym("CNM", "Centre national de la musique"),
    Acronym(
        "CRTE",
        "contrat pour la réussite de la transition écologique",
        "Contrat entre l’État et une intercommunalité, d’abord nommé contrat de relance et de transition écologique.",
    ),
    Acronym(
        "CSV",
        "fichier de tableur en texte simple",
        "De l’anglais « comma-separated values » : des valeurs séparées.",
    ),
    Acronym(
        "DDT", "direction départementale des territoires", "Le service de l’État qui suit votre projet sur le terrain."
    ),
    Acronym("DDTM", "direction départementale des territoires et de la mer", "La DDT d’un département du littoral."),
    Acronym("DEAL", "direction de l’environnement, de l’aménagement et du logement", "Tient ce rôle outre-mer."),
    Acronym("DETR", "dotation d’équipement des territoires ruraux", "Aide de l’État à l’investissement des communes."),
    Acronym("DGCL", "direction générale des collectivités locales"),
    Acronym("DINUM", "direction interministérielle du numérique"),
    Acronym(
        "DIRECCTE",
        "direction régionale des entreprises, de la concurrence, de la consommation, du travail et de l’emploi",
        "Remplacée en 2021 par la DREETS.",
    ),
    Acronym("DRAC", "direction régionale des affaires culturelles"),
    Acronym("DREAL", "direction régionale de l’environnement, de l’aménagement et du logement"),
    Acronym("DREETS", "direction régionale de l’économie, de l’emploi, du travail et des solidarités"),
    Acronym(
        "DRIEAT",
        "direction régionale et interdépartementale de l’environnement, de l’aménagement et des transports",
        "Tient en Île-de-France le rôle des directions départementales des territoires.",
    ),
    Acronym("DSID", "dotation de soutien à l’investissement des départements"),
    Acronym("DSIL", "dotation de soutien à l’investissement local"),
    Acronym(
        "EPCI",
        "établissement public de coopération intercommunale",
        "Communauté de communes, communauté d’agglomération, communauté urbaine ou métropole : une intercommunalité.",
    ),
    Acronym("EPF", "établissement public foncier", "Achète et garde des terrains pour les collectivités."),
    Acronym("EPT", "établissement public territorial", "Partie de la métropole du Grand Paris."),
    Acronym("FEDER", "Fonds européen de développement régional"),
    Acronym("FINDPE", "Fonds d’investissement numérique et données pour la planification écologique"),
    Acronym("FNADT", "Fonds national d’aménagement et de développement du territoire"),
    Acronym("GEMAPI", "gestion des milieux aquatiques et prévention des inondations"),
    Acronym("HT", "hors taxes"),
    Acronym("LEADER", "Liaison entre actions de développement de l’économie rurale", "Programme européen."),
    Acronym("MEC", "Mon Espace Collectivité", "Ce service."),
    Acronym("MSP", "maison de santé pluriprofessionnelle"),
    Acronym("MVP", "première version utilisable d’un service", "De l’anglais minimum viable product."),
    Acronym("OPAH", "opération programmée d’amélioration de l’habitat"),
    Acronym("OPSN", "opérateur public de services numériques", "Aide les collectivités dans leurs usages numériques."),
    Acronym("ORT", "opération de revitalisation de territoire"),
    Acronym("PAT", "projet alimentaire territorial"),
    Acronym("PCAET", "plan climat-air-énergie territorial"),
    Acronym("PDF", "format de document portable", "Un fichier que l’on lit et que l’on imprime partout à l’identique."),
    Acronym("PETR", "pôle d’équilibre territorial et rural"),
    Acronym("PLU", "plan local d’urbanisme", "PLUi quand il est intercommunal."),
    Acronym("PMR", "personne à mobilité réduite"),
    Acronym("PVD", "Petites villes de demain", "Programme d’appui de l’État aux petites villes."),
    Acronym("QPV", "quartier prioritaire de la politique de la ville"),
    Acronym("RGAA", "référentiel général d’amélioration de l’accessibilité"),
    Acronym("SGAR", "secrétariat général pour les affaires régionales", "Coordonne l’État dans la région."),
    Acronym("SGPE", "secrétariat général à la planification écologique"),
    Acronym("SIREN", "système d’identification du répertoire des entreprises", "Numéro à neuf chiffres."),
    Acronym("SPANC", "service public d’assainissement non collectif"),
    Acronym("STEP", "station d’épuration"),
    Acronym("T2", "titre 2 : les dépenses de personnel de l’État", "« Hors T2 » : ne finance pas de salaires."),
    Acronym("TNT", "Transformation numérique des territoires", "Programme de l’État."),
    Acronym("TTC", "toutes taxes comprises"),
    Acronym("ZAE", "zone d’activité économique"),
    Acronym("ZAN", "zéro artificialisation nette", "Objectif : ne plus étendre les villes sur les sols naturels."),
)
"""By alphabetical order."""
