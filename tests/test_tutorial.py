"""The tutorial and the other pages with commands run as they stand, and print what they show."""

import re
from pathlib import Path

import pytest

import docs
import docs_run
from jobtraining_cli import explain, load_workspace, rank

# Many processes or pages: `make check` runs them, `make test` stays under two minutes.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
RUNNING = [page for page in docs.pages() if "<!-- run" in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", RUNNING, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_runs_and_prints_what_it_shows(page):
    assert docs.wanted_page(page) == page.read_text(encoding="utf-8"), "run `make docs`"


def test_the_tutorial_is_among_them():
    assert {DOCS / "tutorial.md", DOCS / "how-to" / "notebook.md", DOCS / "how-to" / "own-survey.md"} <= set(RUNNING)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """The workspace that the tutorial leaves behind."""
    folder = tmp_path_factory.mktemp("tutorial")
    docs_run.with_outputs((DOCS / "tutorial.md").read_text(encoding="utf-8"), folder)
    return folder / "luna"


def test_the_files_beside_the_tutorial_are_those_it_ends_with(workspace):
    for file in ("county-survey.csv", "county-survey.yaml"):
        ended = (workspace / "data" / "barriers" / file).read_text(encoding="utf-8")
        assert (DOCS / "tutorial" / file).read_text(encoding="utf-8") == ended


def test_the_table_has_the_figures_of_the_spreadsheet(workspace):
    def figures(path, columns):
        return [tuple(line.split(",")[columns]) for line in path.read_text(encoding="utf-8").splitlines()]

    table = figures(workspace / "data" / "barriers" / "county-survey.csv", slice(-2, None))[1:]
    totals = figures(DOCS / "tutorial" / "survey-totals.csv", slice(-2, None))[3:]
    assert [row for row in totals if row != ("", "")] == table


def test_one_more_answer_turns_the_first_two(workspace, tmp_path):
    table = workspace / "data" / "barriers" / "county-survey.csv"
    first = rank(load_workspace(workspace / "data"), "Luna", survey="county-survey").projects[0].id
    data = tmp_path / "data" / "barriers"
    data.mkdir(parents=True)
    (data / "county-survey.csv").write_text(table.read_text().replace("child_care,39", "child_care,40"))
    (data / "county-survey.yaml").write_text(table.with_suffix(".yaml").read_text())
    second = rank(load_workspace(data.parent), "Luna", survey="county-survey").projects[0].id
    assert (first, second) == ("2.52", "2.51")


def test_the_sum_by_hand_is_that_of_the_program(workspace):
    page = (DOCS / "scoring" / "commissioner.md").read_text(encoding="utf-8")
    data = load_workspace(workspace / "data")
    ranking = rank(data, "Luna", survey="county-survey")
    # Reach is per 100 of the 182 who needed training, the page counts people.
    people = 182 / 100
    for barrier in ranking.barriers:
        if barrier.status == "measured":
            assert f"| {barrier.label} | {barrier.count} |" in page
    hidden = next(barrier for barrier in ranking.barriers if barrier.status == "hidden")
    assert f"| {hidden.label} (ten or fewer, so not shown; 5.5 is the middle) | {hidden.assumed * people:.1f} |" in page
    total = explain(data, "Luna", "2.51", survey="county-survey").total_reach * people
    assert f"| **together** | **{total:.1f}** |" in page
    first, second = ranking.projects[:2]
    for project in (first, second):
        counts = f"{project.relief_index * people:.1f}"
        assert f"{counts} of {total:.1f} is" in page
        assert f"{project.fit_score:.1f} of 100" in page
    for term in second.contributions:
        cells = f"| {term.label} | {term.reach * people:.0f} | {term.fit}: "
        assert re.search(
            re.escape(cells) + rf"\S+ \| {term.rating_label.lower()}: \S+ \| {term.relief * people:.1f} \|", page
        )


def test_what_is_said_of_new_mexico_is_so():
    context = rank(load_workspace(), "Taos").state_context
    assert (context.leading_barrier, context.leading_in, context.counties) == ("cost", 28, 33)
    assert context.first_in == context.counties


def test_an_example_that_fails_is_an_error():
    with pytest.raises(docs_run.BrokenExampleError):
        docs_run.with_outputs("<!-- run -->\n```sh\njt rank --county Nowhere\n```\n")


def test_parts_of_outputs_are_marked():
    page = "<!-- run: from fips; first 1 -->\n```sh\njt counties --format csv\n```\n\n```text\n```\n"
    shown = docs_run.with_outputs(page)
    assert re.search(r"```text\nfips,.+\n\[\.\.\.\]\n```\n$", shown)
    assert docs_run.with_outputs(shown) == shown
