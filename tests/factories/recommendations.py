"""Advice and requests to be put in touch, in the world of tests/matrix/personas.py."""

from uuid import uuid4

from mec.recommendations.services import AdviceContent, IntroductionRequest, advise, ask_introduction


def make_advice(project, *, author, offer=None, message="Commencez par la toiture.", need="ingenierie", **content):
    sheet = AdviceContent(message=message, need=need, **content)
    return advise(project, content=sheet, offer=offer, key=uuid4(), actor=author)


def make_introduction(project, *, asker, to="CAUE de l’Ardèche", message="Bonjour", kind="ingenierie", offer=None):
    request = IntroductionRequest(kind=kind, to=to, message=message, offer=offer)
    return ask_introduction(project, request=request, key=uuid4(), actor=asker)
