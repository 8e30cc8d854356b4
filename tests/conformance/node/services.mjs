// What users of the Node SDK see of Services and of the operators that are attached to them. Knows no HTTP.

import { check, fails, holds, isSid, isTime, members, pages, same } from "./checks.mjs";

const TWILIO = "https://intelligence.twilio.com/v2";
const CREDENTIAL = `CR${"0".repeat(32)}`;
const UNKNOWN = `GA${"0".repeat(32)}`;

check("CreateService", "with everything", async (fake) => {
  const { v2, http } = fake.account();
  const created = await v2.services.createWithHttpInfo({
    uniqueName: "support",
    autoTranscribe: true,
    dataLogging: false,
    friendlyName: "Support calls",
    languageCode: "en-US",
    autoRedaction: true,
    mediaRedaction: true,
    webhookUrl: "http://127.0.0.1:9/hook",
    webhookHttpMethod: "GET",
    encryptionCredentialSid: CREDENTIAL,
  });
  same("the status", created.statusCode, 201);
  const service = created.body;
  isSid("sid", service.sid, "GA");
  isSid("accountSid", service.accountSid, "AC");
  isTime("dateCreated", service.dateCreated, await fake.now());
  isTime("dateUpdated", service.dateUpdated, await fake.now());
  members(service, {
    uniqueName: "support",
    friendlyName: "Support calls",
    autoTranscribe: true,
    dataLogging: false,
    autoRedaction: true,
    mediaRedaction: true,
    languageCode: "en-US",
    webhookUrl: "http://127.0.0.1:9/hook",
    webhookHttpMethod: "GET",
    readOnlyAttachedOperatorSids: [],
    version: 1,
    encryptionCredentialSid: CREDENTIAL,
    url: `${TWILIO}/Services/${service.sid}`,
  });
  same("the request", http.calls, [`POST ${TWILIO}/Services`]);
});

check("CreateService", "what is refused", async (fake) => {
  const { v2 } = fake.account();
  await v2.services.create({ uniqueName: "taken" });
  await fails("a name that is taken", v2.services.create({ uniqueName: "taken" }), 409, 20409);
  await fails("media redaction alone", v2.services.create({ uniqueName: "o", mediaRedaction: true }), 400, 20001);
  await fails("an unknown method", v2.services.create({ uniqueName: "o", webhookHttpMethod: "PUT" }), 400, 20001);
  const { v2: stranger } = fake.login("nobody", "nothing");
  await fails("wrong credentials", stranger.services.create({ uniqueName: "other" }), 401, 20003);
  same("the number of Services", (await v2.services.list()).length, 1);
});

check("ListService", "pages", async (fake) => {
  const { v2 } = fake.account();
  same("an empty list", await v2.services.list(), []);
  const sids = [];
  for (let number = 0; number < 5; number += 1) {
    sids.push((await v2.services.create({ uniqueName: `service-${number}` })).sid);
    // Pages that are full are the last ones, too.
    if (number === 3) await pages(v2.services, `${TWILIO}/Services`, 4);
  }
  same("the list", await pages(v2.services, `${TWILIO}/Services`, 5), sids);
  await fails("a page that never was", v2.services.page({ pageToken: "made up" }), 400, 20001);
  await fails("wrong credentials", fake.login("nobody", "nothing").v2.services.list(), 401, 20003);
});

check("FetchService", "by SID and by name", async (fake) => {
  const { v2 } = fake.account();
  const service = await v2.services.create({ uniqueName: "support", friendlyName: "Support calls" });
  const found = await v2.services(service.sid).fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  same("the version in ETag", found.headers.etag.replaceAll('"', ""), "1");
  holds("there is no request id", found.headers["twilio-request-id"]?.startsWith("RQ"));
  members(found.body, { sid: service.sid, friendlyName: "Support calls" });
  members(await v2.services("support").fetch(), { sid: service.sid });
  members(await service.fetch(), { uniqueName: "support" });
  await fails("an unknown SID", v2.services(UNKNOWN).fetch(), 404, 20404);
  await fails("an unknown name", v2.services("nobody").fetch(), 404, 20404);
});

check("FetchService", "with an API key", async (fake) => {
  const { v2 } = fake.key();
  const { sid } = await v2.services.create({ uniqueName: "of-a-key" });
  isSid("accountSid", (await v2.services(sid).fetch()).accountSid, "AC");
  await fails("the Service of somebody else", fake.key().v2.services(sid).fetch(), 404, 20404);
});

