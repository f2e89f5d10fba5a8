from django.urls import path

from mec.web.public import contact, territories, views

app_name = "public"

urlpatterns = [
    path("", views.home, name="home"),
    path("mentions-legales/", views.legal_notice, name="legal_notice"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("conditions-d-utilisation/", views.terms, name="terms"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("contact/", contact.contact, name="contact"),
    path("contact/envoye/", contact.contact_sent, name="contact_sent"),
    path("algorithmes/", views.algorithms, name="algorithms"),
    path("sigles/", views.acronyms, name="acronyms"),
    path("plan-du-site/", views.sitemap, name="sitemap"),
    path("sante/", views.health, name="health"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("territoires/", territories.territories, name="territories"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("demonstration/composants/", views.components, name="components"),
]
