"""``jt`` and ``python -m jobtraining_cli``."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run ``jt``. Loading takes most of the time, so Ctrl-C is caught around that too."""
    try:
        from jobtraining_cli.cli.main import run

        code = run()
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
