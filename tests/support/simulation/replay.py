"""Replay a seed: ``PYTHONPATH=tests python -m support.simulation.replay --seed 7`` prints its steps and what was wrong."""

import argparse
import sys
import time

from support.simulation.simulation import Simulation


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument(
        "--count", type=int, default=1, help="seeds from this one on; steps are printed of those that fail"
    )
    options.add_argument("--fees", action="store_true", help="at a registry that charges")
    given = options.parse_args()
    failed = 0
    begun = time.process_time()
    for seed in range(given.seed, given.seed + given.count):
        simulation = Simulation(seed, fees=given.fees)
        try:
            wrong = simulation.run()
        except BaseException:
            print(f"seed {seed}")
            print("\n".join(simulation.steps))
            raise
        if wrong or given.count == 1:
            failed += bool(wrong)
            if given.count == 1:
                print("\n".join(simulation.steps))
            print(f"seed {seed}: {wrong or 'all is well'}")
    print(f"{given.count} seeds, {failed} failed, {time.process_time() - begun:.1f} s of CPU", file=sys.stderr)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
