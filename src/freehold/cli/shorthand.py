"""Groups of commands one of which is meant when none is named: ``freehold backup`` makes one, ``freehold backup verify`` looks."""

import click


class Shorthand(click.Group):
    """A group whose command ``meant`` may be left out."""

    meant = ""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command in front where none of ours stands."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [self.meant, *args]
        return super().parse_args(ctx, args)
