"""Keep the documentation true: outputs, generated parts, JSON Schemas and the manual page come from the program.

    python tools/docs.py --write   write them
    python tools/docs.py --check   fail where they differ from what stands in the files

What a page may ask for is told in ``docs_run.py`` (commands and their outputs) and ``docs_parts.py`` (tables).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from docs_parts import exit_meanings, with_parts
from docs_run import DOCS, ROOT, BrokenExampleError, with_outputs
from docs_schemas import schemas
from jobtraining_cli.cli.diagnostics import ExitCode
from man import manual


def pages() -> list[Path]:
    """The pages that people read: the README, and everything below docs/."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def wanted_page(page: Path) -> str:
    """The text that a page should have."""
    try:
        return with_outputs(with_parts(page.read_text(encoding="utf-8")))
    except BrokenExampleError as error:
        raise SystemExit(f"{page.relative_to(ROOT)}: {error}") from None


def wanted_files() -> dict[Path, str]:
    """Every other generated file with the text it should have."""
    meanings = exit_meanings()
    texts = {DOCS / "man" / "jt.1": manual({code.value: meanings[code.name] for code in ExitCode})}
    for name, content in schemas().items():
        texts[DOCS / "schemas" / name] = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return texts


def wanted() -> dict[Path, str]:
    """Every page and every generated file with the text it should have."""
    return {page: wanted_page(page) for page in pages()} | wanted_files()


def main() -> None:
    """Write the files, or compare them."""
    stale = []
    for path, text in wanted().items():
        old = path.read_text(encoding="utf-8") if path.exists() else None
        if old != text:
            stale.append(str(path.relative_to(ROOT)))
            if "--write" in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale and "--write" not in sys.argv:
        raise SystemExit(f"not what the program says any more: {', '.join(stale)}; run `make docs`")
    print("written: " + (", ".join(stale) or "nothing new") if "--write" in sys.argv else "docs agree with the program")


if __name__ == "__main__":
    main()
