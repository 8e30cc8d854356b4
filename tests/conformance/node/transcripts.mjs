// What users of the Node SDK see of Transcripts and of what is part of them. Knows no HTTP.

import { check, fails, holds, isSid, isTime, members, pages, same } from "./checks.mjs";

const TWILIO = "https://intelligence.twilio.com/v2";
const CREDENTIAL = `CR${"0".repeat(32)}`;
const UNKNOWN = `GT${"0".repeat(32)}`;
// Longer than a Transcript takes with everything that follows, in seconds.
const LONG = 60;

const recordingSid = (number) => `RE${number.toString(16).padStart(32, "0")}`;
const recording = (number = 0) => ({ media_properties: { source_sid: recordingSid(number) } });

/** A Transcript that is there with all of its parts, of a Service with these settings. */
async function completed(fake, settings = {}, operators = []) {
  const { v2 } = fake.account();
  const service = await v2.services.create({ uniqueName: "support", ...settings });
  for (const operator of operators) await v2.operatorAttachment(service.sid, await operator(v2)).create();
  const { sid } = await v2.transcripts.create({ serviceSid: service.sid, channel: recording() });
  await fake.advance(LONG);
  return { context: v2.transcripts(sid), sid, url: `${TWILIO}/Transcripts/${sid}` };
}

const prebuilt = (type) => async (v2) =>
  (await v2.prebuiltOperators.list()).find((operator) => operator.operatorType === type).sid;

async function custom(v2) {
  const config = {
    prompt: "Why?",
    json_result_schema: { type: "object", properties: { reason: { type: "string" } } },
  };
  return (await v2.customOperators.create({ friendlyName: "Reason", operatorType: "GenerativeJSON", config })).sid;
}

check("CreateTranscript", "with everything", async (fake) => {
  const { v2 } = fake.account();
  const service = await v2.services.create({ uniqueName: "support", autoRedaction: true });
  const channel = {
    media_properties: { media_url: "https://media.example.com/1.wav" },
    participants: [
      { channel_participant: 1, role: "Agent", media_participant_id: "client:ann", full_name: "Ann" },
      { channel_participant: 2, role: "Customer", email: "sam@example.com" },
    ],
  };
  const mediaStartTime = new Date("2025-12-24T09:30:00Z");
  const asked = { serviceSid: service.sid, channel, customerKey: "order-7", mediaStartTime };
  const created = await v2.transcripts.createWithHttpInfo(asked);
  same("the status", created.statusCode, 202);
  const transcript = created.body;
  isSid("sid", transcript.sid, "GT");
  isTime("dateCreated", transcript.dateCreated, await fake.now());
  isTime("mediaStartTime", transcript.mediaStartTime, mediaStartTime);
  const url = `${TWILIO}/Transcripts/${transcript.sid}`;
  members(transcript, {
    serviceSid: service.sid,
    status: "queued",
    customerKey: "order-7",
    redaction: true,
    dataLogging: false,
    languageCode: "en-US",
    duration: 0,
    encryptionCredentialSid: null,
    url,
    links: {
      sentences: `${url}/Sentences`,
      encrypted_sentences: `${url}/Sentences/Encrypted`,
      media: `${url}/Media`,
      operator_results: `${url}/OperatorResults`,
      encrypted_operator_results: `${url}/OperatorResults/Encrypted`,
    },
  });
  same("the kind of channel", transcript.channel.type, "voice");
  same("media_url", transcript.channel.media_properties.media_url, "https://media.example.com/1.wav");
  const roles = transcript.channel.participants.map((participant) => participant.role);
  same("the roles", roles, ["Agent", "Customer"]);
});

check("CreateTranscript", "what is refused", async (fake) => {
  const { v2 } = fake.account();
  const { sid: serviceSid } = await v2.services.create({ uniqueName: "support" });
  const create = (channel, service = serviceSid) => v2.transcripts.create({ serviceSid: service, channel });
  await create(recording());
  await fails("a second Transcript of a Recording", create(recording()), 409, 20409);
  const participants = [{ channel_participant: 1, media_participant_id: "client:ann" }];
  await fails("a participant's id with a Recording", create({ ...recording(1), participants }), 400, 20001);
  await fails("an unknown Service", create(recording(1), `GA${"0".repeat(32)}`), 400, 20001);
  await fails("no media", create({}), 400, 20001);
  await fails("a channel that is no object", create("no JSON"), 400, 20001);
});

