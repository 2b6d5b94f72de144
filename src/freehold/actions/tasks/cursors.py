"""What the two histories share: the refusal of a cursor that names nothing."""

from freehold.terms.phrases import Phrase
from freehold.terms.refusals import ParameterIllegal

_NOT_OF_THE_LIST = Phrase("NotOfTheList", "names no row of this list; take it from a cursor of an answer")


def unknown_cursor(parameter: str) -> ParameterIllegal:
    """The refusal of a cursor that names no row of the list that is walked."""
    return ParameterIllegal(parameter=parameter, why=_NOT_OF_THE_LIST.of())
