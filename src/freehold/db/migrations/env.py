"""What the migration tool runs a migration in: the connection it was handed, within the caller's transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
