"""What each part of a proposal weighs; a score is a sum of points, at most 147.

Any change takes the next version number, which every list of proposals carries.
"""

VERSION = 7

POINTS = 100.0
"""Of an offer that would say all that the project says, and speak of nothing else."""
MEANING = 0.8
"""What a likeness in meaning weighs beside the share of the project's words that the offer holds."""
TITLE_WEIGHT, DESCRIPTION_WEIGHT, BLOCKER_WEIGHT = 3.0, 1.0, 1.0
"""Where the project says it."""
DECLARED_WEIGHT = 2.5
"""Of a thématique that people declared for the project."""
ASSUMED_WEIGHT = 1.5
"""Of what any project needs, whatever it says: money, and advice until its works are decided."""

EVERY_TOPIC_POINTS = 15.0
NEED_POINTS = 15.0
"""The open blockers ask for this kind of help."""
PHASE_POINTS = 5.0
"""The offer is made for the project's stage and not for all."""
LOCAL_POINTS, REGIONAL_POINTS = 3.0, 1.5
"""It is open in one département or a smaller place; in one région or some."""
SOON_POINTS, SOON_DAYS = 2.0, 60
"""It can be asked for, and ends in that many days at most."""
RATE_POINTS = 3.0
"""It would give the whole cost; in proportion for less, nothing when nobody says."""
PEERS_POINTS, PEERS_CAUTION = 4.0, 4.0
"""All the projects that answered follow it; the second number is that of answers that weigh half."""
LEAST_PEERS = 3
"""Projects from which it is said that others follow it."""

LEAST_QUOTED = 0.5
"""Sureness under which a mention is a hint, and is quoted as no reason."""
LEAST_WORDS, LEAST_MEANING = 0.08, 0.12
"""Shares under which a resemblance of subject is taken for chance."""
FIRST_BAND, USEFUL_BAND = 28.0, 15.0

EMPTY_WORDS = """
    abandonner aboutir accompagner accorder adapter agir aider appeler appliquer apporter appuyer arriver attribuer
    avancer bénéficier calculer changer chercher chiffrer choisir choix citer comparer compléter compter concerner
    conduire contribuer créer dater débuter décider définir demander dépendre dépenser déposer dépôt devenir dire
    donner durer durée écrire engager envisager étudier étude exiger fixer indiquer intervenir lancer limiter
    maintenir manquer mener mesurer mettre mobiliser monter obtenir obliger opération ouvrir ouvert passer permettre
    précéder précédent préciser précis prendre prévoir prévu programmer proposer réaliser recevoir rechercher
    recommander relever remplacer répondre réponse reposer rester retenir retenu réunir savoir servir service sortir
    souhaiter soutenir soutien suivre suite travailler travaux trouver utiliser utile vérifier viser voir vouloir
    attendre bloquer couvrir débloquer dépasser dépasse empêcher refuser tarder

    accueillir acheter acquérir acquisition agrandir améliorer aménager amélioration bâtir construire construction
    création développer développement entretenir entretien équiper extension fermer fermeture fournir installer
    installation moderniser modernisation poser réaménager reconstruire réfection réhabiliter
    remettre remise mise renforcer renforcement rénover renouveler restaurer restructurer restructuration sauver
    sécuriser traiter transformer transformation

    abords accès accueil bâtiment centre charge conseil dispositif équipement espace groupe local locaux maison mur
    parc place porte quartier salle site système terrain village ville zone
    contre municipal rural sans urbain vert

    acteur action an ans année avis cadre cas catégorie collectivité commune communal condition date difficulté
    disposition domaine dossier effet élu ensemble étape euro exemple fin fonction habitant intérêt jour lieu liste
    maire mairie mois moyen objectif outil part partie personne plan point priorité procédure projet qualité question
    règle secteur solution structure taux terme territoire territorial tiers type valeur
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre

    ancien bon complet départemental dernier direct entier financier financement général grand gratuit haut important
    individuel local long maximal minimal national nécessaire nouveau petit possible premier presque prêt prioritaire
    propre public publique régional seul technique unique vrai
    première deux trois quatre cinq six sept huit dix
"""
"""Words that any project could write, whatever it is about: they count, but are quoted as no reason."""
COMPOUNDS = ("maître œuvre", "maîtrise œuvre", "maître ouvrage", "maîtrise ouvrage")
"""Words that are quoted together only."""
