# What users of the Python SDK see of operators, custom and pre-built, and of operator types. Knows no HTTP.

from twilio.rest.intelligence.v2.custom_operator import CustomOperatorInstance
from twilio.rest.intelligence.v2.operator import OperatorInstance
from twilio.rest.intelligence.v2.operator_type import OperatorTypeInstance
from twilio.rest.intelligence.v2.prebuilt_operator import PrebuiltOperatorInstance

from checks import checks, fails, holds, is_sid, is_time, members, one_of, pages, same

TWILIO = "https://intelligence.twilio.com/v2"
UNKNOWN = "LY" + "0" * 32
CONFIG = {
    "prompt": "Why does the customer call?",
    "json_result_schema": {"type": "object", "properties": {"reason": {"type": "string"}}},
    "examples": [{"input": "The lamp is broken.", "output": "{\"reason\": \"defect\"}"}],
}


def custom(v2, name="Reason"):
    return v2.custom_operators.create(friendly_name=name, operator_type="GenerativeJSON", config=CONFIG)


@checks("CreateCustomOperator")
def create_custom(fake):
    v2, _ = fake.account()
    created = v2.custom_operators.create_with_http_info(
        friendly_name="Reason", operator_type="GenerativeJSON", config=CONFIG
    )
    same("the status", created.status_code, 202)
    operator = created.data
    is_sid("sid", operator.sid, "LY")
    is_time("date_created", operator.date_created, fake.now())
    one_of("availability", operator.availability, CustomOperatorInstance.Availability)
    members(
        operator,
        friendly_name="Reason",
        operator_type="GenerativeJSON",
        config=CONFIG,
        version=1,
        author=operator.account_sid,
        url=f"{TWILIO}/Operators/Custom/{operator.sid}",
    )
    unknown = lambda: v2.custom_operators.create(friendly_name="x", operator_type="Unknown", config=CONFIG)
    fails("an unknown type", unknown, 400, 20001)
    fixed = lambda: v2.custom_operators.create(friendly_name="x", operator_type="Summarization", config=CONFIG)
    fails("a type that is not configurable", fixed, 400, 20001)
    broken = lambda: v2.custom_operators.create(friendly_name="x", operator_type="Generative", config="no JSON")
    fails("a configuration that is no object", broken, 400, 20001)


@checks("ListCustomOperator")
def list_custom(fake):
    v2, _ = fake.account()
    same("an empty list", v2.custom_operators.list(), [])
    sids = [custom(v2, f"Reason {number}").sid for number in range(3)]
    same("the list", pages(v2.custom_operators, f"{TWILIO}/Operators/Custom", 3), sids)
    availability = CustomOperatorInstance.Availability
    for value, count in [(availability.GENERAL_AVAILABILITY, 3), (availability.RETIRED, 0)]:
        same(f"how many are {value}", len(v2.custom_operators.list(availability=value)), count)
    same("how many know French", len(v2.custom_operators.list(language_code="fr")), 3)
    same("how many know Danish", len(v2.custom_operators.list(language_code="da")), 0)
    pages(v2.custom_operators, f"{TWILIO}/Operators/Custom", 3, language_code="fr")


@checks("FetchCustomOperator")
def fetch_custom(fake):
    v2, _ = fake.account()
    operator = custom(v2)
    found = v2.custom_operators(operator.sid).fetch_with_http_info()
    same("the status", found.status_code, 200)
    headers = {name.lower(): value for name, value in found.headers.items()}
    same("the version in ETag", headers.get("etag", "").strip('"'), "1")
    members(found.data, sid=operator.sid, config=CONFIG, friendly_name="Reason")
    members(operator.fetch(), version=1)
    fails("an unknown SID", v2.custom_operators(UNKNOWN).fetch, 404, 20404)
    prebuilt = v2.prebuilt_operators.list()[0]
    fails("a pre-built operator", v2.custom_operators(prebuilt.sid).fetch, 404, 20404)


@checks("UpdateCustomOperator")
def update_custom(fake):
    v2, _ = fake.account()
    operator = custom(v2)
    fake.advance(60)
    context = v2.custom_operators(operator.sid)
    changed = {"prompt": "Is the customer content?"}
    updated = context.update_with_http_info(friendly_name="Mood", config=changed, if_match="1")
    same("the status", updated.status_code, 202)
    members(updated.data, friendly_name="Mood", config=changed, version=2, operator_type="GenerativeJSON")
    is_time("date_updated", updated.data.date_updated, fake.now())
    old = lambda: context.update(friendly_name="Lost", config=changed, if_match="1")
    fails("an old version", old, 412)
    members(context.fetch(), friendly_name="Mood", version=2)
    unknown = lambda: v2.custom_operators(UNKNOWN).update(friendly_name="x", config=changed)
    fails("an unknown SID", unknown, 404, 20404)


