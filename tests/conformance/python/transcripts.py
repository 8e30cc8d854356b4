# What users of the Python SDK see of Transcripts and of what is part of them. Knows no HTTP.

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from twilio.rest.intelligence.v2.transcript import TranscriptInstance
from twilio.rest.intelligence.v2.transcript.operator_result import OperatorResultInstance

from checks import checks, fails, holds, is_sid, is_time, members, one_of, pages, same

TWILIO = "https://intelligence.twilio.com/v2"
CREDENTIAL = "CR00000000000000000000000000000000"
UNKNOWN = "GT" + "0" * 32
# Longer than a Transcript takes with everything that follows.
LONG = 60


def recording(number=0):
    return {"media_properties": {"source_sid": f"RE{number:032x}"}}


def completed(fake, operators=(), **settings):
    """A Transcript that is there with all of its parts, of a Service with these settings."""
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support", **settings)
    for operator in operators:
        v2.operator_attachment(service.sid, operator(v2)).create()
    sid = v2.transcripts.create(service_sid=service.sid, channel=recording()).sid
    fake.advance(LONG)
    return v2.transcripts(sid), sid


def prebuilt(kind):
    return lambda v2: next(each.sid for each in v2.prebuilt_operators.list() if each.operator_type == kind)


def custom(v2):
    config = {"prompt": "Why?", "json_result_schema": {"type": "object", "properties": {"reason": {"type": "string"}}}}
    return v2.custom_operators.create(friendly_name="Reason", operator_type="GenerativeJSON", config=config).sid


