"""The barriers of a county, as `jt barriers --county` tells them: figures worked out by hand, and every format the same."""

import json
import re
from pathlib import Path

import pytest

from brute_force import read_table, write_table
from by_hand import by_differences, by_intervals, by_margins, clopper_pearson, effective, margin_interval, wilson
from jobtraining_cli.models.places import CountyBarriers
from rendered import records, tables

ILLUSTRATIVE = ("-c", "Doña Ana", "--survey", "illustrative-2026")
# In data/examples: 214 of the 310 who needed it had difficulty. Of these 6 named discrimination, which is hidden.
NAMED = {
    "awareness": 81, "child_care": 62, "cost": 98, "distance": 17, "eligibility": 41, "internet": 30, "language": 36,
    "prerequisites": 32, "relevance": 19, "schedule": 71, "transport": 45, "waiting_list": 26, "work_conflict": 51,
}  # fmt: skip
ACS = Path(__file__).resolve().parents[1] / "data" / "barriers" / "us-acs-2020.csv"


@pytest.fixture
def county(jt):
    """The barriers of one county from the JSON output, and those with figures or bounds by id."""

    def call(*arguments):
        done = jt("barriers", *arguments, "--json")
        assert (done.code, done.out[:1]) == (0, "{"), done.err
        (found,) = json.loads(done.out)["counties"]
        return found, {b["barrier"]: b for b in found["barriers"]}

    return call


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_counts_of_a_select_all_question(level, county):
    found, barriers = county(*ILLUSTRATIVE, "--level", str(level))
    assert found["level"] == level
    for name, count in NAMED.items():
        barrier = barriers[name]
        assert barrier["reach"] == pytest.approx(100 * count / 310, abs=1e-9)
        assert barrier["share"] == pytest.approx(100 * count / 214, abs=1e-9)
        assert barrier["interval"] == pytest.approx([100 * end for end in wilson(count, 310, level)], abs=1e-6)
        assert barrier["rank"] == 1 + sum(other > count for other in NAMED.values())
    # Of what is hidden everybody knows that it is 1 to 10.
    bounds = {name: (count, count) for name, count in NAMED.items()} | {"discrimination": (1, 10)}
    single = 1 - (1 - level) / 14
    ends = {n: (clopper_pearson(low, 214, single)[0], clopper_pearson(high, 214, single)[1]) for n, (low, high) in bounds.items()}  # fmt: skip
    assert found["compared"] == 14
    assert {n: barriers[n]["ranks_by_intervals"] for n in bounds} == by_intervals(ends)
    differences = by_differences(bounds, 214, level)
    assert {n: barriers[n]["ranks_by_differences"] for n in bounds} == differences
    assert sorted(found["may_be_first"]) == sorted(n for n, (best, _) in differences.items() if best == 1)
    hidden = barriers["discrimination"]
    assert [hidden[key] for key in ("rank", "reach", "share", "interval", "count")] == [None] * 5


@pytest.mark.parametrize("level", [0.95, 0.6])
@pytest.mark.parametrize("fips", ["35021", "48301", "35013"], ids=["Harding", "Loving", "Doña Ana"])
def test_published_margins_of_error(fips, level, county):
    rows = [row for row in read_table(ACS)[1] if row["fips"] == fips]
    figures = {row["barrier"]: (float(row["percent"]), float(row["moe90"])) for row in rows}
    _, barriers = county("-c", fips, "--level", str(level))
    assert {n for n, b in barriers.items() if b["status"] == "measured"} == set(figures)
    for name, (percent, moe90) in figures.items():
        assert (barriers[name]["reach"], barriers[name]["moe90"]) == (percent, moe90)
        wanted = [100 * end for end in margin_interval(percent, moe90, level)]
        assert barriers[name]["interval"] == pytest.approx(wanted, abs=1e-6)
        assert barriers[name]["drawn_size"] == pytest.approx(effective(percent, moe90)[0], abs=1e-6)
    single = 1 - (1 - level) / len(figures)
    ends = {name: margin_interval(*figure, single) for name, figure in figures.items()}
    assert {n: barriers[n]["ranks_by_intervals"] for n in figures} == by_intervals(ends)
    assert {n: barriers[n]["ranks_by_differences"] for n in figures} == by_margins(figures, level)


def own(folder, base, rows, columns="county,measure,barrier,count,base_n", more=""):
    write_table(folder, base, rows, columns=columns, more=more)
    return ("-c", "Taos", "--survey", "made", "--data", str(folder))


def test_those_who_answered_and_those_who_needed_it(tmp_path, county):
    """Of 400 asked 200 needed it: a barrier that 50 name reaches 25 of 100 who needed it."""
    rows = ["Taos,need,,200,400", "Taos,barrier,cost,50,400", "Taos,barrier,transport,20,400"]
    found, barriers = county(*own(tmp_path, "respondents", rows))
    assert [barriers[b]["reach"] for b in ("cost", "transport")] == [25.0, 10.0]
    for name, count in (("cost", 50), ("transport", 20)):
        assert barriers[name]["interval"] == pytest.approx([100 * e for e in wilson(count, 200, 0.95)], abs=1e-6)
    assert found["reach_unit"] == "100 who needed job training"
    assert "200 of 400 needed it (line 2)" in found["reach_note"]


