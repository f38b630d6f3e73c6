import type { OpenAPIObject } from '@nestjs/swagger';
import { METHODS } from './complete-operations';

interface Call {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Where the document has the call. */
  readonly part: 'paths' | 'webhooks';
}

interface OperationGroup {
  readonly name: string;
  readonly description: string;
  readonly calls: readonly Call[];
}

interface Links {
  /** The address of the document that the page shows. */
  readonly document: string;
  /** The page that shows the other one of the two documents. */
  readonly other: { readonly address: string; readonly name: string };
}

/** A page of all calls of a document, which a browser draws without any script. `page.js` finds calls, and draws an opened call. */
export function referencePage(document: OpenAPIObject, links: Links): string {
  const groups = groupsOf(document);
  const count = groups.reduce((sum, { calls }) => sum + calls.length, 0);
  const { title, description = '' } = document.info;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)}: API</title>
<link rel="icon" href="/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/api/docs/page.css">
<script type="module" src="/api/docs/page.js"></script>
</head>
<body>
<header>
<h1>${escape(title)}: API</h1>
<details class="about"><summary>How the API is called</summary>${paragraphsOf(description)}</details>
<p><a id="document" href="${links.document}">The OpenAPI document</a> · <a href="${links.other.address}">${escape(links.other.name)}</a></p>
</header>
<search>
<label>Find a call<input type="search" placeholder="lookup, POST guests, refund …"></label>
<p role="status">Calls: ${String(count)}</p>
</search>
<nav aria-label="Groups of calls"><ul>${groups.map(indexEntry).join('')}</ul></nav>
<main>
${groups.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function groupsOf(document: OpenAPIObject): OperationGroup[] {
  const calls = callsOf(document.paths, 'paths');
  const groups = (document.tags ?? []).map(({ name, description = '' }) => ({
    name,
    description,
    calls: calls.filter(({ tags }) => tags.includes(name)),
  }));
  const { webhooks = {} } = document as { webhooks?: OpenAPIObject['paths'] };
  if (Object.keys(webhooks).length === 0) return groups;
  const description = 'The calls that the platform makes to your receivers of events.';
  return [...groups, { name: 'Calls to receivers', description, calls: callsOf(webhooks, 'webhooks') }];
}

function callsOf(paths: OpenAPIObject['paths'], part: Call['part']): (Call & { readonly tags: readonly string[] })[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const { operationId: id = path, summary = '', tags = [] } = operation;
      return [{ id, method, path, summary, part, tags }];
    }),
  );
}

function indexEntry({ name, calls }: OperationGroup): string {
  return `<li><a href="${addressOf(name)}" data-group="${escape(name)}">${escape(name)} <span>${String(calls.length)}</span></a></li>`;
}

function section({ name, description, calls }: OperationGroup): string {
  const entries = calls.map(
    ({ id, method, path, summary, part }) =>
      `<li><a href="${addressOf(name, id)}" data-part="${part}" data-method="${method}" data-path="${escape(path)}">` +
      `<b class="${method}">${method.toUpperCase()}</b> <code>${escape(path)}</code> ${escape(summary)}` +
      `${id === path ? '' : ` <small>${escape(id)}</small>`}</a></li>`,
  );
  return `<details data-group="${escape(name)}"><summary><h2>${escape(name)}</h2> ${escape(description)}</summary><ul>${entries.join('')}</ul></details>`;
}

/** The address of a group or call within the page. */
function addressOf(...names: readonly string[]): string {
  return `#${names.map((name) => `/${encodeURIComponent(name)}`).join('')}`;
}

/** The marks that our own texts use: blank lines, `code`, **bold** and links to pages of the server. */
function paragraphsOf(text: string): string {
  const marked = escape(text)
    .replace(/\[([^[\]]+)\]\((\/[^()]+)\)/g, '<a href="$2">$1</a>')
    .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replace(/`(.+?)`/g, '<code>$1</code>');
  return marked
    .split('\n\n')
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
}
