"""Templates of what people read, from ``locale``: values are escaped in HTML, and a name that is not given is an error."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2


@cache
def templates(folder: str) -> "jinja2.Environment":
    """The templates in a folder of ``locale``."""
    import jinja2  # not needed before the first letter or page: a start is quicker

    return jinja2.Environment(
        loader=jinja2.PackageLoader("freehold", f"locale/{folder}"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
