"""What the migration tool runs a migration in: the connection it was handed, within the caller's transaction."""

from alembic import context

from freehold.db.schema import metadata

# Of the definitions only the names of constraints are wanted: those a migration does not name are named alike.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
