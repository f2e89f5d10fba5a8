import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.taxonomy.classifier import guess_labels, guess_topics
from mec.taxonomy.vocabularies import vocabularies


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rénovation énergétique de l’école", "economie-denergie"),
        ("Réhabilitation de la STEP et mise en séparatif", "assainissement"),
        ("Renouvellement de canalisations AEP", "eau-potable"),
        ("Ouvrir un tiers-lieu dans la commune", "tiers-lieux"),
        ("Une maison de santé pluriprofessionnelle", "sante"),
        ("Réfection du pont communal", "voirie"),
        ("Un conseiller numérique à la mairie", "inclusion-numerique"),
        ("Projet alimentaire territorial et légumerie", "alimentation"),
        ("Reprise de concessions au cimetière", "cimetieres"),
    ],
)
def test_guess_puts_first_what_the_title_says(text, code):
    assert guess_topics(text)[0].code == code


def test_guess_quotes_the_words_as_written():
    guess = guess_topics("RÉNOVATION Énergétique de la mairie")[0]

    assert (guess.label, guess.words) == ("Économie d’énergie et rénovation énergétique", ("RÉNOVATION Énergétique",))


def test_guess_ignores_accents_and_apostrophes():
    written = [guess.code for guess in guess_topics("Îlot de fraîcheur dans la cour d’école")]

    assert [guess.code for guess in guess_topics("ilot de fraicheur dans la cour d'ecole")] == written


@pytest.mark.parametrize(
    ("text", "stranger"),
    [
        ("La dernière épicerie ferme au printemps", "agriculture"),
        ("Extension du réseau d’eau potable", "batiments-construction"),
        ("Isoler le groupe scolaire", "transports-collectifs-et-optimisation-des-trafics"),
        ("Chaufferie bois de la mairie", "forets"),
        ("Réparation de la toiture de l’église", "economie-circulaire"),
        ("Mise aux normes incendie de la salle des fêtes", "risques-naturels"),
    ],
)
def test_guess_does_not_mistake_a_word_for_another(text, stranger):
    assert stranger not in [guess.code for guess in guess_topics(text, limit=96)]


@pytest.mark.parametrize("text", ["", "Projet", "Notre belle commune", "1234 !? €"])
def test_guess_stays_silent_when_the_text_says_nothing(text):
    assert guess_topics(text) == ()


def test_guess_keeps_the_surest_within_the_limit():
    text = "École, crèche, gymnase, friche, pont, église, médiathèque"
    everything = guess_topics(text, limit=50)

    assert guess_topics(text, limit=3) == everything[:3]
    assert [guess.confidence for guess in everything] == sorted(
        (guess.confidence for guess in everything), reverse=True
    )


@given(st.text(max_size=300))
def test_guess_of_any_text_is_sure_of_nothing_and_quotes_it(text):
    for guess in guess_topics(text):
        assert 0 < guess.confidence < 1
        assert guess.words
        assert all(word in text for word in guess.words)


@pytest.mark.parametrize(
    ("text", "vocabulary", "label"),
    [
        ("Réfection du pont communal", "sites", "Pont, viaduc ou tunnel"),
        ("Rénovation énergétique de l’école", "sites", "Ecole"),
        ("Étude de faisabilité d’une micro-crèche", "interventions", "Etude/Diagnostic"),
        ("Une piste cyclable jusqu’à la gare", "leviers", "Vélo"),
        ("Remplacer les lampadaires par des LED", "thematiques", "Eclairage public"),
    ],
)
def test_labels_of_other_services_are_guessed_with_the_words(text, vocabulary, label):
    guess = next(guess for guess in guess_labels(text, vocabulary) if guess.label == label)

    assert guess.words
    assert all(word in text for word in guess.words)


def test_competences_are_guessed_by_their_code():
    assert vocabularies()["competences"].labels[guess_labels("Columbarium au cimetière", "competences")[0].code]


def test_unknown_vocabulary_is_an_error():
    with pytest.raises(KeyError):
        guess_labels("École", "couleurs")
