from django.urls import path

from mec.web.appointments import bookings, desks, slots

app_name = "appointments"

urlpatterns = [
    path("rendez-vous/", bookings.mine, name="mine"),
    path("rendez-vous/permanences/", desks.kept, name="desks"),
    path("rendez-vous/permanences/nouvelle/", desks.new, name="new_desk"),
    path("rendez-vous/permanences/<int:desk_id>/", bookings.book, name="desk"),
    path("rendez-vous/permanences/<int:desk_id>/modifier/", desks.edit, name="edit_desk"),
    path("rendez-vous/permanences/<int:desk_id>/fermer/", desks.close, name="close_desk"),
    path("rendez-vous/permanences/<int:desk_id>/creneaux/", slots.slots, name="slots"),
    path("rendez-vous/permanences/<int:desk_id>/creneaux/<int:slot_id>/retirer/", slots.withdraw, name="withdraw_slot"),
    path("rendez-vous/<uuid:reference>/", bookings.booking, name="booking"),
    path("rendez-vous/<uuid:reference>/annuler/", bookings.cancel, name="cancel"),
    path("rendez-vous/<uuid:reference>/agenda.ics", bookings.agenda, name="agenda"),
]
