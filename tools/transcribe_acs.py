"""Transcribe the county indicators of the American Community Survey into `data/`.

    python tools/transcribe_acs.py SOURCE.csv data/

SOURCE.csv has the columns fips, county, state, indicator, percent, percent_moe90, count and
count_moe90: the estimates of 2016-2020 as the CDC/ATSDR Social Vulnerability Index 2020 publishes them
by county. Written are `barriers/us-acs-2020.csv` (one row a county and barrier, sorted) and
`counties.csv` (the register). Figures are copied as text: nothing is rounded or computed. `unemployed`
stands in for no barrier and is left out.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

STANDS_IN_FOR = {
    "below_150_percent_poverty": "cost",
    "disability": "disability_access",
    "limited_english": "language",
    "no_high_school_diploma": "prerequisites",
    "no_internet": "internet",
    "no_vehicle": "transport",
    "single_parent_household": "child_care",
}


def write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write sorted rows as UTF-8 CSV with plain newlines."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows))


def main(source: Path, target: Path) -> None:
    """Read SOURCE and write the two tables below `target`."""
    with source.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    barriers = [
        (r["fips"], STANDS_IN_FOR[r["indicator"]], r["percent"], r["percent_moe90"])
        for r in records
        if r["indicator"] in STANDS_IN_FOR
    ]
    counties = sorted({(r["fips"], r["county"], r["state"]) for r in records})
    if len(barriers) != len(STANDS_IN_FOR) * len(counties) or any("" in row for row in barriers):
        raise SystemExit(f"{source}: an indicator is missing for some county")
    write(target / "barriers" / "us-acs-2020.csv", ("fips", "barrier", "percent", "moe90"), barriers)
    write(target / "counties.csv", ("fips", "name", "state"), counties)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
