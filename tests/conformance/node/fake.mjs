// The fake as Twilio's Node SDK meets it: an HTTP client that goes to the fake instead of Twilio, and the routes of
// those who look after the fake. Knows no operation and checks nothing.

import process from "node:process";

import twilio from "twilio";

const TWILIO = "https://intelligence.twilio.com";
const LIMIT = 10_000;

/** Sends the requests of the SDK to the fake, unchanged but for the origin, and refuses to send any elsewhere. */
class FakeClient extends twilio.RequestClient {
  constructor(address, options) {
    super({ timeout: LIMIT, ...options });
    this.address = address;
    this.calls = [];
  }

  request(options) {
    if (!options.uri.startsWith(`${TWILIO}/`)) throw new Error(`the SDK wants to go to ${options.uri}`);
    this.calls.push(`${options.method.toUpperCase()} ${options.uri}`);
    return super.request({ ...options, uri: this.address + options.uri.slice(TWILIO.length) });
  }
}

/** The running fake. Every account that it is asked for is a new one, so that checks do not meet. */
export class Fake {
  #numbers = 0;

  constructor(address) {
    this.address = address;
  }

  account({ secret = "auth-token", ...options } = {}) {
    return this.login(`AC${this.#sidDigits()}`, secret, options);
  }

  key() {
    return this.login(`SK${this.#sidDigits()}`, "key-secret");
  }

  login(user, secret, options = {}) {
    const http = new FakeClient(this.address, options);
    const accountSid = `AC${"0".repeat(32)}`;
    return { v2: twilio(user, secret, { accountSid, httpClient: http }).intelligence.v2, http, user };
  }

  // Another process may use the same server.
  #sidDigits() {
    this.#numbers += 1;
    return process.pid.toString(16).padStart(16, "0") + this.#numbers.toString(16).padStart(16, "0");
  }

  async advance(seconds) {
    await this.#admin("POST", "/clock", { advance: seconds });
  }

  async now() {
    return new Date((await this.#admin("GET", "/clock")).now);
  }

  async inject(fault) {
    await this.#admin("POST", "/faults", fault);
  }

  async clearFaults() {
    await this.#admin("DELETE", "/faults");
  }

  /** The requests of a user, each as its operation and its status. */
  async requests(user) {
    const seen = await this.#admin("GET", "/requests");
    return seen.filter((each) => each.account === user).map((each) => `${each.operation} ${each.status}`);
  }

  async webhooks(user) {
    const sent = await this.#admin("GET", "/webhooks");
    return sent.filter((each) => each.account === user).map((each) => each.error ?? each.status);
  }

  async #admin(method, path, body) {
    const signal = AbortSignal.timeout(LIMIT);
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(`${this.address}/__admin${path}`, { method, body: sent, signal });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
