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
