#!/bin/sh
# Print a Python that can set up the environment, or say in one sentence what is missing.
too_old=""
no_pip=""
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    command -v "$python" >/dev/null 2>&1 || continue
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        too_old="${too_old:-$python is $version}"
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        no_pip="${no_pip:-$python $version}"
    else
        command -v "$python"
        exit 0
    fi
done
if [ -n "$no_pip" ]; then
    echo "jt cannot set up its environment: $no_pip has no ensurepip; install it (on Debian and Ubuntu: apt install python3-venv)." >&2
elif [ -n "$too_old" ]; then
    echo "jt needs Python 3.11 or newer, and $too_old: install a newer one, or name it with make PYTHON=..." >&2
else
    echo "jt needs Python 3.11 or newer, and none was found: install it from https://www.python.org/downloads/ or your system's packages." >&2
fi
exit 1
