// What users of the Node SDK see of operators, custom and pre-built, and of operator types. Knows no HTTP.

import { check, fails, holds, isSid, isTime, members, pages, same } from "./checks.mjs";

const TWILIO = "https://intelligence.twilio.com/v2";
const UNKNOWN = `LY${"0".repeat(32)}`;
const CONFIG = {
  prompt: "Why does the customer call?",
  json_result_schema: { type: "object", properties: { reason: { type: "string" } } },
  examples: [{ input: "The lamp is broken.", output: '{"reason": "defect"}' }],
};
// The values that the SDK declares.
const AVAILABILITIES = ["internal", "beta", "public", "retired", "general-availability", "deprecated"];

const custom = (v2, friendlyName = "Reason") =>
  v2.customOperators.create({ friendlyName, operatorType: "GenerativeJSON", config: CONFIG });

check("CreateCustomOperator", "creates", async (fake) => {
  const { v2 } = fake.account();
  const asked = { friendlyName: "Reason", operatorType: "GenerativeJSON", config: CONFIG };
  const created = await v2.customOperators.createWithHttpInfo(asked);
  same("the status", created.statusCode, 202);
  const operator = created.body;
  isSid("sid", operator.sid, "LY");
  isTime("dateCreated", operator.dateCreated, await fake.now());
  const url = `${TWILIO}/Operators/Custom/${operator.sid}`;
  members(operator, { ...asked, version: 1, author: operator.accountSid, availability: "general-availability", url });
  await fails("an unknown type", v2.customOperators.create({ ...asked, operatorType: "Unknown" }), 400, 20001);
  const fixed = v2.customOperators.create({ ...asked, operatorType: "Summarization" });
  await fails("a type that is not configurable", fixed, 400, 20001);
  await fails("a configuration that is no object", v2.customOperators.create({ ...asked, config: "no" }), 400, 20001);
});

check("ListCustomOperator", "pages and filters", async (fake) => {
  const { v2 } = fake.account();
  same("an empty list", await v2.customOperators.list(), []);
  const sids = [];
  for (let number = 0; number < 3; number += 1) sids.push((await custom(v2, `Reason ${number}`)).sid);
  same("the list", await pages(v2.customOperators, `${TWILIO}/Operators/Custom`, 3), sids);
  await pages(v2.customOperators, `${TWILIO}/Operators/Custom`, 3, { availability: "general-availability" });
  await pages(v2.customOperators, `${TWILIO}/Operators/Custom`, 3, { languageCode: "fr" });
  same("those that are retired", await v2.customOperators.list({ availability: "retired" }), []);
  same("those that know Danish", await v2.customOperators.list({ languageCode: "da" }), []);
});

check("FetchCustomOperator", "fetches", async (fake) => {
  const { v2 } = fake.account();
  const operator = await custom(v2);
  const found = await v2.customOperators(operator.sid).fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  same("the version in ETag", found.headers.etag.replaceAll('"', ""), "1");
  members(found.body, { sid: operator.sid, config: CONFIG, friendlyName: "Reason" });
  members(await operator.fetch(), { version: 1 });
  await fails("an unknown SID", v2.customOperators(UNKNOWN).fetch(), 404, 20404);
  const [prebuilt] = await v2.prebuiltOperators.list();
  await fails("a pre-built operator", v2.customOperators(prebuilt.sid).fetch(), 404, 20404);
});

check("UpdateCustomOperator", "with its version", async (fake) => {
  const { v2 } = fake.account();
  const operator = await custom(v2);
  await fake.advance(60);
  const context = v2.customOperators(operator.sid);
  const asked = { friendlyName: "Mood", config: { prompt: "Is the customer content?" } };
  const updated = await context.updateWithHttpInfo({ ...asked, ifMatch: "1" });
  same("the status", updated.statusCode, 202);
  members(updated.body, { ...asked, version: 2, operatorType: "GenerativeJSON" });
  isTime("dateUpdated", updated.body.dateUpdated, await fake.now());
  await fails("an old version", context.update({ ...asked, friendlyName: "Lost", ifMatch: "1" }), 412, undefined);
  members(await context.fetch(), { friendlyName: "Mood", version: 2 });
  await fails("an unknown SID", v2.customOperators(UNKNOWN).update(asked), 404, 20404);
});

check("DeleteCustomOperator", "deletes", async (fake) => {
  const { v2 } = fake.account();
  const operator = await custom(v2);
  const deleted = await v2.customOperators(operator.sid).removeWithHttpInfo();
  same("the status", deleted.statusCode, 204);
  same("the result", deleted.body, true);
  await fails("a second deletion", v2.customOperators(operator.sid).remove(), 404, 20404);
  await fails("fetching what is deleted", v2.operators(operator.sid).fetch(), 404, 20404);
});

