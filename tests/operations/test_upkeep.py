"""Jobs come round by themselves, each on its own."""

from collections import Counter

from freehold.operations.upkeep import Job, Upkeep
from support.waiting import until


def test_one_jobs_trouble_is_not_anothers_and_a_job_comes_in_its_own_time(caplog):
    taken = Counter()

    def work(name):
        taken[name] += 1
        if name == "bad":
            raise ValueError("no luck")

    names = {"bad": 0.0, "good": 0.0, "seldom": 3600.0}
    upkeep = Upkeep("test", [Job(seconds, lambda name=name: work(name)) for name, seconds in names.items()])
    upkeep.start()
    until(lambda: taken["good"] >= 2)
    upkeep.stop()
    upkeep.join(5)

    assert taken["bad"] >= 2
    assert taken["seldom"] == 0
    assert "no luck" in caplog.text


def test_a_store_that_is_away_is_told_of_once_and_so_is_its_return(caplog):
    """A second without a database must not be a thousand lines."""
    caplog.set_level("WARNING")
    taken = Counter()

    class Away(Exception):
        pass

    def work():
        taken["looks"] += 1
        if taken["looks"] < 4:
            raise Away("nobody answers\nand a statement, whole")

    upkeep = Upkeep("test", [Job(0.0, work)], away=(Away,))
    upkeep.start()
    until(lambda: taken["looks"] >= 6)
    upkeep.stop()
    upkeep.join(5)

    assert [record.getMessage() for record in caplog.records] == [
        "test: the store cannot be used: nobody answers",
        "test: the store can be used again",
    ]
    assert "Traceback" not in caplog.text