check("ListTranscript", "pages and filters", async (fake) => {
  const { v2 } = fake.account();
  same("an empty list", await v2.transcripts.list(), []);
  const services = [await v2.services.create({ uniqueName: "one" })];
  services.push(await v2.services.create({ uniqueName: "two", languageCode: "de-DE" }));
  const [times, sids] = [[], []];
  for (let number = 0; number < 4; number += 1) {
    times.push(await fake.now());
    const mediaStartTime = new Date(Date.UTC(2025, 11, number + 1));
    const serviceSid = services[number % 2].sid;
    sids.push((await v2.transcripts.create({ serviceSid, channel: recording(number), mediaStartTime })).sid);
    if (number < 3) await fake.advance(LONG);
  }
  const found = async (filters) => (await v2.transcripts.list(filters)).map((transcript) => transcript.sid);
  same("the list", await pages(v2.transcripts, `${TWILIO}/Transcripts`, 4), sids);
  same("those of a Service", await found({ serviceSid: services[1].sid }), [sids[1], sids[3]]);
  same("those that are queued", await found({ status: "queued" }), sids.slice(3));
  same("those in German", await found({ languageCode: "de-DE" }), [sids[1], sids[3]]);
  same("those of a Recording", await found({ sourceSid: recordingSid(2) }), [sids[2]]);
  const middle = "2025-12-02T12:00:00Z";
  same("those that started before", await found({ beforeStartTime: middle }), sids.slice(0, 2));
  same("those that started after", await found({ afterStartTime: middle }), sids.slice(2));
  const created = new Date(times[1].getTime() + 1000).toISOString().replace(".000", "");
  same("those created before", await found({ beforeDateCreated: created }), sids.slice(0, 2));
  same("those created after", await found({ afterDateCreated: created }), sids.slice(2));
  same("those of two filters", await found({ afterDateCreated: created, serviceSid: services[0].sid }), [sids[2]]);
  await pages(v2.transcripts, `${TWILIO}/Transcripts`, 3, { status: "completed" });
});

check("FetchTranscript", "until it is completed", async (fake) => {
  const { v2 } = fake.account();
  const { sid: serviceSid } = await v2.services.create({ uniqueName: "support" });
  const transcript = await v2.transcripts.create({ serviceSid, channel: recording() });
  const found = await v2.transcripts(transcript.sid).fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  const states = [found.body.status];
  for (const seconds of [2, 8]) {
    await fake.advance(seconds);
    states.push((await transcript.fetch()).status);
  }
  same("the states", states, ["queued", "in-progress", "completed"]);
  const last = await transcript.fetch();
  holds(`duration is ${last.duration}`, Number.isInteger(last.duration) && last.duration > 0);
  isTime("dateUpdated", last.dateUpdated, await fake.now());
  same("the source", last.channel.media_properties.source_sid, recordingSid(0));
  await fails("an unknown SID", v2.transcripts(UNKNOWN).fetch(), 404, 20404);
});

check("DeleteTranscript", "deletes", async (fake) => {
  const { v2 } = fake.account();
  const { sid: serviceSid } = await v2.services.create({ uniqueName: "support" });
  const transcript = await v2.transcripts.create({ serviceSid, channel: recording() });
  const context = v2.transcripts(transcript.sid);
  const deleted = await context.removeWithHttpInfo();
  same("the status", deleted.statusCode, 204);
  same("the result", deleted.body, true);
  await fails("fetching what is deleted", transcript.fetch(), 404, 20404);
  await fails("a second deletion", context.remove(), 404, 20404);
  await fails("the media of what is deleted", context.media().fetch(), 404, 20404);
  await v2.transcripts.create({ serviceSid, channel: recording() });
});

check("FetchMedia", "fetches", async (fake) => {
  const { context, sid, url } = await completed(fake, { autoRedaction: true });
  const found = await context.media().fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  members(found.body, { sid, url: `${url}/Media` });
  isSid("serviceSid", found.body.serviceSid, "GA");
  holds("mediaUrl is no URL", found.body.mediaUrl.startsWith("https://"));
  for (const redacted of [true, false]) members(await context.media().fetch({ redacted }), { sid });
});

