from django.urls import path

from mec.web.moderation import contributions, offers, quality

app_name = "moderation"

urlpatterns = [
    path("gestion/offres/", offers.offers, name="offers"),
    path("gestion/offres/propositions/", contributions.contributions, name="contributions"),
    path("gestion/offres/propositions/<int:contribution_id>/", contributions.contribution, name="contribution"),
    path(
        "gestion/offres/propositions/<int:contribution_id>/publier/", contributions.publish, name="publish_contribution"
    ),
    path("gestion/offres/propositions/<int:contribution_id>/refuser/", contributions.refuse, name="refuse"),
    path("gestion/offres/propositions/<int:contribution_id>/doublon/", contributions.duplicate, name="duplicate"),
    path("gestion/offres/anomalies/", quality.flags, name="flags"),
    path("gestion/offres/anomalies/<int:flag_id>/corriger/", quality.settle, name="settle"),
    path("gestion/offres/erreurs/", quality.reports, name="reports"),
    path("gestion/offres/erreurs/<int:report_id>/classer/", quality.close, name="close_report"),
    path("gestion/offres/imports/", quality.runs, name="runs"),
    path("gestion/offres/<int:offer_id>/", offers.offer, name="offer"),
    path("gestion/offres/<int:offer_id>/retirer/", offers.withdraw, name="withdraw"),
    path("gestion/offres/<int:offer_id>/publier/", offers.publish, name="publish"),
]
