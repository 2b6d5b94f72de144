"""What mails say: a template for each letter, language and form, in ``locale/mails``.

``NAME.en.txt`` begins with the subject, ``NAME.en.html`` is the same for programs that show HTML; values are escaped there.
"""

from typing import Literal, NamedTuple

from markupsafe import Markup

from freehold.languages import Language
from freehold.templates import templates
from freehold.terms.contacts import Contact

Name = Literal["verify-email", "registrant-changed", "confirm-change", "transfer-code"]

_SUBJECT = "Subject: "


class Letter(NamedTuple):
    """A mail's subject, and its text in both forms."""

    subject: str
    text: str
    html: str


def language_of(contact: Contact, chosen: Language | None) -> Language:
    """The language a person is written to in: the one their account chose.

    Where it chose none, Chinese for whoever is in China or has a name in Chinese script.
    """
    if chosen is not None:
        return chosen
    chinese = contact.zh_name or contact.zh_organization or contact.country == "CN"
    return "zh" if chinese else "en"


def letter(name: Name, language: Language, **values: object) -> Letter:
    """The letter to a person whose language is known."""
    subject, text = _text(name, language, values)
    return Letter(subject, text, _html(subject, [(language, _part(name, language, values))]))


def letter_in_both(name: Name, **values: object) -> Letter:
    """The letter to somebody whose language is not known: Chinese, then English."""
    chinese, english = _text(name, "zh", values), _text(name, "en", values)
    subject = f"{chinese[0]} / {english[0]}"
    parts = [(language, _part(name, language, values)) for language in ("zh", "en")]
    return Letter(subject, f"{chinese[1]}\n-- \n\n{english[1]}", _html(subject, parts))


def _text(name: str, language: str, values: dict[str, object]) -> tuple[str, str]:
    head, _, body = templates("mails").get_template(f"{name}.{language}.txt").render(values).partition("\n\n")
    return head.removeprefix(_SUBJECT).strip(), f"{body.strip()}\n"


def _part(name: str, language: str, values: dict[str, object]) -> Markup:
    # The template escaped what needs it; what is put into the frame is markup already.
    return Markup(templates("mails").get_template(f"{name}.{language}.html").render(values))  # noqa: S704


def _html(subject: str, parts: list[tuple[str, Markup]]) -> str:
    return templates("mails").get_template("frame.html").render(subject=subject, parts=parts)
