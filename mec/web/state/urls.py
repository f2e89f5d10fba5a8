from django.urls import path

from mec.web.state import batch, board, export, inbox, routing, triage, undo

app_name = "state"

urlpatterns = [
    path("pilotage/", board.board, name="board"),
    path("pilotage/export.csv", export.export, name="export"),
    path("pilotage/a-traiter/", inbox.inbox, name="inbox"),
    path("pilotage/annuler/", undo.undo, name="undo"),
    path("pilotage/lot/", batch.batch, name="batch"),
    path("pilotage/routage/", routing.table, name="routing"),
    path("pilotage/routage/<int:rule_id>/", routing.rule_edit, name="rule_edit"),
    path("pilotage/routage/<int:rule_id>/supprimer/", routing.rule_delete, name="rule_delete"),
    path("pilotage/projets/<str:reference>/prise-en-charge/", triage.take, name="take_charge"),
    path("pilotage/projets/<str:reference>/suggestion/", triage.accept, name="accept"),
    path("pilotage/projets/<str:reference>/affectation/", triage.assignment, name="assign"),
    path("pilotage/projets/<str:reference>/rendre/", triage.give_back, name="release"),
    path("pilotage/projets/<str:reference>/priorite/", triage.priority, name="priority"),
    path("pilotage/projets/<str:reference>/priorite/changer/", triage.quick_priority, name="quick_priority"),
]
