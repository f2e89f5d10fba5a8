from django.db import migrations

INDEX = "projects_of_departement"


class Migration(migrations.Migration):
    """What a département's lists count is read from the index alone; the line itself gives nothing more."""

    dependencies = [("projects", "0007_fill_board_marks")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {INDEX} ON projects_project_departements (territory_id, project_id)", f"DROP INDEX {INDEX}"
        ),
    ]
