"""What each built action is asked in golden pairs: good calls, and each refusal it documents; ``case.py`` says how to read one."""

from actions.cases import domain_verification, domains, holders, locks_and_codes, profiles, tasks

CASES = [
    *holders.CASES,
    *domain_verification.CASES,
    *locks_and_codes.CASES,
    *tasks.CASES,
    *profiles.CASES,
    *domains.CASES,
]
"""At least one good call of each action, and one of each of its refusals."""
