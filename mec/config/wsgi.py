import os

from django.core.wsgi import get_wsgi_application

from mec.config.limits import PAGES, limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mec.config.settings")

application = get_wsgi_application()
limit_statements(PAGES)
