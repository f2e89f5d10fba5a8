from mec.integrations.aides_territoires import words


def test_names_find_their_codes_whatever_their_accents_and_apostrophes():
    (kinds, others), unknown = words.placed(
        ["EPCI a fiscalité propre", "Collectivités d’outre-mer à statuts particuliers", "Particuliers", "Martiens"],
        words.AUDIENCES,
        words.OTHER_AUDIENCES,
    )
    assert (kinds, others, unknown) == (("com", "epci"), ("particulier",), ["Martiens"])


def test_category_is_found_under_its_theme_or_under_another():
    assert words.topics_of(["Énergies / Déchets|Réseaux de chaleur"]) == (("reseaux-de-chaleur",), [])
    assert words.topics_of(["Un thème d’avant / Réseaux de chaleur"]) == (("reseaux-de-chaleur",), [])
    assert words.topics_of(["Mobilité / transports|Modes actifs\u00a0: vélo, marche et aménagements associés"])[1] == []
    assert words.topics_of(["Urbanisme / Soucoupes"]) == ((), ["Urbanisme / Soucoupes"])
