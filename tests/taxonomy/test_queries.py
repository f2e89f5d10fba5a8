import pytest

from mec.taxonomy.queries import main_topics, topics_by_code
from mec.taxonomy.services import load_topics
from tests.factories.taxonomy import TopicFactory

pytestmark = pytest.mark.django_db


def test_main_topics_follow_the_order_of_the_source_and_leave_out_retired_ones():
    load_topics()
    TopicFactory(code="disparue", active=False)

    codes = [topic.code for topic in main_topics()]

    assert (len(codes), codes[:2]) == (9, ["eau", "culture-patrimoine-sports-tourisme"])


def test_topics_by_code_leaves_out_unknown_codes():
    topic = TopicFactory(code="friche")

    assert topics_by_code({"friche", "inconnue"}) == {"friche": topic}
