"""Ways to work out a hidden figure that were tried, and do not lead anywhere."""

import itertools

import pytest

from jobtraining_cli.models.survey import BarrierTable, Survey
from jobtraining_cli.protect.primary import protect
from jobtraining_cli.workspace import Workspace

HEAD = "fips,measure,barrier,count,base_n,percent\n"
SIDECAR = "schema: 1\nid: t\ntitle: T\nkind: survey\nservice: Job Training\nscale: percent\nbase: {base}\n"


@pytest.fixture
def protected(tmp_path):
    def make(base, *rows):
        folder = tmp_path / "barriers"
        folder.mkdir(exist_ok=True)
        (folder / "t.yaml").write_text(SIDECAR.format(base=base))
        (folder / "t.csv").write_text(HEAD + "".join(row + "\n" for row in rows))
        workspace = Workspace.open(tmp_path)
        return protect(workspace.table_file(workspace.named_survey("t")).table())

    return make


@pytest.mark.parametrize(
    ("base", "unprinted", "printed"),
    [
        ("respondents", "35055,difficulty,,{0},{1},", ("35055,,cost,100,420,", "35055,,child_care,50,420,")),
        ("difficulty", "35055,need,,{0},420,", ("35055,,cost,100,305,", "35055,,child_care,50,305,")),
        ("needed", "35055,difficulty,,{0},310,", ("35055,,cost,57,310,", "35055,,child_care,30,310,")),
    ],
)
def test_a_digest_tells_nothing_of_rows_that_no_output_prints(base, unprinted, printed, protected):
    without = protected(base, *printed).digest
    for count, whole in itertools.product((310, 311), (412, 415)):
        assert protected(base, unprinted.format(min(count, whole) - 60, whole), *printed).digest == without


@pytest.mark.parametrize("percent", [False, True])
@pytest.mark.parametrize("needed", [120, 12])
def test_parts_of_those_who_needed_it_are_judged_the_same_as_counts_and_as_percentages(percent, needed, protected):
    def row(measure, barrier, count, written):
        return f"35055,{measure},{barrier}," + (f",420,{100 * count / 420:.8f}" if written else f"{count},420,")

    counts = {"cost": needed, "child_care": needed - 1, "transport": needed // 2}
    for need_written in (False, True):
        table = protected(
            "respondents",
            row("need", "", needed, need_written),
            *[row("barrier", name, count, percent) for name, count in counts.items()],
        )
        hidden = {r.barrier for r in table.rows if r.hidden and r.barrier}
        assert {"cost", "child_care"} <= hidden


@pytest.mark.parametrize("percent", [0.05, 0.3, 99.8])
def test_a_percentage_of_less_than_a_person_is_not_nobody(percent, protected):
    table = protected("needed", f"35055,,cost,,150,{percent}", "35055,,transport,66,150,")
    assert [row.barrier for row in table.rows if row.hidden] == ["cost"]


def test_the_reason_does_not_tell_0_or_100_percent(tmp_path):
    rows = [{"percent": p, "moe90": m} for p, m in ((100, 0.5), (0, 0.5), (1, 0.9), (50, 30))]
    from jobtraining_cli.models.survey import BarrierRow

    survey = Survey.model_validate(
        {"schema": 1, "id": "t", "title": "T", "kind": "survey", "service": "X", "base": "needed"}
    )
    made = tuple(BarrierRow(line=at, fips="35055", barrier="cost", **row) for at, row in enumerate(rows, 2))
    table = protect(BarrierTable.model_construct(survey=survey, place="t.csv", rows=made, digest=""))
    assert len({(row.hidden, row.low, row.high, row.base_n) for row in table.rows}) == 1
