"""Start-up is part of the interface: what a command must not load. Clocks vary, module lists do not."""

import os
import subprocess
import sys

import pytest

HEAVY = {"numpy", "pandas", "scipy", "matplotlib"}
PROBE = """
import sys
from jobtraining_cli.cli.main import run
try:
    run({arguments!r})
finally:
    print("LOADED", *sorted({{name.partition(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


def loaded(*arguments):
    code = PROBE.format(arguments=list(arguments))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    return set(done.stderr.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["rank", "--help"], ["rank", "--nonsense"]])
def test_help_loads_no_arrays_and_no_yaml(arguments):
    assert not loaded(*arguments) & (HEAVY | {"yaml"})


@pytest.mark.parametrize("arguments", [["rank", "-c", "35013"], ["explain", "9.1", "-c", "35013"]])
def test_ranking_loads_neither_pandas_nor_scipy(arguments):
    modules = loaded(*arguments)
    assert "numpy" in modules
    assert not modules & (HEAVY - {"numpy"})


def test_machine_formats_load_no_terminal_tables():
    code = "import sys; from jobtraining_cli.cli.main import run; run(['rank', '-c', '35013', '--json']); print('rich.table' in sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stderr.strip() == "False"


def test_importing_the_package_loads_nothing_else():
    code = "import sys; before = set(sys.modules); import jobtraining_cli; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert set(done.stdout.split()) <= {"jobtraining_cli"}
