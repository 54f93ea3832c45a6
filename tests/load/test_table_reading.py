"""Two ways to read a table, the lines wanted or all of it cell by cell: they give the same rows."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtraining_cli.load.tables import TableFile, load_survey
from jobtraining_cli.models.survey import BarrierRow
from jobtraining_cli.workspace import packaged_data
from load.common import BARRIERS, REGISTER, load_table, only, refused, table_file

PREFIXES = ["", "35", "350", "35013", "35001", "48", "01"]
_FIGURES = st.tuples(st.integers(0, 50), st.just(50))
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["35013", "35001", "35005", "48141", "01001", "13135"]),
        st.sampled_from(["cost", "transport", "language"]),
        _FIGURES,
        st.sampled_from(["", "x", "35"]),
    ),
    unique_by=lambda row: (row[0], row[1], row[3]),
    max_size=12,
)


def _same(folder: Path, plain: str, quoted: str, **changes: Any) -> None:
    fast, slow = table_file(folder, plain, **changes), table_file(folder, quoted, **changes)
    for prefix in PREFIXES:
        assert fast.table(prefix).rows == slow.table(prefix).rows, prefix
    for fips in ("35013", "48141", "35007"):
        assert fast.covers(fips) == slow.covers(fips)


def _quoted(text: str) -> str:
    """The same lines with every cell in quotes, so that they can be found only cell by cell."""
    return "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) if line.strip() else line for line in text.split("\n")
    )


@given(_ROWS, st.sampled_from(["", "\n", "  \n"]), st.sampled_from([",", ", ", " ,"]), st.booleans())
@settings(max_examples=60)
def test_the_quick_reading_and_the_full_one_give_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Any], blank: str, comma: str, ended: bool
) -> None:
    # A group is part of the county, so its count is not above that of the whole.
    counts = [k % 5 if group else 25 + k // 2 for _, _, (k, _), group in rows]
    lines = [
        comma.join((f, name, str(k), str(n), group)) for (f, name, (_, n), group), k in zip(rows, counts, strict=True)
    ]
    plain = "fips,barrier,count,base_n,group\n" + "".join(line + "\n" + blank for line in lines)
    plain = plain if ended else plain.rstrip("\n")
    _same(tmp_path_factory.getbasetemp(), plain, _quoted(plain))


@pytest.mark.parametrize("space", [" ", "\t", "\u00a0"])
def test_spaces_before_a_code_hide_no_row(space: str, tmp_path: Path) -> None:
    plain = f"fips,barrier,count,base_n\n{space}35013,cost,5,20\n35013,transport,4,20\n{space}48141,cost,1,9\n"
    _same(tmp_path, plain, _quoted(plain))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("35013,cost,5", "3 cells in this row"),
        ("35013,cost,5,20,1", "5 cells in this row"),
        ("35014,cost,5,20", "unknown county '35014'"),
        ("35013,cost,5," + "1" * 10_001, "not valid CSV: field larger"),
        ("35013,cost,50,20", "`count` is above `base_n`"),
    ],
)
def test_the_quick_reading_refuses_what_the_full_one_does(row: str, message: str, tmp_path: Path) -> None:
    plain = f"fips,barrier,count,base_n\n35001,cost,5,20\n{row}\n"
    for text in (plain, _quoted(plain)):
        problem = only(refused(load_table, tmp_path, text, "35"))
        assert problem.line == 3
        assert message in problem.message


SHIPPED = packaged_data() / "barriers" / "us-acs-2020.csv"


@pytest.fixture(scope="module")
def shipped() -> TableFile:
    return TableFile(SHIPPED, load_survey(SHIPPED.with_suffix(".yaml")), REGISTER, BARRIERS)


@pytest.mark.parametrize("prefix", ["35", "02", "11001", "72"])
def test_the_shipped_table_reads_the_same_in_both_ways(prefix: str, shipped: TableFile, tmp_path: Path) -> None:
    text = SHIPPED.read_text()
    slow = table_file(tmp_path, _quoted(text), **shipped.survey.model_dump(by_alias=True, exclude={"version"}))
    rows = slow.table(prefix).rows
    assert shipped.table(prefix).rows == rows
    wanted = [item for item in csv.DictReader(io.StringIO(text)) if item["fips"].startswith(prefix)]
    assert [(row.fips, row.barrier, row.percent, row.moe90) for row in rows] == [
        (item["fips"], item["barrier"], float(item["percent"]), float(item["moe90"])) for item in wanted
    ]


def test_the_shipped_table_holds_every_county_and_its_small_percentages(shipped: TableFile) -> None:
    rows: tuple[BarrierRow, ...] = shipped.table().rows
    assert {row.fips for row in rows} == set(REGISTER.by_fips)
    assert len({row.barrier for row in rows}) == 7
    assert sum(row.percent is not None and 0 < row.percent < 1 for row in rows) == 1603
    assert all(row.moe90 is not None for row in rows)
