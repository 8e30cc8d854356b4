# The fake as Twilio's Python SDK meets it: an HTTP client that goes to the fake instead of Twilio, and the routes of
# those who look after the fake. Knows no operation and checks nothing.

import itertools
import json
import os
import urllib.request
from datetime import datetime, timezone

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

TWILIO = "https://intelligence.twilio.com"
LIMIT = 10


class FakeHttpClient(TwilioHttpClient):
    """Sends the requests of the SDK to the fake, unchanged but for the origin, and refuses to send any elsewhere."""

    def __init__(self, address):
        super().__init__(timeout=LIMIT)
        self.address = address
        self.calls = []

    def request(self, method, url, *arguments, **named):
        if not url.startswith(f"{TWILIO}/"):
            raise ValueError(f"the SDK wants to go to {url}")
        self.calls.append((method.upper(), url))
        return super().request(method, self.address + url.removeprefix(TWILIO), *arguments, **named)


class Fake:
    """The running fake. Every account that it is asked for is a new one, so that checks do not meet."""

    def __init__(self, address):
        self.address = address
        self._numbers = itertools.count(1)

    def account(self, secret="auth-token"):
        return self.login(f"AC{self._sid_digits()}", secret)

    def key(self):
        return self.login(f"SK{self._sid_digits()}", "key-secret")

    def login(self, user, secret):
        http = FakeHttpClient(self.address)
        client = Client(user, secret, account_sid=user, http_client=http)
        return client.intelligence.v2, http

    def _sid_digits(self):
        # Another process may use the same server.
        return f"{os.getpid():016x}{next(self._numbers):016x}"

    def advance(self, seconds):
        self._admin("POST", "/clock", {"advance": seconds})

    def now(self):
        now = self._admin("GET", "/clock")["now"]
        return datetime.strptime(now.split(".")[0].rstrip("Z"), "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)

    def inject(self, **fault):
        self._admin("POST", "/faults", fault)

    def clear_faults(self):
        self._admin("DELETE", "/faults")

    def webhooks(self, user):
        sent = self._admin("GET", "/webhooks")
        return [each.get("error", each.get("status")) for each in sent if each["account"] == user]

    def _admin(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/__admin{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.load(answer)
