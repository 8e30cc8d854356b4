# What users of the Python SDK see besides the operations: webhooks, verified by the SDK's own validator, and rate
# limits. Knows nothing else of the operations that lead there.

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import RequestValidator

from checks import Failed, checks, fails, fails_as_page, holds, members, same

SECRET = "auth-token"
# How long a webhook may take that is due.
LIMIT = 10


class Receiver:
    """Receives webhooks on this machine."""

    def __enter__(self):
        received = self.received = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                received.put((self.command, self.path, self.headers, body))
                self.send_response(204)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def delivered(fake, method):
    """A webhook of that method: the Transcript that it is about, the URL that was called, and what came with it."""
    with Receiver() as receiver:
        v2, _ = fake.account(SECRET)
        url = f"{receiver.origin}/hook?tenant=7"
        service = v2.services.create(unique_name="support", webhook_url=url, webhook_http_method=method)
        channel = {"media_properties": {"source_sid": "RE" + "0" * 32}}
        transcript = v2.transcripts.create(service.sid, channel, customer_key="order-7")
        fake.advance(60)
        try:
            called, path, headers, body = receiver.received.get(timeout=LIMIT)
        except queue.Empty:
            raise Failed(f"no webhook came; the fake says: {fake.webhooks(service.account_sid)}") from None
        same("the method", called, method)
        return transcript, receiver.origin + path, headers["X-Twilio-Signature"], body


def is_about(transcript, event):
    expected = {
        "account_sid": transcript.account_sid,
        "service_sid": transcript.service_sid,
        "transcript_sid": transcript.sid,
        "customer_key": "order-7",
        "event_type": "voice_intelligence_transcript_available",
    }
    same("the event", {name: event.get(name) for name in expected}, expected)


@checks("webhook POST")
def webhook_with_a_body(fake):
    transcript, url, signature, body = delivered(fake, "POST")
    holds("bodySHA256 is missing", "bodySHA256=" in url)
    holds("the parameter of the URL is lost", "tenant=7" in url)
    validator = RequestValidator(SECRET)
    holds("the signature is not valid", validator.validate(url, body, signature))
    holds("a signature of another secret is valid", not RequestValidator("another").validate(url, body, signature))
    holds("a signature of another body is valid", not validator.validate(url, body + " ", signature))
    is_about(transcript, json.loads(body))


@checks("webhook GET")
def webhook_in_the_query(fake):
    transcript, url, signature, body = delivered(fake, "GET")
    same("the body", body, "")
    validator = RequestValidator(SECRET)
    holds("the signature is not valid", validator.validate(url, {}, signature))
    holds("a signature of another URL is valid", not validator.validate(f"{url}&more=1", {}, signature))
    is_about(transcript, {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()})


@checks("rate limits")
def rate_limits(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support")
    try:
        fake.inject(rate_limited=True, operation="FetchService", times=1, retry_after=1)
        fails("a fetch over the limit", service.fetch, 429, 20429)
        members(service.fetch(), sid=service.sid)
        fake.inject(rate_limited=True, operation="CreateService", times=1)
        fails("a creation over the limit", lambda: v2.services.create(unique_name="other"), 429, 20429)
        members(v2.services.create(unique_name="other"), version=1)
        fake.inject(rate_limited=True, operation="ListService", times=1)
        fails_as_page("a list over the limit", v2.services.list, 429)
        fake.inject(status=503, operation="FetchService", times=1)
        fails("a service that is not available", service.fetch, 503)
    finally:
        fake.clear_faults()
    same("the number of Services", len(v2.services.list()), 2)