@checks("CreateTranscript")
def create_with_everything(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support", auto_redaction=True)
    channel = {
        "media_properties": {"media_url": "https://media.example.com/1.wav"},
        "participants": [
            {"channel_participant": 1, "role": "Agent", "media_participant_id": "client:ann", "full_name": "Ann"},
            {"channel_participant": 2, "role": "Customer", "email": "sam@example.com"},
        ],
    }
    started = datetime(2025, 12, 24, 9, 30, tzinfo=timezone.utc)
    created = v2.transcripts.create_with_http_info(
        service_sid=service.sid, channel=channel, customer_key="order-7", media_start_time=started
    )
    same("the status", created.status_code, 202)
    transcript = created.data
    is_sid("sid", transcript.sid, "GT")
    is_time("date_created", transcript.date_created, fake.now())
    is_time("media_start_time", transcript.media_start_time, started)
    one_of("status", transcript.status, TranscriptInstance.Status)
    url = f"{TWILIO}/Transcripts/{transcript.sid}"
    members(
        transcript,
        service_sid=service.sid,
        status=TranscriptInstance.Status.QUEUED,
        customer_key="order-7",
        redaction=True,
        data_logging=False,
        language_code="en-US",
        duration=0,
        encryption_credential_sid=None,
        url=url,
        links={
            "sentences": f"{url}/Sentences",
            "encrypted_sentences": f"{url}/Sentences/Encrypted",
            "media": f"{url}/Media",
            "operator_results": f"{url}/OperatorResults",
            "encrypted_operator_results": f"{url}/OperatorResults/Encrypted",
        },
    )
    same("the kind of channel", transcript.channel["type"], "voice")
    same("media_url", transcript.channel["media_properties"]["media_url"], "https://media.example.com/1.wav")
    roles = [participant["role"] for participant in transcript.channel["participants"]]
    same("the roles", roles, ["Agent", "Customer"])
    same("the name", transcript.channel["participants"][0]["full_name"], "Ann")


@checks("CreateTranscript")
def create_what_is_refused(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support").sid
    v2.transcripts.create(service_sid=service, channel=recording())
    again = lambda: v2.transcripts.create(service_sid=service, channel=recording())
    fails("a second Transcript of a Recording", again, 409, 20409)
    named = {**recording(1), "participants": [{"channel_participant": 1, "media_participant_id": "client:ann"}]}
    fails("a participant's id with a Recording", lambda: v2.transcripts.create(service, named), 400, 20001)
    fails("an unknown Service", lambda: v2.transcripts.create("GA" + "0" * 32, recording(1)), 400, 20001)
    fails("no media", lambda: v2.transcripts.create(service, {}), 400, 20001)
    fails("a channel that is no object", lambda: v2.transcripts.create(service, "no JSON"), 400, 20001)


@checks("ListTranscript")
def list_transcripts(fake):
    v2, _ = fake.account()
    same("an empty list", v2.transcripts.list(), [])
    settings = [{"unique_name": "one"}, {"unique_name": "two", "language_code": "de-DE"}]
    services = [v2.services.create(**each).sid for each in settings]
    times, sids = [], []
    for number in range(4):
        times.append(fake.now())
        started = datetime(2025, 12, number + 1, tzinfo=timezone.utc)
        created = v2.transcripts.create(services[number % 2], recording(number), media_start_time=started)
        sids.append(created.sid)
        fake.advance(LONG if number < 3 else 0)
    found = lambda **filters: [transcript.sid for transcript in v2.transcripts.list(**filters)]
    same("the list", pages(v2.transcripts, f"{TWILIO}/Transcripts", 4), sids)
    same("those of a Service", found(service_sid=services[1]), [sids[1], sids[3]])
    same("those that are completed", found(status="completed"), sids[:3])
    same("those that are queued", found(status="queued"), sids[3:])
    same("those in German", found(language_code="de-DE"), [sids[1], sids[3]])
    same("those of a Recording", found(source_sid=f"RE{2:032x}"), [sids[2]])
    same("those that started before", found(before_start_time="2025-12-02T12:00:00Z"), sids[:2])
    same("those that started after", found(after_start_time="2025-12-02T12:00:00Z"), sids[2:])
    middle = (times[1] + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    same("those created before", found(before_date_created=middle), sids[:2])
    same("those created after", found(after_date_created=middle), sids[2:])
    both = {"after_date_created": middle, "service_sid": services[0]}
    same("those of both filters", found(**both), [sids[2]])
    pages(v2.transcripts, f"{TWILIO}/Transcripts", 3, status="completed")


@checks("FetchTranscript")
def fetch_transcript(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support")
    transcript = v2.transcripts.create(service.sid, recording())
    found = v2.transcripts(transcript.sid).fetch_with_http_info()
    same("the status", found.status_code, 200)
    states = [found.data.status]
    for seconds in [2, 8]:
        fake.advance(seconds)
        states.append(transcript.fetch().status)
    status = TranscriptInstance.Status
    same("the states", states, [status.QUEUED, status.IN_PROGRESS, status.COMPLETED])
    last = transcript.fetch()
    holds(f"duration is {last.duration!r}", isinstance(last.duration, int) and last.duration > 0)
    is_time("date_updated", last.date_updated, fake.now())
    same("the source", last.channel["media_properties"]["source_sid"], f"RE{0:032x}")
    fails("an unknown SID", v2.transcripts(UNKNOWN).fetch, 404, 20404)


@checks("DeleteTranscript")
def delete_transcript(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support").sid
    transcript = v2.transcripts.create(service, recording())
    deleted = v2.transcripts(transcript.sid).delete_with_http_info()
    same("the status", deleted.status_code, 204)
    same("the result", deleted.data, True)
    fails("fetching what is deleted", transcript.fetch, 404, 20404)
    fails("a second deletion", transcript.delete, 404, 20404)
    fails("the media of what is deleted", v2.transcripts(transcript.sid).media().fetch, 404, 20404)
    v2.transcripts.create(service, recording())


@checks("FetchMedia")
def fetch_media(fake):
    context, sid = completed(fake, auto_redaction=True)
    found = context.media().fetch_with_http_info()
    same("the status", found.status_code, 200)
    members(found.data, sid=sid, url=f"{TWILIO}/Transcripts/{sid}/Media")
    is_sid("service_sid", found.data.service_sid, "GA")
    holds("media_url is no URL", found.data.media_url.startswith("https://"))
    for redacted in [True, False]:
        members(context.media().fetch(redacted=redacted), sid=sid)


@checks("ListSentence")
def list_sentences(fake):
    context, sid = completed(fake, auto_redaction=True)
    sentences = context.sentences.list()
    pages(context.sentences, f"{TWILIO}/Transcripts/{sid}/Sentences", len(sentences))
    same("the order", [sentence.sentence_index for sentence in sentences], list(range(len(sentences))))
    for sentence in sentences:
        is_sid("sid", sentence.sid, "GX")
        holds("a channel is neither 1 nor 2", sentence.media_channel in (1, 2))
        for member in ["start_time", "end_time", "confidence"]:
            value = getattr(sentence, member)
            holds(f"{member} is {value!r}, no text with a number", isinstance(value, str) and float(value) >= 0)
    texts = lambda **how: [sentence.transcript for sentence in context.sentences.list(**how)]
    holds("what is redacted is not hidden by default", "[Name]" in texts()[0])
    same("what is redacted by default", texts(redacted=True), texts())
    holds("what is redacted cannot be read", "Ann" in texts(redacted=False)[0])
    holds("words are there without being asked for", not sentences[0].words)
    words = context.sentences.list(word_timestamps=True, redacted=False)[0].words
    same("the first word", words[0]["word"], "Thank")
    start, end = words[0]["start_time"], words[0]["end_time"]
    holds("a time is no number", isinstance(start, float) and isinstance(end, float) and end > start)
    how = {"word_timestamps": True, "redacted": False}
    pages(context.sentences, f"{TWILIO}/Transcripts/{sid}/Sentences", len(sentences), **how)


@checks("ListSentence")
def list_sentences_of_what_has_none(fake):
    v2, _ = fake.account()
    service = v2.services.create(unique_name="support").sid
    queued = v2.transcripts.create(service, recording()).sid
    same("the sentences of what is queued", v2.transcripts(queued).sentences.list(), [])


@checks("ListOperatorResult")
def list_results(fake):
    kinds = ["Classification", "Extraction", "Summarization"]
    context, sid = completed(fake, [*map(prebuilt, kinds), custom], auto_redaction=True)
    pages(context.operator_results, f"{TWILIO}/Transcripts/{sid}/OperatorResults", len(kinds) + 1)
    results = {result.operator_type: result for result in context.operator_results.list(redacted=False)}
    kind = OperatorResultInstance.OperatorType
    same("the kinds", set(results), {kind.CONVERSATION_CLASSIFY, kind.EXTRACT, kind.TEXT_GENERATION, kind.JSON})
    label = results[kind.CONVERSATION_CLASSIFY]
    probability = label.predicted_probability
    holds(f"a probability is {probability!r}", isinstance(probability, Decimal) and 0 < probability <= 1)
    holds("a label has no probability", float(label.label_probabilities[label.predicted_label]) > 0)
    members(label, name="Sentiment Analysis", transcript_sid=sid)
    members(results[kind.EXTRACT], extract_match=False)
    same("the form of a text", results[kind.TEXT_GENERATION].text_generation_results["format"], "text")
    same("an object", results[kind.JSON].json_results["reason"], "return")
    hidden = {result.operator_type: result for result in context.operator_results.list()}
    same("an object that is redacted", hidden[kind.JSON].json_results["reason"], "[Redacted: Reason]")


@checks("FetchOperatorResult")
def fetch_result(fake):
    context, sid = completed(fake, [prebuilt("Classification"), prebuilt("Extraction")])
    operator = context.operator_results.list()[0].operator_sid
    found = context.operator_results(operator).fetch_with_http_info()
    same("the status", found.status_code, 200)
    members(
        found.data,
        operator_sid=operator,
        transcript_sid=sid,
        operator_type=OperatorResultInstance.OperatorType.CONVERSATION_CLASSIFY,
        url=f"{TWILIO}/Transcripts/{sid}/OperatorResults/{operator}",
    )
    members(context.operator_results(operator).fetch(redacted=False), operator_sid=operator)
    fails("an operator without a result", context.operator_results("LY" + "0" * 32).fetch, 404, 20404)


@checks("FetchEncryptedSentences")
def fetch_encrypted_sentences(fake):
    context, sid = completed(fake, encryption_credential_sid=CREDENTIAL)
    members(context.fetch(), encryption_credential_sid=CREDENTIAL)
    found = context.encrypted_sentences().fetch_with_http_info()
    same("the status", found.status_code, 200)
    members(found.data, transcript_sid=sid, url=f"{TWILIO}/Transcripts/{sid}/Sentences/Encrypted")
    holds("location is no URL", found.data.location.startswith("https://"))
    members(context.encrypted_sentences().fetch(redacted=False), transcript_sid=sid)
    same("sentences that everybody can read", context.sentences.list(), [])
    plain, _ = completed(fake)
    fails("what is not encrypted", plain.encrypted_sentences().fetch, 404, 20404)


@checks("FetchEncryptedOperatorResults")
def fetch_encrypted_results(fake):
    context, sid = completed(fake, [prebuilt("Classification")], encryption_credential_sid=CREDENTIAL)
    found = context.encrypted_operator_results().fetch_with_http_info()
    same("the status", found.status_code, 200)
    members(found.data, transcript_sid=sid, url=f"{TWILIO}/Transcripts/{sid}/OperatorResults/Encrypted")
    holds("locations are no URLs", all(location.startswith("https://") for location in found.data.locations))
    holds("there is no location", len(found.data.locations) > 0)
    members(context.encrypted_operator_results().fetch(redacted=True), transcript_sid=sid)
    same("results that everybody can read", context.operator_results.list(), [])
    plain, _ = completed(fake)
    fails("what is not encrypted", plain.encrypted_operator_results().fetch, 404, 20404)
