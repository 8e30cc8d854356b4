// What all checks are written with: a register of them by operation, and ways to say what must hold. Knows no resource.

import { isDeepStrictEqual } from "node:util";

import twilio from "twilio";

export const CHECKS = [];

export class Failed extends Error {}

/** Registers a check of an operation, or of something else that has a row of its own. */
export function check(operation, name, perform) {
  CHECKS.push({ operation, name, perform });
}

export function holds(what, condition) {
  if (!condition) throw new Failed(what);
}

export function same(what, found, expected) {
  holds(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`, isDeepStrictEqual(found, expected));
}

/** Every named member of what the SDK returned has this value. */
export function members(instance, expected) {
  for (const [name, value] of Object.entries(expected)) same(name, instance[name], value);
}

export function isSid(what, found, prefix) {
  holds(`${what} is ${found}, no SID with ${prefix}`, new RegExp(`^${prefix}[0-9a-f]{32}$`).test(found));
}

export function isTime(what, found, expected) {
  holds(`${what} is ${found}, no Date`, found instanceof Date);
  same(what, found.toISOString(), expected.toISOString());
}

/** The promise is rejected with the SDK's exception, which has this status and this code. */
export async function fails(what, promise, status, code) {
  const error = await promise.then(
    () => undefined,
    (error) => error,
  );
  holds(`${what} succeeded, instead of ${status}`, error !== undefined);
  holds(`${what}: ${error}`, error instanceof twilio.RestException);
  same(`the status of ${what}`, error.status, status);
  same(`the code of ${what}`, error.code, code);
  holds(`${what} has no message`, typeof error.message === "string" && error.message.length > 0);
}

const ids = (entries) => entries.map((entry) => entry.sid ?? entry.operatorSid);

/** Walks a list of `count` entries in every way that the SDK has, in pages of two. Returns their SIDs. */
export async function pages(resource, url, count, filters = {}) {
  const listed = ids(await resource.list(filters));
  same("the number of entries", listed.length, count);
  same("entries over all pages", ids(await resource.list({ ...filters, pageSize: 2 })), listed);
  same("entries up to a limit", ids(await resource.list({ ...filters, limit: 1 })), listed.slice(0, 1));
  const each = [];
  await new Promise((resolve, reject) => {
    const done = (error) => (error ? reject(error) : resolve());
    resource.each({ ...filters, pageSize: 2, callback: (entry) => each.push(entry), done });
  });
  same("entries one by one", ids(each), listed);

  const seen = [];
  let [page, last, turns] = [await resource.page({ ...filters, pageSize: 2 }), undefined, 0];
  same("previousPageUrl of the first page", page.previousPageUrl, undefined);
  while (page !== undefined) {
    const found = ids(page.instances);
    holds(`a page has ${found.length} entries`, found.length > 0 && found.length <= 2);
    seen.push(...found);
    [last, turns] = [page, turns + 1];
    if (page.nextPageUrl !== undefined) {
      holds(`nextPageUrl is ${page.nextPageUrl}`, page.nextPageUrl.startsWith(`${url}?`));
      const next = ids((await resource.getPage(page.nextPageUrl)).instances);
      same("the page at nextPageUrl", next, listed.slice(2 * turns, 2 * turns + 2));
    }
    page = await page.nextPage();
  }
  same("entries of the pages", seen, listed);
  same("the number of pages", turns, Math.ceil(count / 2));
  if (turns > 1) {
    const before = listed.slice(2 * turns - 4, 2 * turns - 2);
    same("the page before the last", ids((await last.previousPage()).instances), before);
  }
  return listed;
}
