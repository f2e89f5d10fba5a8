import pytest
from django.db import IntegrityError

from mec.taxonomy.models import Topic
from tests.factories.taxonomy import TopicFactory

pytestmark = pytest.mark.django_db


def test_topic_refuses_to_be_its_own_theme():
    topic = TopicFactory()

    with pytest.raises(IntegrityError):
        Topic.objects.filter(pk=topic.pk).update(parent=topic)


def test_topic_reads_as_its_label():
    assert str(TopicFactory.build(label="Friche")) == "Friche"
