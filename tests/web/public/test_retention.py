from datetime import timedelta

from mec.accounts.tasks import purge_entrances
from mec.core.http.sessions import ABSOLUTE
from mec.core.jobs.schedules import schedules
from mec.core.jobs.tasks import keep_house
from mec.core.mail.tasks import purge_mails
from mec.offers.tasks import queue_alerts
from mec.web.public.retention import RETENTION

DECIDED = ("ANCT", "autant que le projet")


def test_each_length_of_time_is_that_of_a_job_and_the_rest_is_decided_by_somebody():
    kept = [row.kept.replace("\u00a0", " ") for row in RETENTION]

    assert [text for text in kept if not any(words in text for words in DECIDED)] == [
        "fermée après 8 heures sans visite et au bout de 7 jours au plus ; effacée 7 jours après la dernière visite",
        "valables 15 minutes, effacés au bout de 7 jours",
        "un jour au plus",
        "jusqu’à leur arrêt, puis 30 jours ; sans confirmation, 7 jours",
        "62 jours",
        "7 jours, ou 90 jours s’ils ont échoué",
    ]


def test_jobs_that_keep_the_promises_run_each_night():
    nightly = {schedule.job for schedule in schedules.values()}

    assert {purge_entrances, keep_house, purge_mails, queue_alerts} - nightly == set()


def test_cookies_live_no_longer_than_a_session(settings):
    assert {settings.SESSION_COOKIE_AGE, settings.CSRF_COOKIE_AGE} == {ABSOLUTE // timedelta(seconds=1)}
