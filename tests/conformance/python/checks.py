# What all checks are written with: a register of them by operation, and ways to say what must hold. Knows no resource.

from datetime import datetime, timezone

from twilio.base.exceptions import TwilioException, TwilioRestException

CHECKS = []


def checks(operation):
    """Registers a check of an operation, or of something else that has a row of its own."""

    def register(function):
        CHECKS.append((operation, function))
        return function

    return register


class Failed(Exception):
    pass


def same(what, found, expected):
    if found != expected or type(found) is not type(expected):
        raise Failed(f"{what} is {found!r}, not {expected!r}")


def holds(what, condition):
    if not condition:
        raise Failed(what)


def members(instance, **expected):
    """Every named attribute of what the SDK returned has this value, and this type."""
    for name, value in expected.items():
        same(f"{type(instance).__name__}.{name}", getattr(instance, name), value)


def is_sid(what, found, prefix):
    digits = found.removeprefix(prefix)
    holds(f"{what} is {found!r}, no SID with {prefix}", found.startswith(prefix) and len(digits) == 32)


def is_time(what, found, expected):
    holds(f"{what} is {found!r}, no datetime", isinstance(found, datetime))
    same(what, found.astimezone(timezone.utc), expected)


def one_of(what, found, enumeration):
    """The values of an enumeration of the SDK are its class attributes."""
    known = {value for name, value in vars(enumeration).items() if not name.startswith("_")}
    holds(f"{what} is {found!r}, not one of {sorted(known)}", found in known)


def fails(what, call, status, code=None):
    """The call raises the SDK's exception with this status and this code; without one, the SDK takes the status."""
    try:
        call()
    except TwilioRestException as error:
        same(f"the status of {what}", error.status, status)
        same(f"the code of {what}", error.code, status if code is None else code)
        holds(f"{what} has no message", bool(error.msg) and ":" in error.msg)
        return error
    raise Failed(f"{what} succeeded, instead of {status}")


def fails_as_page(what, call, status):
    """As `fails`, for lists, whose exceptions contain the answer and nothing else."""
    try:
        call()
    except TwilioRestException as error:
        same(f"the status of {what}", error.status, status)
        return
    except TwilioException as error:
        same(f"the status of {what}", error.args[1].status_code, status)
        return
    raise Failed(f"{what} succeeded, instead of {status}")


def pages(resource, url, count, **filters):
    """Walks a list of `count` entries in every way that the SDK has, in pages of two."""
    listed = [entry_id(entry) for entry in resource.list(**filters)]
    same("the number of entries", len(listed), count)
    same("entries over all pages", [entry_id(entry) for entry in resource.list(page_size=2, **filters)], listed)
    same("streamed entries", [entry_id(entry) for entry in resource.stream(page_size=2, **filters)], listed)
    same("entries up to a limit", [entry_id(entry) for entry in resource.list(limit=1, **filters)], listed[:1])

    page, seen, turns = resource.page(page_size=2, **filters), [], 0
    same("previous_page_url of the first page", page.previous_page_url, None)
    last = page
    while page is not None:
        records = [entry_id(entry) for entry in page]
        holds(f"a page has {len(records)} entries", 0 < len(records) <= 2)
        seen, turns, last = seen + records, turns + 1, page
        if page.next_page_url is not None:
            holds(f"next_page_url is {page.next_page_url}", page.next_page_url.startswith(f"{url}?"))
            by_url = [entry_id(entry) for entry in resource.get_page(page.next_page_url)]
            same("the page at next_page_url", by_url, listed[2 * turns : 2 * turns + 2])
        page = page.next_page()
    same("entries of the pages", seen, listed)
    same("the number of pages", turns, (count + 1) // 2)
    if turns > 1:
        before = [entry_id(entry) for entry in last.previous_page()]
        same("the page before the last", before, listed[2 * turns - 4 : 2 * turns - 2])
    return listed


def entry_id(entry):
    return getattr(entry, "sid", None) or entry.operator_sid