check("ListOperator", "pages and filters", async (fake) => {
  const { v2 } = fake.account();
  const prebuilt = (await v2.prebuiltOperators.list()).map((operator) => operator.sid);
  const sids = [...prebuilt, (await custom(v2)).sid, (await custom(v2, "Other")).sid].sort();
  same("the list", (await pages(v2.operators, `${TWILIO}/Operators`, sids.length)).sort(), sids);
  for (const operator of await v2.operators.list()) {
    holds(`availability is ${operator.availability}`, AVAILABILITIES.includes(operator.availability));
    same("url", operator.url, `${TWILIO}/Operators/${operator.sid}`);
  }
  await pages(v2.operators, `${TWILIO}/Operators`, sids.length, { availability: "general-availability" });
  same("those that are deprecated", await v2.operators.list({ availability: "deprecated" }), []);
  // Custom operators, and the pre-built one that extracts.
  await pages(v2.operators, `${TWILIO}/Operators`, 3, { languageCode: "es" });
});

check("FetchOperator", "custom and pre-built", async (fake) => {
  const { v2 } = fake.account();
  const own = await custom(v2);
  const [prebuilt] = await v2.prebuiltOperators.list();
  const found = await v2.operators(own.sid).fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  members(found.body, { sid: own.sid, config: CONFIG, url: `${TWILIO}/Operators/${own.sid}` });
  isTime("dateCreated", found.body.dateCreated, await fake.now());
  const { friendlyName } = prebuilt;
  members(await v2.operators(prebuilt.sid).fetch(), { friendlyName, author: "Twilio" });
  await fails("an unknown SID", v2.operators(UNKNOWN).fetch(), 404, 20404);
});

check("ListPrebuiltOperator", "pages and filters", async (fake) => {
  const { v2 } = fake.account();
  await custom(v2);
  const operators = await v2.prebuiltOperators.list();
  holds("there are none", operators.length > 1);
  const url = `${TWILIO}/Operators/PreBuilt`;
  await pages(v2.prebuiltOperators, url, operators.length);
  await pages(v2.prebuiltOperators, url, operators.length, { availability: "general-availability" });
  await pages(v2.prebuiltOperators, url, operators.length, { languageCode: "en" });
  await pages(v2.prebuiltOperators, url, 1, { languageCode: "es" });
  same("those that are a beta", await v2.prebuiltOperators.list({ availability: "beta" }), []);
});

check("FetchPrebuiltOperator", "fetches", async (fake) => {
  const { v2 } = fake.account();
  const [operator] = await v2.prebuiltOperators.list();
  const found = await v2.prebuiltOperators(operator.sid).fetchWithHttpInfo();
  same("the status", found.statusCode, 200);
  members(found.body, { sid: operator.sid, url: `${TWILIO}/Operators/PreBuilt/${operator.sid}`, version: 1 });
  holds("dateCreated is no Date", found.body.dateCreated instanceof Date);
  await fails("an unknown SID", v2.prebuiltOperators(UNKNOWN).fetch(), 404, 20404);
  await fails("a custom operator", v2.prebuiltOperators((await custom(v2)).sid).fetch(), 404, 20404);
});

check("ListOperatorType", "pages and filters", async (fake) => {
  const { v2 } = fake.account();
  const types = await v2.operatorType.list();
  await pages(v2.operatorType, `${TWILIO}/OperatorTypes`, types.length);
  const outputs = ["text-classification", "text-extraction", "text-extraction-normalized", "text-generation", "json"];
  for (const type of types) {
    holds(`outputType is ${type.outputType}`, outputs.includes(type.outputType));
    holds(`provider is ${type.provider}`, ["twilio", "amazon", "openai"].includes(type.provider));
    holds(`availability is ${type.availability}`, AVAILABILITIES.includes(type.availability));
  }
  const names = (listed) => listed.map((type) => type.name);
  const spanish = names(types.filter((type) => type.supportedLanguages.includes("es")));
  same("those that know Spanish", names(await v2.operatorType.list({ languageCode: "es" })), spanish);
  holds("every type knows Spanish", spanish.length > 0 && spanish.length < types.length);
});

check("FetchOperatorType", "by name and by SID", async (fake) => {
  const { v2 } = fake.account();
  const { statusCode, body: data } = await v2.operatorType("Generative").fetchWithHttpInfo();
  same("the status", statusCode, 200);
  isSid("sid", data.sid, "EY");
  const url = `${TWILIO}/OperatorTypes/${data.sid}`;
  members(data, { name: "Generative", configurable: true, outputType: "text-generation", url });
  same("the type of the schema", data.configSchema.type, "object");
  members(await v2.operatorType(data.sid).fetch(), { name: "Generative" });
  await fails("an unknown name", v2.operatorType("Unknown").fetch(), 404, 20404);
});
