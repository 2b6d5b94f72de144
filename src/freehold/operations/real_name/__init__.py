"""Real-name verification of domains: submitted as a task, ended by a review (registrant-family.md, 5).

A domain is NONAUDIT, then AUDITING from the call on, then SUCCEED or FAILED; FAILED ones are submitted again, AUDITING ones
can be withdrawn. Two reviews make it: of the name itself, and of the holder. Each domain of a task is an item that waits, and
that keeps the domain busy, until

- a reviewer decided on the domain (both reviews), or on the document that came with the task (the holder's);
- the profile named by the call was found good or wanting, whoever reviewed it; one that was verified before counts at once;
- the account withdrew it.

Nothing runs meanwhile, so a process that dies leaves a domain waiting or decided. All of it is in the transaction of whoever
decides.
"""
