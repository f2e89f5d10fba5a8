from datetime import UTC, datetime

import time_machine
from django.template import Context, Template

from mec.core.text import highlight

MOMENT = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)


def rendered(source, **context):
    text = Template("{% load ui %}" + source).render(Context(context))
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_instant_is_readable_by_machines_too():
    assert rendered("{{ moment|instant }}", moment=MOMENT) == (
        '<time datetime="2026-03-03T16:00:00+00:00">mardi 3 mars 2026, 17 h, heure de Paris</time>'
    )


@time_machine.travel(datetime(2026, 3, 5, 12, 0, tzinfo=UTC), tick=False)
def test_ago_gives_the_instant_as_title():
    assert rendered("{{ moment|ago }}", moment=MOMENT) == (
        '<time datetime="2026-03-03T16:00:00+00:00" title="mardi 3 mars 2026, 17 h, heure de Paris">'
        "il y a 2 jours</time>"
    )


def test_day_hour_and_amount():
    source = "{{ moment|day }} {{ moment|hour }} {{ 75000|euros }}"

    assert rendered(source, moment=MOMENT) == (
        '<time datetime="2026-03-03T16:00:00+00:00">mardi 3 mars 2026</time> 17 h 75 000 €'
    )


def test_pictogram_is_hidden_from_assistive_technologies():
    drawn = rendered('{% pictogram "buildings/city-hall" %}')

    assert drawn.count("<use ") == 3
    assert 'aria-hidden="true"' in drawn
    assert "/static/vendor/pictograms.svg#buildings-city-hall-major" in drawn


def test_searched_words_are_marked_and_what_people_wrote_is_inert():
    html = rendered("{{ fragments|marked }}", fragments=highlight("Un <b>lavoir</b> & un pont", {"lavoir"}))

    assert html == "Un &lt;b&gt;<mark>lavoir</mark>&lt;/b&gt; &amp; un pont"
