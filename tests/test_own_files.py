"""What a command may not do to files: overwrite what it read, obey what others left lying about."""

import os

import pytest


@pytest.fixture
def workspace(tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert jt("init", "ws", "--example").code == 0
    monkeypatch.chdir(tmp_path / "ws")
    return tmp_path / "ws"


@pytest.mark.parametrize(
    ("verb", "target"),
    [
        (("rank", "-c", "35013"), "data/projects.yaml"),
        (("surveys",), "data/barriers/illustrative-2026.csv"),
        (("surveys",), "data/barriers/../barriers/illustrative-2026.yaml"),
        (("config",), "jt.toml"),
    ],
)
def test_an_output_never_replaces_what_it_was_made_from(verb, target, workspace, jt):
    before = (workspace / target).read_bytes()
    done = jt(*verb, "-o", target)
    assert (done.code, done.out) == (2, "")
    assert "was read to make the output" in done.err
    assert (workspace / target).read_bytes() == before


def test_a_write_protected_file_is_left_alone(workspace, jt):
    (workspace / "old.md").write_text("mine")
    (workspace / "old.md").chmod(0o444)
    done = jt("rank", "-o", "old.md")
    assert (done.code, "write-protected" in done.err) == (3, True)
    assert (workspace / "old.md").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("name", ["jt.toml", "pyproject.toml"])
def test_settings_of_somebody_else_are_passed_over(name, tmp_path, jt, monkeypatch):
    head = "[tool.jt]\n" if name == "pyproject.toml" else ""
    (tmp_path / name).write_text(f'{head}state = "TX"\n')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert "TX" in jt("counties", "--search", "travis", "--format", "csv").out
    os.chown(tmp_path / name, 65534, 65534)
    done = jt("counties", "--search", "travis", "--format", "csv")
    assert "TX" not in done.out
    assert "belongs to somebody else" in done.err
    monkeypatch.setenv("JT_CONFIG", str(tmp_path / name))
    assert "TX" in jt("counties", "--search", "travis", "--format", "csv").out


def test_many_settings_and_many_dots_are_refused_soon(tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for text in ("".join(f"a{n}=1\n" for n in range(6000)), "a" + ".a" * 30_000 + "=1\n", "x = 1\n" * 50_000):
        (tmp_path / "jt.toml").write_text(text)
        done = jt("counties")
        assert (done.code, done.out) == (2, "")
        assert len(done.err) < 20_000


def test_a_folder_that_is_named_as_a_file_is_none(tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert jt("counties", "-o", "x/").code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("columns", ["²", "٣", "-5", "abc", "9" * 5000])
def test_odd_widths_of_the_terminal(columns, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    assert jt("counties", "--search", "taos").code == 0


def test_init_leaves_no_folder_behind_on_a_way_that_goes_up(tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert jt("init", "new/../x").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
