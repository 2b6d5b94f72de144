"""``python -m benchmarks [NAME ...]``: run the benchmarks and print one JSON object a line."""

import argparse
import json
import sys
from collections.abc import Callable

from benchmarks import (
    bulk_submit,
    depth,
    detail_page,
    durable_submit,
    end_to_end,
    hundred_thousand,
    lanes,
    million,
    overlapping,
    overload,
    pollers,
    report,
    signed_polls,
    signed_read,
    small_submit,
    soak,
    tail,
)
from benchmarks.figures import Figure
from benchmarks.rounds import SCALE

Benchmark = Callable[[argparse.Namespace], list[Figure]]

BENCHMARKS: dict[str, Benchmark] = {
    "end-to-end": lambda options: end_to_end.run(options.domains, options.database),
    "signed-read": lambda _: signed_read.run(),
    "detail-page": lambda _: detail_page.run(),
    "bulk-submit": lambda options: [*bulk_submit.run(), *overlapping.run(options.database)],
    "small-submit": lambda _: small_submit.run(),
    "tail": lambda _: tail.run(),
    "depth": lambda _: depth.run(),
    "million": lambda options: million.run(options.database, options.only),
    "hundred-thousand": lambda _: hundred_thousand.run(),
    "lanes": lambda _: lanes.run(),
    "durable-submit": lambda _: durable_submit.run(),
    "signed-polls": lambda _: signed_polls.run(),
    "pollers": lambda _: pollers.run(),
    "overload": lambda _: overload.run(),
    "soak": lambda _: soak.run(),
}


def main() -> int:
    """Run those named, or all; 0 when every target was met."""
    options = _options()
    met = True
    for name in options.names or BENCHMARKS:
        figures = BENCHMARKS[name](options)
        for figure in figures:
            met = met and figure["met"]
            print(json.dumps(figure), flush=True)
        if options.report:
            report.keep(name, figures)
    return 0 if met else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Run the benchmarks.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all when left out: {', '.join(BENCHMARKS)}")
    parser.add_argument("--domains", type=int, default=end_to_end.DOMAINS, help="of end-to-end")
    parser.add_argument(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="of end-to-end, million and what bulk-submit asks at the same time",
    )
    parser.add_argument("--only", default="", help="of million: the cases with this text in their name")
    parser.add_argument("--report", action="store_true", help="put what was measured into docs/benchmarks.md")
    options = parser.parse_args()
    for name in options.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name}; there are {', '.join(BENCHMARKS)}")
    if options.report and SCALE != 1:
        parser.error("a report is of whole sizes; take BENCH_SCALE away")
    return options


if __name__ == "__main__":
    sys.exit(main())
