// Runs every check against the fake at the URL that is the only argument, and prints a line of JSON for each operation:
// `{"operation": "FetchService", "ok": true}`, or with `"problem"`. Knows no operation; the modules that it imports do.

import process from "node:process";

import { CHECKS, Failed } from "./checks.mjs";
import { Fake } from "./fake.mjs";
import "./events.mjs";
import "./operators.mjs";
import "./services.mjs";
import "./transcripts.mjs";

/** What is wrong, in one line; `undefined` if nothing is. */
async function problemOf({ name, perform }, fake) {
  try {
    await perform(fake);
  } catch (error) {
    if (error instanceof Failed) return `${name}: ${error.message}`;
    // Whatever the SDK throws is a finding, and no reason to end.
    const place = error?.stack?.match(/[a-z]+\.mjs:\d+/)?.[0] ?? "?";
    return `${name}, ${place}: ${error}`.replaceAll(/\s+/g, " ");
  }
}

const fake = new Fake(process.argv[2].replace(/\/$/, ""));
const problems = new Map();
for (const check of CHECKS) {
  const problem = await problemOf(check, fake);
  const found = problems.get(check.operation) ?? [];
  problems.set(check.operation, problem === undefined ? found : [...found, problem]);
}
for (const [operation, found] of problems) {
  const row = { operation, ok: found.length === 0 };
  if (found.length > 0) row.problem = found.join("; ");
  console.log(JSON.stringify(row));
}