@checks("DeleteCustomOperator")
def delete_custom(fake):
    v2, _ = fake.account()
    operator = custom(v2)
    deleted = v2.custom_operators(operator.sid).delete_with_http_info()
    same("the status", deleted.status_code, 204)
    same("the result", deleted.data, True)
    fails("a second deletion", v2.custom_operators(operator.sid).delete, 404, 20404)
    fails("fetching what is deleted", v2.operators(operator.sid).fetch, 404, 20404)


@checks("ListOperator")
def list_operators(fake):
    v2, _ = fake.account()
    sids = {operator.sid for operator in v2.prebuilt_operators.list()} | {custom(v2).sid, custom(v2, "Other").sid}
    same("the list", set(pages(v2.operators, f"{TWILIO}/Operators", len(sids))), sids)
    for operator in v2.operators.list():
        one_of("availability", operator.availability, OperatorInstance.Availability)
        same("url", operator.url, f"{TWILIO}/Operators/{operator.sid}")
    availability = OperatorInstance.Availability
    same("how many are available", len(v2.operators.list(availability=availability.GENERAL_AVAILABILITY)), len(sids))
    same("how many are deprecated", len(v2.operators.list(availability=availability.DEPRECATED)), 0)
    # Custom operators, and the pre-built one that extracts.
    same("how many know Spanish", len(v2.operators.list(language_code="es")), 3)


@checks("FetchOperator")
def fetch_operator(fake):
    v2, _ = fake.account()
    own, prebuilt = custom(v2), v2.prebuilt_operators.list()[0]
    found = v2.operators(own.sid).fetch_with_http_info()
    same("the status", found.status_code, 200)
    members(found.data, sid=own.sid, config=CONFIG, url=f"{TWILIO}/Operators/{own.sid}")
    is_time("date_created", found.data.date_created, fake.now())
    members(v2.operators(prebuilt.sid).fetch(), friendly_name=prebuilt.friendly_name, author="Twilio")
    fails("an unknown SID", v2.operators(UNKNOWN).fetch, 404, 20404)


@checks("ListPrebuiltOperator")
def list_prebuilt(fake):
    v2, _ = fake.account()
    custom(v2)
    operators = v2.prebuilt_operators.list()
    holds("there are none", len(operators) > 1)
    pages(v2.prebuilt_operators, f"{TWILIO}/Operators/PreBuilt", len(operators))
    availability = PrebuiltOperatorInstance.Availability
    for operator in operators:
        is_sid("sid", operator.sid, "LY")
        one_of("availability", operator.availability, availability)
    available = v2.prebuilt_operators.list(availability=availability.GENERAL_AVAILABILITY)
    same("how many are available", len(available), len(operators))
    same("how many are a beta", len(v2.prebuilt_operators.list(availability=availability.BETA)), 0)
    same("how many know English", len(v2.prebuilt_operators.list(language_code="en")), len(operators))
    same("how many know Spanish", len(v2.prebuilt_operators.list(language_code="es")), 1)


@checks("FetchPrebuiltOperator")
def fetch_prebuilt(fake):
    v2, _ = fake.account()
    operator = v2.prebuilt_operators.list()[0]
    found = v2.prebuilt_operators(operator.sid).fetch_with_http_info()
    same("the status", found.status_code, 200)
    members(found.data, sid=operator.sid, url=f"{TWILIO}/Operators/PreBuilt/{operator.sid}", version=1)
    holds("date_created is no datetime", found.data.date_created.tzinfo is not None)
    fails("an unknown SID", v2.prebuilt_operators(UNKNOWN).fetch, 404, 20404)
    fails("a custom operator", v2.prebuilt_operators(custom(v2).sid).fetch, 404, 20404)


@checks("ListOperatorType")
def list_types(fake):
    v2, _ = fake.account()
    types = v2.operator_type.list()
    pages(v2.operator_type, f"{TWILIO}/OperatorTypes", len(types))
    for kind in types:
        one_of("output_type", kind.output_type, OperatorTypeInstance.OutputType)
        one_of("provider", kind.provider, OperatorTypeInstance.Provider)
        one_of("availability", kind.availability, OperatorTypeInstance.Availability)
        holds("supported_languages is no list", isinstance(kind.supported_languages, list))
    spanish = [kind.name for kind in types if "es" in kind.supported_languages]
    same("what knows Spanish", [kind.name for kind in v2.operator_type.list(language_code="es")], spanish)
    holds("every type knows Spanish", 0 < len(spanish) < len(types))


@checks("FetchOperatorType")
def fetch_type(fake):
    v2, _ = fake.account()
    named = v2.operator_type("Generative").fetch_with_http_info()
    same("the status", named.status_code, 200)
    is_sid("sid", named.data.sid, "EY")
    members(
        named.data,
        name="Generative",
        configurable=True,
        output_type=OperatorTypeInstance.OutputType.TEXT_GENERATION,
        url=f"{TWILIO}/OperatorTypes/{named.data.sid}",
    )
    same("the type of the schema", named.data.config_schema["type"], "object")
    members(v2.operator_type(named.data.sid).fetch(), name="Generative")
    fails("an unknown name", v2.operator_type("Unknown").fetch, 404, 20404)
