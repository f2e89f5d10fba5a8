import factory

from mec.core.mail.models import Mail


class MailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mail

    key = factory.Sequence(lambda number: f"mail:{number}")
    to = factory.Sequence(lambda number: f"agent{number}@collectivite.fr")
    subject = "École de Privas — la DDT vous répond"
    text = "Bonjour,\n\nLa DDT vous répond.\n"