def test_weighted_answers(tmp_path, county):
    """Korn & Graubard (1998) with their n_eff; without degrees of freedom it is Clopper-Pearson with n_eff people."""
    rows = ["Taos,barrier,cost,40.0,120,190,400", "Taos,barrier,transport,10.0,120,50,400"]
    where = own(tmp_path, "needed", rows, "county,measure,barrier,percent,n_eff,count,base_n", "weighting: raking\n")
    found, barriers = county(*where)
    for name, percent in (("cost", 40), ("transport", 10)):
        wanted = [100 * end for end in clopper_pearson(1.2 * percent, 120)]
        assert barriers[name]["interval"] == pytest.approx(wanted, abs=1e-6)
    assert barriers["cost"]["ranks_by_differences"] == [1, 1]
    assert found["may_be_first"] == ["cost"]


def test_a_tie_and_one_barrier_alone(tmp_path, county):
    found, barriers = county(*own(tmp_path, "needed", ["Taos,barrier,cost,60,180", "Taos,barrier,transport,60,180"]))
    assert [barriers[b]["rank"] for b in ("cost", "transport")] == [1, 1]
    assert [barriers[b]["ranks_by_differences"] for b in ("cost", "transport")] == [[1, 2], [1, 2]]
    assert found["headline"].startswith(
        "In Taos, NM, Cost and Transportation may each be the largest of the 2 barriers"
    )
    found, barriers = county(*own(tmp_path, "needed", ["Taos,barrier,cost,60,180"]))
    assert barriers["cost"]["ranks_by_intervals"] == barriers["cost"]["ranks_by_differences"] == [1, 1]
    assert "only Cost has a figure, so there is no order: 33.3 per 100 who needed job training" in found["headline"]


def test_a_higher_level_never_says_more(county):
    before = {}
    for level in ("0.5", "0.95", "0.999"):
        _, barriers = county("-c", "Taos", "--level", level)
        sets = {n: b["ranks_by_differences"] + b["ranks_by_intervals"] for n, b in barriers.items() if b["interval"]}
        for name, was in before.items():
            best, worst, low, high = sets[name]
            assert best <= was[0] <= was[1] <= worst
            assert low <= was[2] <= was[3] <= high
        before = sets


@pytest.mark.parametrize("format_", ["table", "md", "json", "jsonl", "csv"])
def test_hidden_counts_change_nothing(format_, tmp_path, jt):
    def out(folder, hidden):
        rows = [f"Taos,barrier,cost,{hidden},180", "Taos,barrier,transport,60,180", "Taos,barrier,distance,70,180"]
        return jt("barriers", *own(tmp_path / folder / "same", "needed", rows), "--format", format_)

    one, other = out("a", 2), out("b", 9)
    assert (one.code, one.out) == (0, other.out)
    if format_ in ("table", "md"):
        assert "Not shown (too few answers): Cost." in " ".join(one.out.replace("\\", "").split())


@pytest.mark.parametrize("figure", ["4,9", "5,180"])
def test_where_no_figure_may_be_shown(figure, tmp_path, county):
    found, barriers = county(*own(tmp_path, "needed", [f"Taos,barrier,cost,{figure}"]))
    assert found["headline"] == "No figure may be shown for Taos, NM."
    assert barriers["cost"]["rank"] is None


# --- every format says the same


def text_of(value):
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("where", [ILLUSTRATIVE, ("-c", "Harding")])
def test_csv_and_json_lines_have_the_values_of_json(where, county, jt):
    found, barriers = county(*where)
    lines = [json.loads(line) for line in jt("barriers", *where, "--format", "jsonl").out.splitlines()]
    rows = records(jt("barriers", *where, "--format", "csv").out)
    assert len(lines) == len(rows) == len(barriers) == 18
    for line, row in zip(lines, rows, strict=True):
        barrier = barriers[line["barrier"]]
        assert list(line) == list(row)
        wanted = {key: barrier[key] for key in line if key in barrier}
        wanted |= {
            "county_fips": found["county"]["fips"],
            "county": found["county"]["name"],
            "state": "NM",
            "level": 0.95,
        }
        wanted |= {
            "survey": found["survey"]["id"],
            "kind": found["survey"]["kind"],
            "illustrative": found["illustrative"],
        }
        for name, ends in (("interval", ("low", "high")), ("ranks_by_intervals", ("best", "worst")), ("ranks_by_differences", ("best", "worst"))):  # fmt: skip
            wanted |= {f"{name}_{e}": v for e, v in zip(ends, barrier[name] or (None, None), strict=True)}
        assert line == wanted
        for key, value in row.items():
            assert value == text_of(line[key]) or float(value) == line[key]
    ranks = [line["rank"] for line in lines if line["rank"] is not None]
    assert ranks == sorted(ranks)
    assert CountyBarriers.model_validate(found).model_dump(mode="json", by_alias=True) == found