check("UpdateService", "with and without its version", async (fake) => {
  const { v2 } = fake.account();
  const service = await v2.services.create({ uniqueName: "support", friendlyName: "Old" });
  const created = await fake.now();
  await fake.advance(60);
  const context = v2.services(service.sid);
  const updated = await context.updateWithHttpInfo({ friendlyName: "New", ifMatch: String(service.version) });
  same("the status", updated.statusCode, 200);
  members(updated.body, { version: 2, friendlyName: "New", uniqueName: "support" });
  isTime("dateCreated", updated.body.dateCreated, created);
  isTime("dateUpdated", updated.body.dateUpdated, await fake.now());
  await fails("an old version", context.update({ friendlyName: "Lost", ifMatch: "1" }), 412, undefined);
  members(await context.fetch(), { version: 2, friendlyName: "New" });
  const everything = {
    uniqueName: "renamed",
    autoTranscribe: true,
    autoRedaction: true,
    mediaRedaction: true,
    webhookUrl: "http://127.0.0.1:9/hook",
    webhookHttpMethod: "NULL",
    encryptionCredentialSid: CREDENTIAL,
  };
  members(await v2.services("support").update({ ...everything, dataLogging: false }), { ...everything, version: 3 });
  await fails("the old name", v2.services("support").fetch(), 404, 20404);
  await v2.services.create({ uniqueName: "taken" });
  await fails("a name that is taken", context.update({ uniqueName: "taken" }), 409, 20409);
  await fails("an unknown SID", v2.services(UNKNOWN).update({ friendlyName: "x" }), 404, 20404);
});

check("DeleteService", "by SID and by name", async (fake) => {
  const { v2 } = fake.account();
  const service = await v2.services.create({ uniqueName: "support" });
  const deleted = await v2.services(service.sid).removeWithHttpInfo();
  same("the status", deleted.statusCode, 204);
  same("the result", deleted.body, true);
  await fails("a second deletion", v2.services(service.sid).remove(), 404, 20404);
  await fails("fetching what is deleted", service.fetch(), 404, 20404);
  const again = await v2.services.create({ uniqueName: "support" });
  same("the result of deleting by name", await v2.services("support").remove(), true);
  await fails("fetching what is deleted by name", again.fetch(), 404, 20404);
});

async function withOperators(fake) {
  const { v2 } = fake.account();
  const service = (await v2.services.create({ uniqueName: "support" })).sid;
  return { v2, service, operators: (await v2.prebuiltOperators.list()).map((operator) => operator.sid) };
}

check("CreateOperatorAttachment", "attaches", async (fake) => {
  const { v2, service, operators } = await withOperators(fake);
  const created = await v2.operatorAttachment(service, operators[0]).createWithHttpInfo();
  same("the status", created.statusCode, 202);
  const url = `${TWILIO}/Services/${service}/Operators/${operators[0]}`;
  members(created.body, { serviceSid: service, operatorSid: operators[0], url });
  members(await v2.services(service).fetch(), { readOnlyAttachedOperatorSids: [operators[0]] });
  await fails("an unknown Service", v2.operatorAttachment(UNKNOWN, operators[0]).create(), 404, 20404);
});

check("DeleteOperatorAttachment", "detaches", async (fake) => {
  const { v2, service, operators } = await withOperators(fake);
  for (const operator of operators.slice(0, 2)) await v2.operatorAttachment(service, operator).create();
  const deleted = await v2.operatorAttachment(service, operators[0]).removeWithHttpInfo();
  same("the status", deleted.statusCode, 204);
  same("the result", deleted.body, true);
  members(await v2.operatorAttachments(service).fetch(), { operatorSids: [operators[1]] });
  await fails("a second deletion", v2.operatorAttachment(service, operators[0]).remove(), 404, 20404);
  await v2.operators(operators[0]).fetch();
});

check("FetchOperatorAttachments", "lists what is attached", async (fake) => {
  const { v2, service, operators } = await withOperators(fake);
  members(await v2.operatorAttachments(service).fetch(), { operatorSids: [] });
  for (const operator of operators.slice(0, 2)) await v2.operatorAttachment(service, operator).create();
  const found = await v2.operatorAttachments(service).fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  const url = `${TWILIO}/Services/${service}/Operators`;
  members(found.body, { serviceSid: service, operatorSids: operators.slice(0, 2), url });
  await fails("an unknown Service", v2.operatorAttachments(UNKNOWN).fetch(), 404, 20404);
});
