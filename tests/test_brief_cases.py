"""Briefs about what a county may run into: ties, projects that cannot be done, nothing to rank."""

import hashlib
import json
import re

import pytest

from hostile import quoted
from rendered import tables

DAY = ("--date", "2026-11-23")
EDGE = "{{barrier: {}, fit: full, why: It helps., evidence: {{rating: unrated}}}}"


def write_data(folder, projects, table="county,barrier,count,base_n\nTaos,cost,61,180\nTaos,transport,44,180\n"):
    """Projects as (title, barrier, extra keys), on a survey of one county."""
    items = "".join(
        f"  - {{code: Job Training.1.{n}, title: {quoted(title)}, summary: s, origin: proposed, level: [county], "
        f"addresses: [{EDGE.format(barrier) if barrier else ''}]{more}}}\n"
        for n, (title, barrier, more) in enumerate(projects, 1)
    )
    head = "schema: 1\nservice: Job Training\ninnovations: [{number: 1, known: unknown}]\nprojects:\n"
    (folder / "barriers").mkdir()
    (folder / "projects.yaml").write_text(head + items, encoding="utf-8")
    sidecar = "schema: 1\nid: mine\ntitle: Ours\nkind: survey\nservice: Job Training\nbase: needed\n"
    (folder / "barriers" / "mine.yaml").write_text(sidecar, encoding="utf-8")
    (folder / "barriers" / "mine.csv").write_text(table, encoding="utf-8")
    return ("brief", "-c", "Taos", "--data", str(folder), *DAY)


@pytest.mark.parametrize("tied", [2, 3, 5, 30])
def test_projects_that_share_the_first_place(tied, tmp_path, jt):
    done = jt(
        *write_data(tmp_path, [(f"Project number {n}", "cost", "") for n in range(tied)] + [("Last", "transport", "")])
    )
    assert done.code == 0
    answer = done.out.split("\n\n")[1]
    assert "share the first place" in answer
    assert all(f"Project number {n} (1.{n + 1})" in answer for n in range(min(tied, 3)))
    assert "comes first" not in answer
    found = json.loads(jt("brief", "-c", "Taos", "--data", str(tmp_path), "--json").out)["briefs"][0]
    assert len(found["first"]) == 3 if tied > 2 else 2
    for n in range(tied):
        assert f"Project number {n} (1." in done.out or tied > 20
    assert len(done.out.split()) < 2_000


def test_a_project_that_is_screened_out(tmp_path, jt):
    gate = ", feasibility: {legality: 'no', economics: 'no', reason: The state forbids it.}"
    command = write_data(tmp_path, [("Kept", "transport", ""), ("Refused", "cost", gate), ("Empty", "", "")])
    out = jt(*command).out
    answer = out.split("\n\n")[1]
    assert "Kept (1.1)" in answer
    assert "Refused" not in answer
    assert re.search(r"Refused \(1\.2\).*legality.*The state forbids it\.", out)
    assert "Refused" not in str([row for table in tables(out) for row in table])
    assert "Empty (1.3)" in out
    page = jt(*command, "--project", "1.2").out
    answer = page.split("\n\n")[1]
    assert "left out" in answer
    assert "The state forbids it." in answer
    assert "no rank" in jt(*command, "--project", "1.3").out.split("\n\n")[1]


def test_nothing_to_rank(tmp_path, jt):
    out = jt(*write_data(tmp_path, [("One", "health", "")])).out
    assert "no ranking" in out.split("\n\n")[1]
    assert "No project on the list acts on Cost and Transportation." in out
    assert "Projects, the best fit first" not in out


def test_formats_that_a_brief_has_not(jt):
    for format_ in ("csv", "table", "jsonl"):
        done = jt("brief", "-c", "Taos", "--format", format_)
        assert (done.code, done.out) == (2, "")
        assert re.search(r"\bmd\b.*\bjson\b", done.err)


def test_several_counties_are_several_briefs(jt):
    both = jt("brief", "-c", "Doña Ana", "-c", "Taos", *DAY).out
    assert both == jt("brief", "-c", "dona-ana", *DAY).out + "\n" + jt("brief", "-c", "Taos", *DAY).out


def digests(jt, folder):
    return json.loads(jt("brief", "-c", "Taos", "--data", str(folder), *DAY, "--json").out)["briefs"][0]["ranking"][
        "digests"
    ]


def test_the_digest_of_the_projects_is_of_all_their_files_and_their_borders(tmp_path, jt):
    write_data(tmp_path, [("One", "cost", "")])
    (tmp_path / "projects").mkdir()
    second = tmp_path / "projects" / "more.yaml"
    second.write_text("schema: 1\nservice: Food\ninnovations: []\n", encoding="utf-8")
    first = tmp_path / "projects.yaml"
    texts = [path.read_text(encoding="utf-8") for path in (first, second)]
    assert digests(jt, tmp_path)["catalogue"] == hashlib.sha256("\0".join(texts).encode()).hexdigest()
    second.write_text("# changed\n" + texts[1], encoding="utf-8")
    assert digests(jt, tmp_path)["catalogue"] != hashlib.sha256("\0".join(texts).encode()).hexdigest()


def test_the_digest_of_a_table_tells_nothing_that_may_not_be_shown(tmp_path, jt):
    """Whoever tries the few counts there can be finds the same digest for each."""
    row = "county,barrier,count,base_n\nTaos,cost,{},180\nTaos,transport,44,180\nTaos,language,{},180\n"
    found = set()
    for few in (4, 5, 6):
        folder = tmp_path / str(few)
        folder.mkdir()
        write_data(folder, [("One", "cost", "")], row.format(61, few))
        found.add(digests(jt, folder)["table"])
    assert len(found) == 1
    (folder / "barriers" / "mine.csv").write_text(row.format(62, 4), encoding="utf-8")
    assert digests(jt, folder)["table"] not in found
