from django.db import migrations
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """Say since when each project sent before waits, or is blocked."""
    Project, Assignment, Blocker = (apps.get_model("projects", name) for name in ("Project", "Assignment", "Blocker"))
    assignments = Assignment.objects.filter(project=OuterRef("pk"))
    given_back = assignments.order_by("-ended_at").values("ended_at")[:1]
    blockers = Blocker.objects.filter(project=OuterRef("pk"), resolved_at=None)
    Project.objects.update(
        waiting_since=Case(
            When(~Q(state="transmis") | Exists(assignments.filter(ended_at=None)), then=None),
            default=Coalesce(Subquery(given_back), F("submitted_at")),
        ),
        blocked_since=Subquery(blockers.order_by("since").values("since")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_board_marks")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
