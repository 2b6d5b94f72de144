"""``python -m benchmarks [NAME ...]``: run the benchmarks and print one JSON object a line."""

import json
import sys
from collections.abc import Callable
from typing import Any

from benchmarks import bulk_submit, end_to_end, lanes

Benchmark = Callable[[], list[dict[str, Any]]]

BENCHMARKS: dict[str, Benchmark] = {
    "end-to-end": end_to_end.run,
    "bulk-submit": bulk_submit.run,
    "lanes": lanes.run,
}


def main() -> int:
    """Run those named, or all; 0 when every target was met."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in wanted if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    met = True
    for name in wanted:
        for figure in BENCHMARKS[name]():
            met = met and (figure["value"] >= figure["target"] or figure["detail"].get("sufficient", False))
            print(json.dumps(figure), flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