def shown_rows(found, barriers, rows):
    """What the table for people must say, in the order of the rows of CSV."""

    def number(value, digits=1):
        return "-" if value is None else f"{value:.{digits}f}"

    def ranks(ends):
        return "-" if ends is None else "-".join(dict.fromkeys(map(str, ends)))

    for row in rows:
        b = barriers[row["barrier"]]
        if b["status"] == "not_measured":
            continue
        reach = number(b["reach"]) if b["reliability"] == "shown" else "not reliable"
        yield [
            text_of(b["rank"]) or "-",
            b["label"],
            "not shown: too few answers" if b["status"] == "hidden" else reach,
            "-" if b["interval"] is None else f"{number(b['interval'][0])} to {number(b['interval'][1])}",
            ranks(b["ranks_by_intervals"]),
            ranks(b["ranks_by_differences"]),
            text_of(b["count"]) or "-",
            text_of(b["base_n"]) or "-",
            number(b["drawn_size"], 0),
        ]


@pytest.mark.parametrize("where", [ILLUSTRATIVE, ("-c", "Harding"), ("-c", "Luna", "--level", "0.9")])
def test_tables_have_the_values_of_json(where, county, jt, monkeypatch):
    found, barriers = county(*where)
    rows = records(jt("barriers", *where, "--format", "csv").out)
    wanted = list(shown_rows(found, barriers, rows))
    page = jt("barriers", *where, "--format", "md").out
    (table,) = tables(page)
    assert [row[:-1] for row in table[1:]] == wanted
    assert f"{100 * found['level']:g}% interval" in table[0]
    monkeypatch.setenv("COLUMNS", "1000")
    screen = jt("barriers", *where).out
    body = re.split(r"─{20,}\n", screen)[1].partition("\n\n")[0]
    assert [re.split(r"\s{2,}", line.strip())[:-1] for line in body.splitlines()] == wanted
    for text in (found["headline"], *found["caveats"], found["intervals_method"], found["differences_method"]):
        assert text in screen
        assert text in page.replace("\\", "")


@pytest.mark.parametrize("columns", ["40", "60", "80", "100", "120", "160", "200"])
def test_tables_fit_the_width(columns, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    out = jt("barriers", "-c", "Harding", "-c", "48301").out
    assert max(map(len, out.splitlines())) <= int(columns)
    assert "\x1b" not in out


@pytest.mark.parametrize("columns", ["50", "80"])
def test_names_of_barriers_are_not_cut_within_a_word(columns, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    out = jt("barriers", "-c", "48301").out
    body = re.split(r"─{20,}\n", out)[1].partition("\n\n")[0]
    assert "Transportation" in body


@pytest.mark.parametrize("verb", ["barriers", "rank"])
def test_a_terminal_that_knows_ascii_only(verb, real_jt):
    done = real_jt(verb, "-c", "Doña Ana", env={"PYTHONIOENCODING": "ascii", "COLUMNS": "120"})
    assert done.out.isascii()
    assert "Do\\u00f1a Ana" in done.out
    assert max(map(len, done.out.splitlines())) <= 120 + 10  # what ASCII lacks is longer
    if verb == "rank":
        assert re.search(r"\|[.]*-*o-*[.]* \|", done.out)


# --- what is asked for


def test_several_counties_each_once_in_the_order_given(jt):
    done = jt("barriers", "-c", "Taos", "-c", "luna", "-c", "35055", "--json")
    assert [c["county"]["name"] for c in json.loads(done.out)["counties"]] == ["Taos", "Luna"]
    one = jt("barriers", "-c", "Taos").out + "\n" + jt("barriers", "-c", "Luna").out
    assert jt("barriers", "-c", "Taos", "-c", "Luna").out == one
    assert "Travis, TX" in jt("barriers", "-c", "travis", "--state", "TX").out


WRONG = {
    "-c Taos --level 2": "--level",
    "-c Taos --level nan": "--level",
    "--level 0.9": "--level is about the figures of a county",
    "--state TX": "--state is about the figures of a county",
    "-c Taos --search x": "--search and --uncovered list the barriers",
    "-c Tows": "there is no county 'Tows'",
    "-c Taos --survey illustrative-2026": "has no row about Taos",
    "-c Taos --weights w.yaml": "--weights",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_cannot_be_is_a_usage_error(line, jt):
    done = jt("barriers", *line.split())
    assert (done.code, done.out) == (2, "")
    assert WRONG[line] in " ".join(done.err.split())
    assert "Traceback" not in done.err


def test_a_level_is_written_in_the_heading_and_the_sentences(jt):
    out = " ".join(jt("barriers", "-c", "Taos", "--level", "0.9").out.split())
    assert out.count("90%") == 3
    assert "95%" not in out


def test_a_county_of_the_settings_does_not_turn_the_list_into_figures(jt, monkeypatch):
    plain = jt("barriers", "--format", "csv").out
    monkeypatch.setenv("JT_COUNTY", "Taos")
    assert jt("barriers", "--format", "csv").out == plain
