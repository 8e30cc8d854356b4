//! The page for people, without anything from elsewhere. Knows no resource: it shows what the routes return.

pub(super) const PAGE: &str = r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fake</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
th, td { border-bottom: 1px solid #8885; padding: .25rem .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; max-width: 40rem; }
code, pre { font: .85rem/1.4 ui-monospace, monospace; } pre { overflow-x: auto; }
details { border: 1px solid #8885; border-radius: .3rem; margin: .3rem 0; padding: .3rem .6rem; }
.state { border: 1px solid; border-radius: 1rem; padding: 0 .5rem; font-size: .85rem; }
.said { background: #8882; border-radius: .6rem; margin: .3rem 20% .3rem 0; padding: .3rem .7rem; width: fit-content; }
.said.right { background: #48f3; margin: .3rem 0 .3rem 20%; margin-left: auto; }
.said .who { display: block; font-size: .8rem; opacity: .7; }
.bad { color: #c22; } .quiet { opacity: .7; }
input { width: 6rem; } button, input { font: inherit; }
</style>
</head>
<body>
<h1>Fake of <span id="api">the API</span></h1>
<p><span id="health" role="status" class="quiet">connecting</span></p>
<form id="clock">
<strong id="now"></strong> <span id="frozen" class="quiet"></span>
<label>Advance by <input id="seconds" type="number" min="0" step="1" value="10"> seconds</label>
<button>Advance</button>
</form>
<ul id="changes"></ul>
<h2>Records</h2>
<p id="no-records" class="quiet">No records yet.</p>
<div id="records"></div>
<h2>Requests</h2>
<div class="wide"><table>
<thead><tr><th>#</th><th>Method</th><th>Path</th><th>Operation</th><th>Status</th><th>Parameters</th></tr></thead>
<tbody id="requests"></tbody>
</table></div>
<h2>Webhooks</h2>
<div class="wide"><table>
<thead><tr><th>#</th><th>At</th><th>Event</th><th>About</th><th>To</th><th>Outcome</th></tr></thead>
<tbody id="webhooks"></tbody>
</table></div>
<script>
'use strict';
const MAX_ROWS = 200;
const at = (id) => document.getElementById(id);
// Everything is set as text: what programs send is never read as HTML.
function make(name, text, className) {
  const element = document.createElement(name);
  if (text !== undefined && text !== null) element.textContent = text;
  if (className) element.className = className;
  return element;
}
function show(value) {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
async function ask(path, options) {
  const response = await fetch('/__admin/' + path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message || response.status);
  return answer;
}
function row(cells) {
  const line = make('tr');
  for (const [text, className] of cells) line.append(make('td', show(text), className));
  return line;
}
function add(body, line) {
  body.prepend(line);
  while (body.children.length > MAX_ROWS) body.lastChild.remove();
}
// The values of a record that are no identifiers, with those of objects in it; lists as JSON.
function values(fields, prefix = '') {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (value === null || /(^|_)(sid|url)$/.test(name)) return [];
    const isObject = typeof value === 'object' && !Array.isArray(value);
    return isObject ? values(value, prefix + name + '.') : [[prefix + name, value]];
  });
}
// What parts have values of, each with the length of its longest value.
function columns(parts) {
  const lengths = new Map();
  for (const [name, value] of parts.flatMap((part) => values(part.fields))) {
    lengths.set(name, Math.max(lengths.get(name) || 0, show(value).length));
  }
  return lengths;
}
// Who is meant by a number: the whole has a list with a name for it, or nobody knows more.
function nameOf(whole, speaker) {
  for (const list of Object.values(whole).flatMap((it) => it && typeof it === 'object' ? [it, ...Object.values(it)] : [])) {
    if (!Array.isArray(list)) continue;
    for (const item of list) {
      if (item === null || typeof item !== 'object' || !Object.values(item).includes(speaker)) continue;
      const name = Object.entries(item).find(([key, value]) => /name$|^role$/.test(key) && typeof value === 'string');
      if (name) return name[1];
    }
  }
  return show(speaker);
}
// Parts that somebody says, one below the other; null if they are no such parts.
function conversation(whole, parts) {
  const lengths = columns(parts);
  const speaker = [...lengths.keys()].find((name) => /(^|_)(channel|speaker|author|role)$/.test(name));
  const text = [...lengths.keys()].filter((name) => parts.every((part) => typeof part.fields[name] === 'string'))
    .sort((one, other) => lengths.get(other) - lengths.get(one))[0];
  if (speaker === undefined || text === undefined) return null;
  const all = make('div'), sides = [];
  for (const part of parts) {
    const who = part.fields[speaker];
    if (!sides.includes(who)) sides.push(who);
    const said = make('div', null, sides.indexOf(who) % 2 ? 'said right' : 'said');
    said.append(make('span', nameOf(whole, who), 'who'), part.fields[text]);
    all.append(said);
  }
  return all;
}
// Parts as a table: the longest text last.
function listing(parts) {
  const lengths = columns(parts);
  const names = [...lengths.keys()].sort((one, other) => lengths.get(one) - lengths.get(other));
  const table = make('table'), head = make('tr');
  for (const name of names) head.append(make('th', name.replaceAll('_', ' ')));
  table.append(make('thead'));
  table.tHead.append(head);
  const body = make('tbody');
  for (const part of parts) {
    const own = new Map(values(part.fields));
    body.append(row(names.map((name) => [own.get(name)])));
  }
  table.append(body);
  const wide = make('div', null, 'wide');
  wide.append(table);
  return wide;
}
function grouped(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(item[key], [...(groups.get(item[key]) || []), item]);
  return groups;
}
// A record can be linked to: its SID after the `#`.
const opened = new Set([location.hash.slice(1)]);
function card(account, record, partsOf) {
  const details = make('details'), summary = make('summary'), id = record.sid || account.user + ' ' + record.number;
  const named = Object.entries(record.fields).find(([name, value]) => /name$/.test(name) && typeof value === 'string');
  summary.append(make('code', record.sid || '#' + record.number), ' ', make('span', named ? named[1] : ''), ' ');
  if (record.state !== null) summary.append(make('span', record.state, 'state'));
  details.append(summary);
  details.open = opened.has(id);
  const fill = () => {
    if (details.children.length > 1) return;
    for (const [resource, parts] of grouped(partsOf.get(record.number) || [], 'resource')) {
      details.append(make('h3', resource + ' (' + parts.length + ')'), conversation(record.fields, parts) || listing(parts));
    }
    details.append(make('pre', JSON.stringify(record.fields, null, 2)));
  };
  if (details.open) fill();
  details.addEventListener('toggle', () => {
    if (details.open) { opened.add(id); fill(); } else opened.delete(id);
  });
  return details;
}
let shown = '';
function showState(state) {
  const text = JSON.stringify(state.accounts);
  if (text === shown) return;
  shown = text;
  const all = at('records');
  all.replaceChildren();
  let isEmpty = true;
  for (const account of state.accounts) {
    const heading = make('h3', 'Account ');
    heading.append(make('code', account.user));
    all.append(heading);
    const partsOf = grouped(account.records.filter((record) => record.whole !== null), 'whole');
    const wholes = account.records.filter((record) => record.whole === null);
    // What was there from the start comes last.
    const newest = ([, records]) => records[records.length - 1].number;
    const groups = [...grouped(wholes, 'resource')].sort((one, other) => newest(other) - newest(one));
    for (const [resource, records] of groups) {
      isEmpty = false;
      all.append(make('h3', resource + ' (' + account.counts[resource] + ')'));
      for (const record of records.reverse()) all.append(card(account, record, partsOf));
    }
  }
  at('no-records').hidden = !isEmpty;
}
const last = { requests: 0, webhooks: 0 };
async function follow(kind, line) {
  for (const item of await ask(kind + '?after=' + last[kind])) {
    last[kind] = item.number;
    add(at(kind), line(item));
  }
}
function showClock(clock) {
  at('now').textContent = clock.now;
  at('frozen').textContent = clock.frozen ? '(moves only when told to)' : '';
}
async function poll() {
  try {
    const health = await ask('health');
    at('api').textContent = health.api;
    showClock(await ask('clock'));
    showState(await ask('state?newest=' + MAX_ROWS));
    await follow('requests', (it) => row([[it.number], [it.method], [it.path], [it.operation],
      [it.status === null ? 'no answer' : it.status, it.status === null || it.status >= 400 ? 'bad' : ''],
      [it.parameters.join(', ')]]));
    await follow('webhooks', (it) => row([[it.number], [it.at], [it.event], [it.sid], [it.method + ' ' + it.url],
      [it.error || it.status, it.error || it.status >= 300 ? 'bad' : '']]));
    at('health').textContent = 'Accounts: ' + health.accounts;
    at('health').className = 'quiet';
  } catch (error) {
    at('health').textContent = 'The server does not answer: ' + error.message;
    at('health').className = 'bad';
  }
  setTimeout(poll, 1000);
}
at('clock').addEventListener('submit', async (event) => {
  event.preventDefault();
  const changes = at('changes');
  try {
    const body = JSON.stringify({ advance: Number(at('seconds').value) });
    const answer = await ask('clock', { method: 'POST', body });
    showClock(answer);
    changes.replaceChildren(...answer.changes.slice(0, MAX_ROWS).map((it) => make('li', it.at + ' ' +
      (it.webhook ? `webhook ${it.webhook} for ${it.sid}` : `${it.resource} ${it.sid}: ${it.from} to ${it.to}`))));
  } catch (error) {
    changes.replaceChildren(make('li', error.message, 'bad'));
  }
});
poll();
</script>
</body>
</html>
"##;
