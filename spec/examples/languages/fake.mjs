// Twilio's library for Node.js (`npm install twilio`) with the fake in place of Twilio. Start the fake with
// `twilio-intelligence-v2-fake --port 4010 --public-url https://intelligence.twilio.com`.

import { randomBytes } from "node:crypto";
import process from "node:process";

import twilio from "twilio";

const TWILIO = "https://intelligence.twilio.com";

/** Sends to the fake what is meant for Twilio, and nothing to anybody else. */
class FakeClient extends twilio.RequestClient {
  constructor(fakeUrl) {
    super();
    this.fakeUrl = fakeUrl;
  }

  request(options) {
    if (!options.uri.startsWith(`${TWILIO}/`)) throw new Error(`not for the fake: ${options.uri}`);
    return super.request({ ...options, uri: this.fakeUrl + options.uri.slice(TWILIO.length) });
  }
}

const fakeUrl = process.env.FAKE_URL ?? "http://127.0.0.1:4010";
// Each account has records of its own, and any secret is right.
const accountSid = `AC${randomBytes(16).toString("hex")}`;
const client = twilio(accountSid, "secret", { httpClient: new FakeClient(fakeUrl) });

const created = await client.intelligence.v2.services.create({ uniqueName: "support-calls" });
const service = await client.intelligence.v2.services(created.sid).fetch();
console.log(service.uniqueName);
