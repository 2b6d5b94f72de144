"""When the durable library is let look for chunks."""

from freehold.engine.looks import Looks


class Watch:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def looks_in(seconds, watch, looks, *, turn=0.05):
    """How many of the library's turns of so long are looks."""
    count = 0
    for _ in range(round(seconds / turn)):
        watch.now += turn
        count += looks.due()
    return count


def test_an_idle_process_looks_four_times_a_second_at_most():
    watch = Watch()
    looks = Looks(watch)

    assert 3 <= looks_in(1.0, watch, looks) <= 4


def test_after_a_move_the_next_turns_look():
    watch = Watch()
    looks = Looks(watch)
    looks_in(1.0, watch, looks)

    looks.moved()

    assert looks_in(0.1, watch, looks) == 2


def test_what_moved_while_nobody_looked_is_not_forgotten():
    watch = Watch()
    looks = Looks(watch)
    looks.moved()
    watch.now += 10.0

    assert looks.due()
