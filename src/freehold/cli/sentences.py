"""Sentences of the commands that speak both languages: English here, Chinese in ``locale/zh.toml``."""

from freehold.languages import pick, sentence

SENTENCES = {
    "registry.announced": "{registry} has announced maintenance ({words}): nothing is sent from {begins} to {until}.",
    "registry.paused": "{registry} is paused: nothing is sent to it until freehold registry resume {registry}.",
    "registry.paused_until": "{registry} is paused until {until}: nothing is sent to it.",
    "registry.resumed": "{registry} goes on.",
    "registry.not_paused": "{registry} was not paused.",
    "registry.unknown": "There is no registry {registry}; known are: {names}.",
    "pause.operator": "by the operator",
    "pause.maintenance": "maintenance",
    "pause.login": "log-in",
    "pause.balance": "balance",
    "registry.password_changed": "{registry} has the new password. The settings may keep the former one: the one changed here goes before it.",
    "registry.password_completed": "{registry} had taken the password of the change that was begun before; nothing was sent.",
    "registry.password_unfit": "Nothing was sent to {registry}. {why}",
    "registry.password_refused": "{registry} did not take the new password; the former one holds. It says: {why}",
    "registry.password_not_begun": "Nothing was sent to {registry}: {why}. If all sessions are in use, pause the registry meanwhile.",
    "registry.password_unknown": "Which password {registry} has is not known: {why}. Both are kept. Run this again, or let the server log in.",
    "registry.password_locked_out": "{registry} refuses the log-in with what is known: {why}. Ask the registry for a new password before you try again.",
    "reconcile.nobody": "No server runs on {data}, and no registry is configured: start the server, or give --config.",
    "reconcile.nothing_to_resume": "No comparison was interrupted. Leave --resume out to begin one.",
    "reconcile.interrupted": "What was found is kept. Go on with: freehold reconcile --resume",
    "reconcile.goes_on": "The server goes on. See what it found with: freehold reconcile --resume",
    "reconcile.so_far": "{number} domains compared.",
    "reconcile.given_up": "Another comparison was begun meanwhile; this one was given up.",
    "unused.waiting": "kept until then for a task that wants it",
    "unused.given up": "deleted then, unless the registry shows a reason not to",
    "unused.deletion sent": "a deletion was sent; the registry is asked then whether it is gone",
    "unused.refused": "the registry refused to delete it: {code}; it is tried again then",
    "unused.linked": "the registry shows that something uses it; it is asked again then",
    "unused.kept": "unused_contact_days of {registry} is none",
    "unused.unknown": "the settings at hand name no registry {registry}; give --config",
}
"""English sentences by their keys."""


def said(key: str, lang: str, **values: object) -> str:
    """A sentence of the table in the language of ``--lang``, with its values."""
    return sentence(key, SENTENCES[key], pick(lang), **values)
