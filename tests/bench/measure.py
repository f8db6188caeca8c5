"""How the benchmarks measure: a pair is run alternately in one process, and the medians are put beside each other."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds for one unit of work, ours and the floor's. `reach`: the ratio that is promised."""

    name: str
    floor_name: str
    ours: float
    floor: float
    reach: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


def timed(work: Work) -> float:
    """Seconds of one run; what the benchmark itself holds in memory is kept out of the collector's way."""
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    gc.unfreeze()
    return seconds


def alternately(ours: Callable[[], float], floor: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The medians of `rounds` runs each; each function sets itself up and gives the seconds that count."""
    times = [(floor(), ours()) for _ in range(rounds)]
    return statistics.median(mine for _, mine in times), statistics.median(bare for bare, _ in times)
