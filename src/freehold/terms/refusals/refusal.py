"""What every refusal is: a code, an HTTP status, a sentence."""

from typing import ClassVar


class Refusal(Exception):
    """A call is declined; carries the values its sentence names."""

    code: ClassVar[str]
    status: ClassVar[int] = 400
    sentence: ClassVar[str]

    def __init__(self, **values: object) -> None:
        super().__init__(self.sentence.format(**values))
        self.values = values

    @property
    def wire_code(self) -> str:
        """The code as sent: ``Missing<Param>`` and the like with the parameter's name in it."""
        return self.code.replace("<Param>", str(self.values.get("parameter", "")))

    @property
    def key(self) -> str:
        """Where the Chinese sentence is found."""
        return type(self).__name__
