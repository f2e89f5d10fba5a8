from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mec.web.public.urls")),
    path("", include("mec.web.account.urls")),
    path("", include("mec.web.organizations.urls")),
    path("", include("mec.web.assistance.urls")),
    path("", include("mec.web.aids.urls")),
    path("", include("mec.web.moderation.urls")),
    path("", include("mec.web.projects.urls")),
    path("", include("mec.web.state.urls")),
    path("", include("mec.web.appointments.urls")),
    path("", include("mec.demo.urls")),
]

handler400 = "mec.web.public.errors.bad_request"
handler403 = "mec.web.public.errors.permission_denied"
handler404 = "mec.web.public.errors.not_found"
handler500 = "mec.web.public.errors.server_error"
