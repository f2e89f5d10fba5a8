"""What each part of a proposal weighs; a score is a sum of points, at most 110.

Any change takes the next version number, which every list of proposals carries.
"""

VERSION = 4

WORDS_POINTS = 40.0
"""Words that the project and the offer share; approached as they grow in number and rarity."""
WORDS_SCALE = 14.0
TITLE_WEIGHT, SUMMARY_WEIGHT, DESCRIPTION_WEIGHT = 3.0, 2.0, 1.0
"""Where the offer has the word."""
PROJECT_TITLE_WEIGHT, PROJECT_DESCRIPTION_WEIGHT = 1.5, 1.0
"""Where the project has it."""
BLOCKER_WEIGHT = 1.0
"""What an open blocker says counts as the description does; thématiques are read in the project's own text alone."""
COMMON_SHARE = 1 / 3
"""A word of more than this share of the offers says nothing of any of them."""
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
    deux trois quatre cinq six sept huit dix
"""
"""Words that any project could write, whatever it is about; figures say no more."""
COMPOUNDS = ("maître œuvre", "maîtrise œuvre", "maître ouvrage", "maîtrise ouvrage")
"""Words that say something together only."""

TOPICS_POINTS = 35.0
"""Thématiques in common: the surest one, then how much of the project they cover."""
SPREAD_LOSS = 0.04
"""What each further thématique of an offer takes from its focus."""

EVERY_TOPIC_POINTS = 10.0
NEED_POINTS = 15.0
"""The open blockers ask for this kind of help."""
PHASE_POINTS = 5.0
"""The offer is made for the project's stage and not for all."""
CERTAINTY_POINTS = 5.0
"""Share of the criteria already met."""

MINIMUM_WORDS, MINIMUM_TOPICS = 6.0, 5.0
"""Points under which a resemblance is taken for chance."""
FIRST_BAND, USEFUL_BAND = 40.0, 24.0
