"""Wheel, sdist, editable install and checkout all find the data."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
PROBE = "from jobtraining_cli.workspace import packaged_data as d; print(d())"
NEEDED = {
    "projects.yaml",
    "taxonomy.yaml",
    "evidence.yaml",
    "counties.csv",
    "barriers/us-acs-2020.csv",
    "barriers/us-acs-2020.yaml",
    "examples/barriers/illustrative-2026.csv",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel that is made from the sdist that is made from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT], check=True, capture_output=True
    )
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def run(code, path, tmp_path, *arguments):
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHONPATH")} | {"PYTHONPATH": str(path)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    ).stdout


def test_the_wheel_carries_the_data_and_only_the_package(built, tmp_path):
    names = zipfile.ZipFile(built[0]).namelist()
    assert {f"jobtraining_cli/_data/{name}" for name in NEEDED} <= set(names)
    others = {name for name in names if not name.startswith("jobtraining_cli/") and ".dist-info/" not in name}
    assert [name.partition(".data/")[2] for name in others] == ["data/share/man/man1/jt.1"]
    with zipfile.ZipFile(built[0]) as archive:
        archive.extractall(tmp_path / "site")
    found = Path(run(PROBE, tmp_path / "site", tmp_path).strip())
    assert found == tmp_path / "site" / "jobtraining_cli" / "_data"
    out = run("from jobtraining_cli.__main__ import main; main()", tmp_path / "site", tmp_path, "rank", "-c", "35013")
    assert out.startswith("Job Training projects for Doña Ana, NM")


def test_the_sdist_has_what_a_build_and_the_tests_need(built, tmp_path):
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        archive.extractall(tmp_path, filter="data")
    assert {f"data/{name}" for name in NEEDED} | {
        "LICENSE",
        "Makefile",
        "requirements.lock",
        "tests/conftest.py",
    } <= names
    (root,) = tmp_path.iterdir()
    assert Path(run(PROBE, root / "src", tmp_path).strip()) == root / "data"


def test_the_checkout_and_an_editable_install_use_the_checkouts_data(tmp_path):
    assert Path(run(PROBE, ROOT / "src", tmp_path).strip()) == ROOT / "data"
    assert Path(run(PROBE, "", tmp_path).strip()) in {ROOT / "data", Path(sys.prefix)}


def test_a_stale_copy_beside_an_editable_install_is_not_used(tmp_path):
    stale = tmp_path / "site" / "jobtraining_cli" / "_data"
    stale.mkdir(parents=True)
    (stale / "projects.yaml").write_text("stale", encoding="utf-8")
    found = run(PROBE, f"{tmp_path / 'site'}{os.pathsep}{ROOT / 'src'}", tmp_path)
    assert Path(found.strip()) == ROOT / "data"


FAKES = {
    "old": (
        'echo "$@" | grep -q version_info.:2 && echo 3.9 && exit 0; exit 1',
        "needs Python 3.11 or newer, and python3 is 3.9",
    ),
    "bare": (
        'case "$2" in *ensurepip*) exit 1;; *version_info\\[:2*) echo 3.11;; esac; exit 0',
        "python3 3.11 has no ensurepip",
    ),
}


@pytest.mark.parametrize("name", FAKES)
def test_an_unusable_python_gets_one_sentence(name, tmp_path):
    script, said = FAKES[name]
    fake = tmp_path / "python3"
    fake.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    fake.chmod(0o755)
    grep = tmp_path / "grep"
    grep.symlink_to("/bin/grep" if Path("/bin/grep").exists() else "/usr/bin/grep")
    done = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "python.sh"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_no_python_at_all_gets_one_sentence(tmp_path):
    done = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "python.sh"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "none was found" in done.stderr
    assert done.stderr.count("\n") == 1
