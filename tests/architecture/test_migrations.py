"""Every model is what its migrations make."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def test_it_has_a_migration_for_every_model() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    now = ProjectState.from_apps(apps)

    changes = MigrationAutodetector(loader.project_state(), now).changes(loader.graph)

    assert {app: [one.operations for one in steps] for app, steps in changes.items()} == {}
