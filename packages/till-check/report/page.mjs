import { verdictOf } from './text.mjs';

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: #1c1c1c; background: #fff; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0; } .quiet { color: #5c5c5c; overflow-wrap: anywhere; }
.verdict { font-weight: 600; font-size: 1.1rem; margin: 1rem 0; }
article { border-top: 1px solid #ddd; padding: .75rem 0; }
header { display: flex; gap: .75rem; align-items: baseline; flex-wrap: wrap; }
.badge { border-radius: 4px; padding: 0 .5rem; font-size: .85rem; white-space: nowrap; }
.PASSED { background: #e2f4e5; color: #14532d; } .FAILED { background: #fde7e7; color: #8a1111; } .LEFT_OUT { background: #eee; color: #444; }
ul { margin: .25rem 0; padding-left: 1.25rem; } li.wrong { color: #8a1111; font-weight: 600; }
summary { cursor: pointer; padding: .25rem 0; }
pre { background: #f5f5f5; padding: .5rem; margin: .25rem 0; overflow: auto; max-height: 24rem; font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { details:not([open]) { display: none; } }
`;

/**
 * The report as one file for a browser, in a language.
 *
 * @param {{ report: any, signature: { publicKey: string } }} file
 * @param {ReturnType<typeof import('../words.mjs').wordsOf>} words
 */
export function pageOf({ report, signature }, words) {
  const { say, language } = words;
  const { till, kit: version, at, exchanges } = report;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(say('page', 'title'))}</title><style>${STYLE}</style></head><body>
<h1>${escaped(say('page', 'title'))}</h1>
<p>${escaped(say('page', 'till', till))}</p>
<p class="quiet">${escaped(say('page', 'when', { at, version }))}</p>
<p class="verdict">${escaped(verdictOf(report, words))}</p>
${exchanges.map((one) => articleOf(one, words)).join('\n')}
<p class="quiet">${escaped(say('page', 'signed', { key: signature.publicKey }))}</p>
</body></html>
`;
}

function articleOf({ id, status, missing, checks, acts, calls }, words) {
  const { say } = words;
  const items = checks.map(({ code, passed, values }) => {
    const text = `${say('checks', code, values)}: ${say('page', passed ? 'done' : 'not')}`;
    return `<li${passed ? '' : ' class="wrong"'}>${escaped(text)}</li>`;
  });
  const rooms = [
    ['checks', `<ul>${items.join('')}</ul>`, checks.length],
    ['acts', acts.map((act) => actOf(act, words)).join(''), acts.length],
    ['calls', calls.map((call) => callOf(call, words)).join(''), calls.length],
  ];
  const isOpen = (room) => (status === 'FAILED' && room === 'checks' ? ' open' : '');
  return `<article><header><h2>${escaped(words.titleOf(id))}</h2><span class="badge ${escaped(status)}">${escaped(say('statuses', status))}</span></header>
<p>${escaped(words.expectedOf(id))}</p>
${status === 'LEFT_OUT' ? `<p class="quiet">${escaped(say('page', 'leftOut', { missing: missing.join(', ') }))}</p>` : ''}
${rooms
  .filter(([, , count]) => count > 0)
  .map(
    ([room, inside]) => `<details${isOpen(room)}><summary>${escaped(say('page', room))}</summary>${inside}</details>`,
  )
  .join('')}</article>`;
}

function actOf({ act, request, atMs, response }, { say }) {
  const text = [
    `${atMs} ms  ${act}  ${say('page', 'request')} ${JSON.stringify(request)}`,
    `${say('page', 'response')} ${response === null ? say('page', 'noAnswer') : JSON.stringify(response)}`,
  ];
  return `<pre>${escaped(text.join('\n'))}</pre>`;
}

function callOf({ atMs, method, path, key, body, mishap, status, answer }, { say }) {
  const text = [
    `${atMs} ms  ${method} ${path}${key === null ? '' : `  Idempotency-Key: ${key}`}`,
    ...(mishap === null ? [] : [say('page', 'mishap', { mishap })]),
    ...(body === null || body === '' ? [] : [`${say('page', 'sent')} ${JSON.stringify(body)}`]),
    status === null ? say('page', 'noAnswer') : `${status} ${JSON.stringify(answer)}`,
  ];
  return `<pre>${escaped(text.join('\n'))}</pre>`;
}

function escaped(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
