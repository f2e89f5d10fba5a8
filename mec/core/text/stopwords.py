"""Words that say nothing of the subject of a text, folded.

Written for this product: kept out of the list are the words that look like tools of grammar and are subjects in local
government ("été", "sans", "contre", "hors").
"""

_ARTICLES_AND_PREPOSITIONS = """
    le la les un une des du de au aux l d
    a afin apres avant avec chez dans depuis des dont en entre envers jusque jusqu lors par parmi pendant pour pres
    sauf selon sous sur vers via voici voila
"""

_PRONOUNS_AND_DETERMINERS = """
    je tu il elle on nous vous ils elles me te se lui leur leurs eux soi moi toi y j m t s c n
    ce cet cette ces ceci cela ca celui celle ceux celles ci
    mon ton son ma ta sa mes tes ses notre nos votre vos
    qui que quoi qu quel quelle quels quelles lequel laquelle lesquels lesquelles auquel auxquels auxquelles duquel
    desquels desquelles quelque quelques quelqu chaque chacun chacune aucun aucune certain certains certaine certaines
    tel telle tels telles tout toute tous toutes autre autres meme memes plusieurs
"""

_CONJUNCTIONS_AND_ADVERBS = """
    et ou ni mais or donc car si comme quand lorsque lorsqu puisque puisqu quoique quoiqu tandis alors
    ainsi aussi autant bien cependant deja encore ensuite enfin ici la moins ne pas plus peu puis surtout souvent
    toutefois tres trop afin notamment egalement aujourd hui
"""

_VERBS_OF_GRAMMAR = """
    suis es est sommes etes sont etre etant etait etaient sera seront serait seraient soit soient fut furent
    ai as avons avez ont avoir ayant avait avaient aura auront aurait auraient ait aient eu
    fait faire font doit doivent devoir peut peuvent pouvoir pourra pourront
"""

STOP_WORDS: frozenset[str] = frozenset(
    f"{_ARTICLES_AND_PREPOSITIONS} {_PRONOUNS_AND_DETERMINERS} {_CONJUNCTIONS_AND_ADVERBS} {_VERBS_OF_GRAMMAR}".split()
)
