"""The built wheel, in a fresh environment, away from the checkout: does it start, rank, and find its data?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Build, install from the lock file, and run what a first user would."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (wheel,) = folder.glob("*.whl")
        (sdist,) = folder.glob("*.tar.gz")
        venv.create(folder / "env", with_pip=True)
        python = folder / "env" / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True)
        subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("JT_", "PYTHON"))}
        away = folder / "elsewhere"
        away.mkdir()

        def jt(*arguments: str, module: bool = False) -> str:
            program = [str(python), "-m", "jobtraining_cli"] if module else [str(folder / "env" / "bin" / "jt")]
            done = subprocess.run(
                [*program, *arguments], cwd=away, env=environment, check=True, capture_output=True, text=True
            )
            return done.stdout

        def completed() -> str:
            program = folder / "env" / "bin" / "jt"
            asked = {"COMP_WORDS": "jt rank --county do", "COMP_CWORD": "3", "_JT_COMPLETE": "complete_bash"}
            done = subprocess.run([program], env=environment | asked, check=True, capture_output=True, text=True)
            return done.stdout.strip()

        def api() -> str:
            code = "import jobtraining_cli as j; print(j.rank(j.load_workspace(), 'Taos').to_frame().code[0])"
            done = subprocess.run([python, "-c", code], cwd=away, check=True, capture_output=True, text=True)
            return done.stdout

        version = jt("--version").split()[-1]
        ranking = json.loads(jt("rank", "--county", "Doña Ana", "--json"))["rankings"][0]
        checks = {
            "version in the file name": f"-{version}-" in wheel.name,
            "python -m": jt("--version", module=True).split()[-1] == version,
            "ranks real data": len(ranking["projects"]) > 0 and ranking["survey"]["kind"] == "indicator",
            "says how sure it is": set(ranking["uncertainty"]["modes"]) == {"data", "judgement", "both"},
            "ranks of barriers": "Ranks by" in jt("barriers", "--county", "taos"),
            "other methods": "Kendall" in jt("methods", "--county", "taos"),
            "explains": "Cost" in jt("explain", "9.1", "--county", "35013"),
            "example found by name": "ILLUSTRATIVE" in jt("rank", "-c", "35013", "--survey", "illustrative-2026"),
            "its own data are valid": "no problems" in jt("validate"),
            "lists what there is": "2.52" in jt("projects", "list") and "dona-ana" in jt("counties"),
            "writes a brief": "## Next steps" in jt("brief", "-c", "35013", "--date", "2026-11-23"),
            "starts a workspace": "data/projects.yaml" in jt("init", "made"),
            "that workspace is valid": "no problems" in jt("validate", "made/data"),
            "completes a county": completed() == "dona-ana",
            "brings its manual page": (folder / "env" / "share" / "man" / "man1" / "jt.1").is_file(),
            "is a library too": "2.52" in api(),
            "sdist is there": sdist.stat().st_size > 0,
        }
        for check, holds in checks.items():
            print(f"{'ok' if holds else 'FAILED'}: {check}")
        if not all(checks.values()):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
