# Twilio's library for Python (`pip install twilio`) with the fake in place of Twilio. Start the fake with
# `twilio-intelligence-v2-fake --port 4010 --public-url https://intelligence.twilio.com`.

import os
import secrets

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

TWILIO = "https://intelligence.twilio.com"


class FakeHttpClient(TwilioHttpClient):
    """Sends to the fake what is meant for Twilio, and nothing to anybody else."""

    def __init__(self, fake_url):
        super().__init__()
        self.fake_url = fake_url

    def request(self, method, url, *arguments, **named):
        if not url.startswith(f"{TWILIO}/"):
            raise ValueError(f"not for the fake: {url}")
        return super().request(method, self.fake_url + url.removeprefix(TWILIO), *arguments, **named)


fake_url = os.environ.get("FAKE_URL", "http://127.0.0.1:4010")
# Each account has records of its own, and any secret is right.
account_sid = f"AC{secrets.token_hex(16)}"
client = Client(account_sid, "secret", http_client=FakeHttpClient(fake_url))

created = client.intelligence.v2.services.create(unique_name="support-calls")
service = client.intelligence.v2.services(created.sid).fetch()
print(service.unique_name)
