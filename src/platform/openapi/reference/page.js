// The script of the pages /api/docs and /api/docs/earlier: finds calls, and draws an opened call by Swagger UI. The script gives Swagger UI a document of this
// call alone, because Swagger UI needs seconds for a document of all calls. Written in plain JavaScript, because a browser loads this file as it is.

const { document, location, MutationObserver } = globalThis;

// The page already has its `main` element. Swagger UI would put a second `main` into it.
const createElement = document.createElement.bind(document);
document.createElement = (name, ...options) => createElement(name === 'main' ? 'div' : name, ...options);

/** A search opens the groups when it has found at most so many calls. */
const MOST_OPENED = 60;

const search = document.querySelector('input[type=search]');
const status = document.querySelector('[role=status]');
const links = [...document.querySelectorAll('nav a, main li > a')];
const groups = [...document.querySelectorAll('main details')].map((element) => {
  const name = element.dataset.group;
  const calls = [...element.querySelectorAll('li')].map((item) => ({
    item,
    text: `${name} ${item.textContent}`.toLowerCase(),
  }));
  return { name, element, calls, inIndex: links.find(({ dataset }) => dataset.group === name).parentElement };
});

/** Where the opened call is drawn: below its line. */
const place = document.createElement('div');
const note = place.appendChild(document.createElement('p'));
const view = place.appendChild(document.createElement('div'));
/** State of Swagger UI and of what is loading for it. */
let drawn, reading, loading;

/** Attributes for parts of Swagger UI whose role or name a screen reader would not learn otherwise, by their selector. */
const MENDED = {
  // The call stands under the second level of headings.
  'h4.opblock-title, .opblock-section-header h4': { 'aria-level': '3' },
  '.responses-table': { role: 'table' },
  '.responses-table thead td': { role: 'columnheader' },
  '.examples-select-element': { 'aria-label': 'Example' },
  pre: { tabindex: '0' },
};
new MutationObserver(mend).observe(view, { childList: true, subtree: true });

search.addEventListener('input', find);
globalThis.addEventListener('hashchange', open);
for (const link of links)
  link.addEventListener('click', () => {
    // Another address opens its call by the event above.
    if (link.hash !== location.hash) return;
    if (place.parentElement === link.parentElement) place.remove();
    else open();
  });
if (search.value !== '') find();
open();

/** Shows the calls that have all words of the search in their group, method, path, summary or name. */
function find() {
  const words = search.value.toLowerCase().split(/\s+/);
  let count = 0;
  for (const { element, calls, inIndex } of groups) {
    let countInGroup = 0;
    for (const { item, text } of calls) {
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) countInGroup += 1;
    }
    element.hidden = countInGroup === 0;
    inIndex.hidden = element.hidden;
    inIndex.querySelector('span').textContent = countInGroup;
    count += countInGroup;
  }
  for (const { element } of groups) element.open = search.value.trim() !== '' && count <= MOST_OPENED;
  status.textContent = count === 0 ? 'No call has all of these words.' : `Calls: ${count}`;
}

/** Opens the group or the call that the address names. */
function open() {
  const link = links.find(({ hash }) => hash === location.hash);
  if (location.hash === '' || link === undefined) return;
  const { group } = link.dataset;
  const element = group === undefined ? link.closest('details') : groups.find(({ name }) => name === group).element;
  element.open = true;
  if (group === undefined) void draw(link);
  (group === undefined ? link : element).scrollIntoView();
}

async function draw(link) {
  const item = link.parentElement;
  item.append(place);
  note.textContent = 'Loading …';
  view.hidden = true;
  try {
    const [api, SwaggerUI] = await Promise.all([readApi(), loadSwaggerUI()]);
    // Another call may have been opened meanwhile.
    if (place.parentElement !== item) return;
    const spec = documentOf(api, link.dataset);
    // One for all calls, so that it keeps the key that somebody gave it.
    if (drawn !== undefined) drawn.specActions.updateSpec(JSON.stringify(spec));
    else
      drawn = SwaggerUI({
        spec,
        domNode: view,
        docExpansion: 'full',
        defaultModelsExpandDepth: -1,
        validatorUrl: null,
      });
    note.textContent = '';
    view.hidden = false;
  } catch (error) {
    note.textContent = `The description could not be loaded: ${error.message}. Open the call again.`;
  }
}

/** Sets the attributes of `MENDED` each time that Swagger UI has drawn its parts again. */
function mend() {
  for (const [selector, attributes] of Object.entries(MENDED))
    for (const part of view.querySelectorAll(selector))
      for (const [name, value] of Object.entries(attributes))
        if (part.getAttribute(name) !== value) part.setAttribute(name, value);
}

/** A document with one call and the schemas that it uses. */
function documentOf(api, { part, method, path }) {
  const { components: all } = api;
  const components = { securitySchemes: all.securitySchemes };
  const addNamed = (described) => {
    for (const [, kind, name] of JSON.stringify(described).matchAll(/"\$ref":"#\/components\/([^/"]+)\/([^"]+)"/g)) {
      components[kind] ??= {};
      if (name in components[kind]) continue;
      components[kind][name] = all[kind][name];
      addNamed(all[kind][name]);
    }
  };
  const call = api[part][path][method];
  addNamed(call);
  const { openapi, info } = api;
  return { openapi, info, servers: [{ url: '/' }], [part]: { [path]: { [method]: call } }, components };
}

function readApi() {
  reading ??= fetch(document.querySelector('#document').href).then((response) => {
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  });
  reading.catch(() => (reading = undefined));
  return reading;
}

function loadSwaggerUI() {
  loading ??= Promise.all([
    load('link', { rel: 'stylesheet', href: '/api/docs/swagger-ui.css' }),
    load('script', { src: '/api/docs/swagger-ui.js' }),
  ]).then(() => globalThis.SwaggerUIBundle);
  loading.catch(() => (loading = undefined));
  return loading;
}

function load(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.onload = resolve;
    element.onerror = () => reject(new Error('no answer'));
    // Before the page's own styles, which hide parts of Swagger UI.
    document.head.prepend(element);
  });
}
