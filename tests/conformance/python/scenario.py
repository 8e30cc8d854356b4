# Runs every check against the fake at the URL that is the only argument, and prints a line of JSON for each operation:
# `{"operation": "FetchService", "ok": true}`, or with `"problem"`. Knows no operation; the modules that it imports do.

import json
import sys
import traceback

import events  # noqa: F401: registers its checks, as do the others
import operators  # noqa: F401
import services  # noqa: F401
import transcripts  # noqa: F401
from checks import CHECKS, Failed
from fake import Fake


def problem_of(check, fake):
    """What is wrong, in one line; `None` if nothing is."""
    try:
        check(fake)
    except Failed as failure:
        return f"{check.__name__}: {failure}"
    except Exception as error:  # Whatever the SDK raises is a finding, and no reason to end.
        place = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(place) if "conformance" in frame.filename), "?")
        return f"{check.__name__}, line {line}: {type(error).__name__}: {' '.join(str(error).split())}"
    return None


def main(address):
    fake = Fake(address)
    problems = {}
    for operation, check in CHECKS:
        problem = problem_of(check, fake)
        problems.setdefault(operation, []).extend([] if problem is None else [problem])
    for operation, found in problems.items():
        row = {"operation": operation, "ok": not found}
        if found:
            row["problem"] = "; ".join(found)
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