check("ListSentence", "pages, redaction and words", async (fake) => {
  const { context, url } = await completed(fake, { autoRedaction: true });
  const sentences = await context.sentences.list();
  await pages(context.sentences, `${url}/Sentences`, sentences.length);
  sentences.forEach((sentence, index) => {
    same("sentenceIndex", sentence.sentenceIndex, index);
    isSid("sid", sentence.sid, "GX");
    for (const member of ["startTime", "endTime", "confidence"]) {
      const value = sentence[member];
      holds(`${member} is ${value}, no text with a number`, typeof value === "string" && Number(value) >= 0);
    }
  });
  holds("what is redacted is not hidden by default", sentences[0].transcript.includes("[Name]"));
  const [open] = await context.sentences.list({ redacted: false, wordTimestamps: true });
  holds("what is redacted cannot be read", open.transcript.includes("Ann"));
  holds("words are there without being asked for", !sentences[0].words?.length);
  same("the first word", open.words[0].word, "Thank");
  holds("a time is no number", open.words[0].end_time > open.words[0].start_time);
  const filters = { wordTimestamps: true, redacted: false };
  await pages(context.sentences, `${url}/Sentences`, sentences.length, filters);
});

check("ListOperatorResult", "of every kind", async (fake) => {
  const kinds = ["Classification", "Extraction", "Summarization"];
  const { context, sid, url } = await completed(fake, { autoRedaction: true }, [...kinds.map(prebuilt), custom]);
  same("the number of results", (await pages(context.operatorResults, `${url}/OperatorResults`, 4)).length, 4);
  const byType = async (filters) =>
    Object.fromEntries((await context.operatorResults.list(filters)).map((result) => [result.operatorType, result]));
  const results = await byType({ redacted: false });
  same("the kinds", Object.keys(results).sort(), ["conversation-classify", "extract", "json", "text-generation"]);
  const label = results["conversation-classify"];
  const probability = Number(label.predictedProbability);
  holds(`a probability is ${label.predictedProbability}`, probability > 0 && probability <= 1);
  holds("a label has no probability", label.labelProbabilities[label.predictedLabel] > 0);
  members(label, { name: "Sentiment Analysis", transcriptSid: sid });
  same("extractMatch", results.extract.extractMatch, false);
  same("the form of a text", results["text-generation"].textGenerationResults.format, "text");
  same("an object", results.json.jsonResults.reason, "return");
  same("an object that is redacted", (await byType({})).json.jsonResults.reason, "[Redacted: Reason]");
});

check("FetchOperatorResult", "fetches", async (fake) => {
  const { context, sid, url } = await completed(fake, {}, [prebuilt("Classification"), prebuilt("Extraction")]);
  const [{ operatorSid }] = await context.operatorResults.list();
  const found = await context.operatorResults(operatorSid).fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  const own = `${url}/OperatorResults/${operatorSid}`;
  members(found.body, { operatorSid, transcriptSid: sid, operatorType: "conversation-classify", url: own });
  members(await context.operatorResults(operatorSid).fetch({ redacted: false }), { operatorSid });
  const unknown = context.operatorResults(`LY${"0".repeat(32)}`).fetch();
  await fails("an operator without a result", unknown, 404, 20404);
});

check("FetchEncryptedSentences", "fetches", async (fake) => {
  const { context, sid, url } = await completed(fake, { encryptionCredentialSid: CREDENTIAL });
  members(await context.fetch(), { encryptionCredentialSid: CREDENTIAL });
  const found = await context.encryptedSentences().fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  members(found.body, { transcriptSid: sid, url: `${url}/Sentences/Encrypted` });
  holds("location is no URL", found.body.location.startsWith("https://"));
  members(await context.encryptedSentences().fetch({ redacted: false }), { transcriptSid: sid });
  same("sentences that everybody can read", await context.sentences.list(), []);
  const plain = (await completed(fake)).context;
  await fails("what is not encrypted", plain.encryptedSentences().fetch(), 404, 20404);
});

check("FetchEncryptedOperatorResults", "fetches", async (fake) => {
  const settings = { encryptionCredentialSid: CREDENTIAL };
  const { context, sid, url } = await completed(fake, settings, [prebuilt("Classification")]);
  const found = await context.encryptedOperatorResults().fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  members(found.body, { transcriptSid: sid, url: `${url}/OperatorResults/Encrypted` });
  const { locations } = found.body;
  holds("locations are no URLs", locations.length > 0 && locations.every((each) => each.startsWith("https://")));
  members(await context.encryptedOperatorResults().fetch({ redacted: true }), { transcriptSid: sid });
  same("results that everybody can read", await context.operatorResults.list(), []);
  const plain = (await completed(fake)).context;
  await fails("what is not encrypted", plain.encryptedOperatorResults().fetch(), 404, 20404);
});
