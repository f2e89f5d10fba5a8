import factory

from mec.taxonomy.models import Topic


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    code = factory.Sequence(lambda n: f"thematique-{n}")
    label = factory.Sequence(lambda n: f"Thématique {n}")
    position = factory.Sequence(lambda n: n)
