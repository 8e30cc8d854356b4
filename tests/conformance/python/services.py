# What users of the Python SDK see of Services and of the operators that are attached to them. Knows no HTTP.

from twilio.rest.intelligence.v2.service import ServiceInstance

from checks import checks, fails, fails_as_page, holds, is_sid, is_time, members, one_of, pages, same

TWILIO = "https://intelligence.twilio.com/v2"
CREDENTIAL = "CR00000000000000000000000000000000"


@checks("CreateService")
def create_with_everything(fake):
    v2, http = fake.account()
    created = v2.services.create_with_http_info(
        unique_name="support",
        auto_transcribe=True,
        data_logging=False,
        friendly_name="Support calls",
        language_code="en-US",
        auto_redaction=True,
        media_redaction=True,
        webhook_url="http://127.0.0.1:9/hook",
        webhook_http_method=ServiceInstance.HttpMethod.GET,
        encryption_credential_sid=CREDENTIAL,
    )
    same("the status", created.status_code, 201)
    service = created.data
    is_sid("sid", service.sid, "GA")
    is_sid("account_sid", service.account_sid, "AC")
    is_time("date_created", service.date_created, fake.now())
    is_time("date_updated", service.date_updated, fake.now())
    one_of("webhook_http_method", service.webhook_http_method, ServiceInstance.HttpMethod)
    members(
        service,
        unique_name="support",
        friendly_name="Support calls",
        auto_transcribe=True,
        data_logging=False,
        auto_redaction=True,
        media_redaction=True,
        language_code="en-US",
        webhook_url="http://127.0.0.1:9/hook",
        webhook_http_method="GET",
        read_only_attached_operator_sids=[],
        version=1,
        encryption_credential_sid=CREDENTIAL,
        url=f"{TWILIO}/Services/{service.sid}",
    )
    same("the request", http.calls, [("POST", f"{TWILIO}/Services")])


@checks("CreateService")
def create_with_defaults(fake):
    v2, _ = fake.account()
    members(
        v2.services.create(unique_name="plain"),
        auto_transcribe=False,
        auto_redaction=False,
        media_redaction=False,
        data_logging=False,
        language_code="en-US",
        encryption_credential_sid=None,
        version=1,
    )


@checks("CreateService")
def create_what_is_refused(fake):
    v2, _ = fake.account()
    v2.services.create(unique_name="taken")
    fails("a name that is taken", lambda: v2.services.create(unique_name="taken"), 409, 20409)
    redacted = lambda: v2.services.create(unique_name="other", media_redaction=True)
    fails("media redaction alone", redacted, 400, 20001)
    fails("an unknown method", lambda: v2.services.create(unique_name="o", webhook_http_method="PUT"), 400, 20001)
    stranger, _ = fake.login("nobody", "nothing")
    fails("wrong credentials", lambda: stranger.services.create(unique_name="other"), 401, 20003)
    same("the number of Services", len(v2.services.list()), 1)


@checks("ListService")
def list_services(fake):
    v2, _ = fake.account()
    same("an empty list", v2.services.list(), [])
    sids = [v2.services.create(unique_name=f"service-{number}").sid for number in range(5)]
    same("the list", pages(v2.services, f"{TWILIO}/Services", 5), sids)
    stranger, _ = fake.login("nobody", "nothing")
    fails_as_page("wrong credentials", stranger.services.list, 401)
    fails_as_page("a page that never was", lambda: v2.services.page(page_token="made up").next_page(), 400)


@checks("ListService")
def list_services_on_full_pages(fake):
    v2, _ = fake.account()
    for number in range(4):
        v2.services.create(unique_name=f"service-{number}")
    pages(v2.services, f"{TWILIO}/Services", 4)


