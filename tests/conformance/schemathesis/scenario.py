# Sends requests that Schemathesis makes from the official document to the fake, valid and invalid ones, and holds the
# answers to the document. The arguments are the URL of the fake and the document. Prints a line of JSON per operation.
#
# The document has no status but that of success. So what is answered with any other one than that, or than 4xx in the
# API's shape of errors, is a problem.

import json
import sys
import time
import zlib

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
)

from document import corrected, strict
from records import AUTHORIZATION, Fake, form_of, path_of

SEED = 1
EXAMPLES = 40
LIMIT = 10
# All operations together, in seconds.
TIME = 170
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
]
# What only makes sense together with what is restored.
CHANGES = {"POST", "DELETE"}


class Problem(Exception):
    pass


class Operation:
    """An operation of the document, and what its requests were answered with."""

    def __init__(self, operation, fake):
        self.operation, self.fake = operation, fake
        self.id = operation.definition.raw["operationId"]
        self.success = next(int(status) for status in operation.definition.raw["responses"])
        self.statuses = {}

    def answered(self, case):
        """Sends a request and checks the answer."""
        if self.operation.method.upper() in CHANGES:
            self.fake.restore()
        response = case.call(self.fake.address, headers={"Authorization": AUTHORIZATION}, timeout=LIMIT)
        status = response.status_code
        self.statuses[status] = self.statuses.get(status, 0) + 1
        where = f"{case.method} {case.formatted_path}"
        if status == self.success:
            if status == 204 and response.content:
                raise Problem(f"{where}: 204 with a body")
            case.validate_response(response, checks=CHECKS)
        elif 400 <= status < 500:
            self.is_error(response, where)
        else:
            raise Problem(f"{where}: {status}, which is neither {self.success} nor 4xx")
        return status

    def is_error(self, response, where):
        """An error of the API: JSON with the status and a message, and a code unless nobody knows it."""
        try:
            error = json.loads(response.content)
        except ValueError:
            raise Problem(f"{where}: {response.status_code} with a body that is no JSON") from None
        is_whole = isinstance(error, dict) and error.get("status") == response.status_code
        if not is_whole or not error.get("message") or not isinstance(error.get("code", 0), int):
            raise Problem(f"{where}: {response.status_code} in another shape: {error}")

    def plain(self, case):
        """Turns a request into the shortest one that must succeed."""
        case.path_parameters = path_of(self.operation, self.fake.known)
        case.query = {}
        case.headers = {}
        if self.operation.body:
            case.body = form_of(self.operation, self.fake.known)
        return case

    def met(self, case):
        """Lets most of the requests that are valid name records which are there: always the same ones."""
        content = repr((case.path_parameters, case.query, case.body))
        number = zlib.crc32(content.encode(errors="replace"))
        if number % 4:
            case.path_parameters = path_of(self.operation, self.fake.known)
            # Whatever is made up is a page that never was, or another version.
            case.query.pop("PageToken", None)
            case.headers.pop("If-Match", None)
        if isinstance(case.body, dict) and number % 5:
            case.body = {**case.body, **form_of(self.operation, self.fake.known)}
        return case

    def can_be_invalid(self):
        """A request with nothing but texts in its path is always valid."""
        raw = self.operation.definition.raw
        restricted = [each for each in raw.get("parameters", []) if each["in"] != "path" or len(each["schema"]) > 1]
        return bool(restricted) or "requestBody" in raw

    def run(self):
        """Returns what is wrong, or nothing."""
        modes = schemathesis.GenerationMode
        valid = self.operation.as_strategy(generation_mode=modes.POSITIVE)

        @bounded(1)
        @given(case=valid)
        def shortest(case):
            status = self.answered(self.plain(case))
            if status != self.success:
                raise Problem(f"{case.method} {case.formatted_path}: {status}, although nothing is wrong")

        @bounded(EXAMPLES)
        @given(case=valid)
        def positive(case):
            self.answered(self.met(case))

        @bounded(EXAMPLES)
        @given(case=self.operation.as_strategy(generation_mode=modes.NEGATIVE))
        def negative(case):
            self.answered(case)

        tests = [shortest, positive, *([negative] if self.can_be_invalid() else [])]
        return [problem for problem in map(outcome, tests) if problem is not None]


def bounded(examples):
    """The same requests in every run, and so many of them."""

    def wrap(test):
        kept = settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        return seed(SEED)(kept(test))

    return wrap


def outcome(test):
    try:
        test()
    except (Exception, BaseExceptionGroup) as error:  # Whatever is raised is a finding, and no reason to end.
        return f"{test.__name__}: {type(error).__name__}: {' '.join(str(error).split())[:1500]}"
    return None


def main(address, path):
    started = time.monotonic()
    with open(path, encoding="utf-8") as file:
        document = strict(corrected(json.load(file)))
    fake = Fake(address.rstrip("/"))
    schema = schemathesis.openapi.from_dict(document, config=schemathesis.Config())
    for result in schema.get_all_operations():
        operation = Operation(result.ok(), fake)
        fake.restore()
        if time.monotonic() - started > TIME:
            problems = ["the time is over"]
        else:
            problems = operation.run()
        statuses = ", ".join(f"{count} × {status}" for status, count in sorted(operation.statuses.items()))
        row = {"operation": operation.id, "ok": not problems, "note": statuses}
        if problems:
            row["problem"] = "; ".join(problems)
        print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
