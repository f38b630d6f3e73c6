const fs = require('node:fs');
const path = require('node:path');
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

/**
 * Answers that no operation of the document describes.
 * @type {readonly { path: RegExp, reason: string }[]}
 */
const UNDESCRIBED = [
  { path: /^\/(?!api\/|loyalty\/|rewards\/)/, reason: 'pages, files of pages and metrics' },
  { path: /^\/api\/hooks\//, reason: 'calls of message channels, whose own documents describe them' },
  { path: /^\/api\/s\//, reason: 'pages of short links in SMS' },
  { path: /^\/api\/(?:openapi(?:-earlier)?\.json|docs)/, reason: 'the documents themselves and their pages' },
];
/** Statuses of business refusals, whose codes an operation lists. */
const LISTED = new Set([402, 409, 410, 412, 422, 428]);
const PROBLEM_TYPE = 'application/problem+json';
const MAX_FAULTS = 5;
/** An example fits on a screen or two. */
const MAX_EXAMPLE = 6_000;

/**
 * Holds each answer of the tests against the OpenAPI document. One object a process: it keeps the document of the first
 * application, and the schemas that answers have asked for.
 */
class Answers {
  faults = [];
  ajv = addFormats(new Ajv({ strict: false, validateSchema: false, allErrors: true, logger: false }));
  validators = new Map();
  worths = new Map();

  /** @param {() => string} write the document as JSON; called when no application of this process has given it yet */
  describeBy(write) {
    if (this.document !== undefined) return;
    this.document = JSON.parse(write());
    this.ajv.addSchema(this.document, 'api');
    this.templates = Object.keys(this.document.paths)
      .map((template) => ({ template, pattern: patternOf(template) }))
      .sort((one, other) => parametersOf(one.template) - parametersOf(other.template));
  }

  /**
   * @param {{ method: string, url: string, status: number, type: string, text: string | undefined, request: unknown }} answer
   *   `text` is undefined where the answer is a stream, `request` is the parsed body of the request
   */
  check(answer) {
    const faults = this.faultsOf(answer);
    this.faults.push(...faults);
    const folder = process.env.RECORD_EXAMPLES;
    if (folder !== undefined && faults.length === 0) this.record(folder, answer);
  }

  /** Records an exchange that has more values than the last one of its operation; scripts/examples.mjs chooses among them. */
  record(folder, { method, url, status, type, text, request: body }) {
    const found = this.find(method, url);
    if (found === undefined || status >= 300) return;
    const operation = found.operation.operationId;
    const response = text && type.startsWith('application/json') ? JSON.parse(text) : undefined;
    // The bytes of a file say nothing to a reader.
    const request = Buffer.isBuffer(body) ? undefined : body;
    const exchange = JSON.stringify({ operation, status, at: new Date().toISOString(), request, response });
    const filled = filledIn(request) * 10 + filledIn(response);
    const worth = exchange.length > MAX_EXAMPLE ? MAX_EXAMPLE / exchange.length : filled;
    if (worth <= (this.worths.get(operation) ?? 0)) return;
    this.worths.set(operation, worth);
    fs.appendFileSync(path.join(folder, `${process.pid}.jsonl`), `${JSON.stringify({ worth })}\t${exchange}\n`);
  }

  /** Returns and forgets the faults since the last call. */
  takeFaults() {
    return this.faults.splice(0);
  }

  /** The operation that a request names, with its template; undefined when there is none. */
  find(method, url) {
    const address = url
      .split('?')[0]
      .replace(/^\/api\/v1\//, '/api/')
      .replace(/(?<=.)\/$/, '');
    const fitting = this.templates.filter(({ pattern }) => pattern.test(address));
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const found = fitting.find(({ template }) => verb in this.document.paths[template]);
    if (found === undefined) return undefined;
    return { ...found, verb, operation: this.document.paths[found.template][verb] };
  }

  faultsOf({ method, url, status, type, text }) {
    const found = this.find(method, url);
    if (found === undefined) {
      if (status >= 400 || method === 'OPTIONS' || UNDESCRIBED.some((one) => one.path.test(url))) return [];
      return [`${method} ${url.split('?')[0]} answered ${status}, and no operation of the document describes it`];
    }
    const name = `${method} ${found.template} (${found.operation.operationId})`;
    const key = found.operation.responses[status] === undefined && status >= 400 ? 'default' : String(status);
    const pointer = this.pointerTo(found, key);
    const described = pointer.reduce((part, step) => part?.[step], this.document);
    if (described === undefined || (LISTED.has(status) && found.operation.responses[status] === undefined))
      return [`${name} answered ${status}${codeIn(text)}, which it does not document`];
    const [given] = type.split(';');
    const media = described.content?.[given] ?? described.content?.[given.replace(/\/.*/, '/*')];
    if (described.content === undefined) return text ? [`${name} answered ${status} with an undocumented body`] : [];
    if (media === undefined) return [`${name} answered ${status} as ${given || 'nothing'}, which it does not document`];
    if (text === undefined || method === 'HEAD' || !/[/+]json$/.test(given)) return [];
    const body = JSON.parse(text);
    if (given === PROBLEM_TYPE && LISTED.has(status) && !(body.code in (media.examples ?? {})))
      return [`${name} answered ${status}${codeIn(text)}, which it does not list`];
    const validate = this.validatorOf([...pointer, 'content', given, 'schema']);
    if (validate(body)) return [];
    return validate.errors.slice(0, MAX_FAULTS).map(({ instancePath, message, params }) => {
      const field = `${instancePath.replaceAll('/', '.').slice(1) || 'its body'}`;
      return `${name} answered ${status}: ${field} ${message} ${JSON.stringify(params)}`;
    });
  }

  /** The steps to an operation's response, which may stand among the components. */
  pointerTo({ template, verb, operation }, key) {
    const reference = operation.responses[key]?.$ref;
    return reference === undefined ? ['paths', template, verb, 'responses', key] : reference.slice(2).split('/');
  }

  /** The validator of a schema, compiled on first use. */
  validatorOf(pointer) {
    const reference = `api#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    if (!this.validators.has(reference)) this.validators.set(reference, this.ajv.compile({ $ref: reference }));
    return this.validators.get(reference);
  }
}

/** How many values a body has. */
function filledIn(value) {
  if (value === null || value === undefined) return 0;
  return typeof value === 'object'
    ? Object.values(value)
        .slice(0, 20)
        .reduce((sum, part) => sum + filledIn(part), 0)
    : 1;
}

function patternOf(template) {
  const parts = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function parametersOf(template) {
  return template.split('{').length;
}

function codeIn(text) {
  const code = /"code":"([a-z_]+)"/.exec(text ?? '')?.[1];
  return code === undefined ? '' : ` with the code ${code}`;
}

const answers = new Answers();
module.exports = { answers };
