# Records that generated requests can meet: what is created in the fake beforehand, and which values name it. Checks nothing.

import base64
import json
import urllib.parse
import urllib.request

ACCOUNT = "AC" + "5" * 32
SECRET = "auth-token"
LIMIT = 10
AUTHORIZATION = "Basic " + base64.b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()
CONFIG = {"prompt": "Why does the customer call?", "json_result_schema": {"type": "object", "properties": {}}}


class Fake:
    """The running fake, with a state that can be put back."""

    def __init__(self, address):
        self.address = address
        self.known = self._create()
        self._state = self._send("GET", "/__admin/state")

    def restore(self):
        self._send("PUT", "/__admin/state", json.dumps(self._state).encode())

    def _create(self):
        operator = self._post("/Operators/Custom", FriendlyName="Why", OperatorType="GenerativeJSON", Config=CONFIG)
        service = self._post("/Services", UniqueName="support", AutoRedaction="true")
        hidden = self._post("/Services", UniqueName="hidden", EncryptionCredentialSid="CR" + "0" * 32)
        prebuilt = self._get("/Operators/PreBuilt")["operators"][0]["sid"]
        for each in [service, hidden]:
            self._post(f"/Services/{each['sid']}/Operators/{operator['sid']}")
        transcripts = [
            self._post("/Transcripts", ServiceSid=each["sid"], Channel=channel(number))["sid"]
            for number, each in enumerate([service, hidden])
        ]
        # Longer than a Transcript takes with everything that follows.
        self._send("POST", "/__admin/clock", b'{"advance": 60}')
        return {
            "service": service["sid"],
            "operator": operator["sid"],
            "prebuilt": prebuilt,
            "plain": transcripts[0],
            "encrypted": transcripts[1],
        }

    def _get(self, path):
        return self._send("GET", f"/v2{path}")

    def _post(self, path, **form):
        values = {name: value if isinstance(value, str) else json.dumps(value) for name, value in form.items()}
        return self._send("POST", f"/v2{path}", urllib.parse.urlencode(values).encode())

    def _send(self, method, path, body=None):
        request = urllib.request.Request(self.address + path, data=body, method=method)
        if path.startswith("/v2"):
            request.add_header("Authorization", AUTHORIZATION)
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.load(answer)


def channel(number):
    return {"media_properties": {"source_sid": f"RE{number:032x}"}}


def path_of(operation, known):
    """The values of the parameters of a path that name records which are there."""
    path, operation_id = operation.path, operation.definition.raw["operationId"]
    if path.startswith("/v2/Transcripts/"):
        transcript = known["encrypted" if path.endswith("/Encrypted") else "plain"]
        values = {"Sid": transcript, "TranscriptSid": transcript, "OperatorSid": known["operator"]}
    elif path.startswith("/v2/Services/"):
        attached = known["prebuilt" if operation_id == "CreateOperatorAttachment" else "operator"]
        values = {"Sid": known["service"], "ServiceSid": known["service"], "OperatorSid": attached}
    elif path.startswith("/v2/OperatorTypes/"):
        values = {"Sid": "Generative"}
    else:
        values = {"Sid": known["prebuilt" if "/PreBuilt/" in path else "operator"]}
    return {name: value for name, value in values.items() if f"{{{name}}}" in path}


def form_of(operation, known):
    """Values of the form that mean something, as far as the document says no more than that there is a value."""
    values = {
        "ServiceSid": known["service"],
        "Channel": json.dumps(channel(7)),
        "OperatorType": "GenerativeJSON",
        "Config": json.dumps(CONFIG),
        "UniqueName": "another",
        "FriendlyName": "Another",
    }
    body = operation.definition.raw.get("requestBody", {}).get("content", {})
    required = next(iter(body.values()), {}).get("schema", {}).get("required", [])
    return {name: value for name, value in values.items() if name in required}