@checks("FetchService")
def fetch_service(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support", friendly_name="Support calls")
    by_sid = v2.services(service.sid).fetch_with_http_info()
    same("the status", by_sid.status_code, 200)
    headers = {name.lower(): value for name, value in by_sid.headers.items()}
    same("the version in ETag", headers.get("etag", "").strip('"'), "1")
    holds("there is no request id", "twilio-request-id" in headers)
    members(by_sid.data, sid=service.sid, friendly_name="Support calls")
    members(v2.services("support").fetch(), sid=service.sid)
    members(service.fetch(), unique_name="support")
    fails("an unknown SID", v2.services("GA" + "0" * 32).fetch, 404, 20404)
    fails("an unknown name", v2.services("nobody").fetch, 404, 20404)


@checks("FetchService")
def fetch_service_with_a_key(fake):
    v2, _ = fake.key()
    service = v2.services.create(unique_name="of-a-key")
    is_sid("account_sid", v2.services(service.sid).fetch().account_sid, "AC")
    other, _ = fake.key()
    fails("the Service of somebody else", other.services(service.sid).fetch, 404, 20404)


@checks("UpdateService")
def update_service(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support", friendly_name="Old", webhook_url="http://127.0.0.1:9/hook")
    created = fake.now()
    fake.advance(60)
    updated = v2.services(service.sid).update_with_http_info(friendly_name="New", if_match=str(service.version))
    same("the status", updated.status_code, 200)
    members(updated.data, version=2, friendly_name="New", unique_name="support", webhook_url="http://127.0.0.1:9/hook")
    is_time("date_created", updated.data.date_created, created)
    is_time("date_updated", updated.data.date_updated, fake.now())
    context = v2.services("support")
    fails("an old version", lambda: context.update(friendly_name="Lost", if_match="1"), 412)
    members(context.fetch(), version=2, friendly_name="New")
    members(
        context.update(
            unique_name="renamed",
            auto_transcribe=True,
            data_logging=False,
            auto_redaction=True,
            media_redaction=True,
            webhook_http_method=ServiceInstance.HttpMethod.NULL,
            encryption_credential_sid=CREDENTIAL,
        ),
        unique_name="renamed",
        auto_transcribe=True,
        auto_redaction=True,
        media_redaction=True,
        webhook_http_method="NULL",
        encryption_credential_sid=CREDENTIAL,
        version=3,
    )
    fails("the old name", v2.services("support").fetch, 404, 20404)
    v2.services.create(unique_name="taken")
    fails("a name that is taken", lambda: v2.services("renamed").update(unique_name="taken"), 409, 20409)
    fails("an unknown SID", lambda: v2.services("GA" + "0" * 32).update(friendly_name="x"), 404, 20404)


@checks("DeleteService")
def delete_service(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support")
    deleted = v2.services(service.sid).delete_with_http_info()
    same("the status", deleted.status_code, 204)
    same("the result", deleted.data, True)
    fails("a second deletion", v2.services(service.sid).delete, 404, 20404)
    fails("fetching what is deleted", service.fetch, 404, 20404)
    again = v2.services.create(unique_name="support")
    same("the result of deleting by name", v2.services("support").delete(), True)
    fails("fetching what is deleted by name", again.fetch, 404, 20404)


def attached(fake):
    v2, _ = fake.account()
    operators = [operator.sid for operator in v2.prebuilt_operators.list()]
    return v2, v2.services.create(unique_name="support").sid, operators


@checks("CreateOperatorAttachment")
def create_attachment(fake):
    v2, service, operators = attached(fake)
    created = v2.operator_attachment(service, operators[0]).create_with_http_info()
    same("the status", created.status_code, 202)
    url = f"{TWILIO}/Services/{service}/Operators/{operators[0]}"
    members(created.data, service_sid=service, operator_sid=operators[0], url=url)
    members(v2.services(service).fetch(), read_only_attached_operator_sids=[operators[0]])
    unknown = v2.operator_attachment("GA" + "0" * 32, operators[0])
    fails("an unknown Service", unknown.create, 404, 20404)
    holds("nothing else is attached", len(v2.operator_attachments(service).fetch().operator_sids) == 1)


@checks("DeleteOperatorAttachment")
def delete_attachment(fake):
    v2, service, operators = attached(fake)
    for operator in operators[:2]:
        v2.operator_attachment(service, operator).create()
    deleted = v2.operator_attachment(service, operators[0]).delete_with_http_info()
    same("the status", deleted.status_code, 204)
    same("the result", deleted.data, True)
    members(v2.operator_attachments(service).fetch(), operator_sids=[operators[1]])
    fails("a second deletion", v2.operator_attachment(service, operators[0]).delete, 404, 20404)
    v2.operators(operators[0]).fetch()


@checks("FetchOperatorAttachments")
def fetch_attachments(fake):
    v2, service, operators = attached(fake)
    members(v2.operator_attachments(service).fetch(), operator_sids=[])
    for operator in operators[:2]:
        v2.operator_attachment(service, operator).create()
    found = v2.operator_attachments(service).fetch_with_http_info()
    same("the status", found.status_code, 200)
    url = f"{TWILIO}/Services/{service}/Operators"
    members(found.data, service_sid=service, operator_sids=operators[:2], url=url)
    fails("an unknown Service", v2.operator_attachments("GA" + "0" * 32).fetch, 404, 20404)
