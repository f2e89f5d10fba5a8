import pytest

from mec.taxonomy.models import Topic
from mec.taxonomy.services import TopicsReport, load_topics
from tests.factories.taxonomy import TopicFactory

pytestmark = pytest.mark.django_db


def test_load_topics_twice_changes_nothing_the_second_time():
    assert load_topics() == TopicsReport(created=96, updated=0, retired=0)
    assert load_topics() == TopicsReport(created=0, updated=0, retired=0)


def test_load_topics_puts_right_what_differs():
    load_topics()
    Topic.objects.filter(code="friche").update(label="Autre", active=False)

    assert load_topics() == TopicsReport(created=0, updated=1, retired=0)
    assert Topic.objects.get(code="friche").label == "Friche"


def test_load_topics_retires_what_left_the_list_without_deleting_it():
    old = TopicFactory(code="disparue")

    assert load_topics().retired == 1
    old.refresh_from_db()
    assert old.active is False


def test_load_topics_report_reads_in_french():
    assert str(load_topics()) == "thématiques : 96 ajoutées, 0 modifiées, 0 retirées"
