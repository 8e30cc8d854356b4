// What users of the Node SDK see besides the operations: webhooks, verified by the SDK's own functions, and rate
// limits. Knows nothing else of the operations that lead there.

import { createServer } from "node:http";

import twilio from "twilio";

import { Failed, check, fails, holds, members, same } from "./checks.mjs";

const SECRET = "auth-token";
// How long a webhook may take that is due, in milliseconds.
const LIMIT = 10_000;

/** Calls a function with the URL of a receiver and a promise of the first request that it receives. */
async function receiving(perform) {
  let receive;
  const received = new Promise((resolve) => (receive = resolve));
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    response.writeHead(204, { Connection: "close" }).end();
    receive({ method: request.method, path: request.url, headers: request.headers, body });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await perform(`http://127.0.0.1:${server.address().port}`, received);
  } finally {
    server.close();
  }
}

/** A webhook of that method: the Transcript that it is about, the URL that was called, and what came with it. */
function delivered(fake, method) {
  return receiving(async (origin, received) => {
    const { v2, user } = fake.account({ secret: SECRET });
    const settings = { uniqueName: "support", webhookUrl: `${origin}/hook?tenant=7`, webhookHttpMethod: method };
    const { sid: serviceSid } = await v2.services.create(settings);
    const channel = { media_properties: { source_sid: `RE${"0".repeat(32)}` } };
    const transcript = await v2.transcripts.create({ serviceSid, channel, customerKey: "order-7" });
    await fake.advance(60);
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT)));
    const webhook = await Promise.race([received, late]);
    clearTimeout(timer);
    if (webhook === undefined) throw new Failed(`no webhook came; the fake says: ${await fake.webhooks(user)}`);
    same("the method", webhook.method, method);
    const signature = webhook.headers["x-twilio-signature"];
    return { transcript, url: origin + webhook.path, signature, body: webhook.body };
  });
}

function isAbout(transcript, event) {
  const expected = {
    account_sid: transcript.accountSid,
    service_sid: transcript.serviceSid,
    transcript_sid: transcript.sid,
    customer_key: "order-7",
    event_type: "voice_intelligence_transcript_available",
  };
  members(event, expected);
}

check("webhook POST", "with a body", async (fake) => {
  const { transcript, url, signature, body } = await delivered(fake, "POST");
  holds("bodySHA256 is missing", new URL(url).searchParams.has("bodySHA256"));
  holds("the parameter of the URL is lost", new URL(url).searchParams.get("tenant") === "7");
  const isValid = (secret, text) => twilio.validateRequestWithBody(secret, signature, url, text);
  holds("the signature is not valid", isValid(SECRET, body));
  holds("a signature of another secret is valid", !isValid("another", body));
  holds("a signature of another body is valid", !isValid(SECRET, `${body} `));
  isAbout(transcript, JSON.parse(body));
});

check("webhook GET", "in the query", async (fake) => {
  const { transcript, url, signature, body } = await delivered(fake, "GET");
  same("the body", body, "");
  holds("the signature is not valid", twilio.validateRequest(SECRET, signature, url, {}));
  holds("a signature of another URL is valid", !twilio.validateRequest(SECRET, signature, `${url}&more=1`, {}));
  isAbout(transcript, Object.fromEntries(new URL(url).searchParams));
});

check("rate limits", "with and without the retries of the SDK", async (fake) => {
  const { v2 } = fake.account();
  const service = await v2.services.create({ uniqueName: "support" });
  const patient = fake.account({ autoRetry: true, maxRetryDelay: 50 });
  try {
    await fake.inject({ rate_limited: true, operation: "FetchService", times: 1, retry_after: 1 });
    await fails("a fetch over the limit", service.fetch(), 429, 20429);
    members(await service.fetch(), { sid: service.sid });
    await fake.inject({ rate_limited: true, operation: "CreateService", times: 1 });
    await fails("a creation over the limit", v2.services.create({ uniqueName: "other" }), 429, 20429);
    await fake.inject({ rate_limited: true, operation: "ListService", times: 1 });
    await fails("a list over the limit", v2.services.list(), 429, 20429);
    await fake.inject({ rate_limited: true, operation: "CreateService", times: 2 });
    members(await patient.v2.services.create({ uniqueName: "other" }), { version: 1 });
  } finally {
    await fake.clearFaults();
  }
  same("the number of Services", (await v2.services.list()).length, 1);
  const expected = ["CreateService 429", "CreateService 429", "CreateService 201"];
  same("the requests of the patient client", await fake.requests(patient.user), expected);
});
