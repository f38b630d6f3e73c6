// Finds the differences of two schemas of OpenAPI 3.1 that can break a client.
//
// A request is written by clients, so it breaks when less is taken than before. A response is read by clients, so it
// breaks when more can stand in it than before, or when a field is gone. Descriptions, examples and names of schemas
// are on no wire and are left out.

/** @typedef {{ breaks: boolean, text: string }} Change */
/** @typedef {'request' | 'response'} Direction */

/** Bounds of a value: less is taken when an upper one falls, a lower one rises, or a form is added. */
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const FORMS = ['pattern', 'format', 'multipleOf', 'uniqueItems'];

const breaking = (text) => ({ breaks: true, text });
const permitted = (text) => ({ breaks: false, text });

/** Compares schemas of two documents. A pair of objects or arrays is compared once in each direction, so that a schema may hold itself. */
export class SchemaComparison {
  /** @param {Record<Direction, Map<object, Set<object>>>} seen pairs that are compared already, or are being compared */
  constructor(before, after, seen = { request: new Map(), response: new Map() }) {
    this.before = before;
    this.after = after;
    this.seen = seen;
  }

  /**
   * @param {Direction} direction
   * @param {string} at where the value stands, such as `items[].amount`
   * @returns {Change[]}
   */
  compare(before, after, direction, at) {
    const old = alternativesOf(before, this.before);
    const now = alternativesOf(after, this.after);
    return [...this.compareTypes(old, now, direction, at), ...this.compareAlternatives(old, now, direction, at)];
  }

  compareTypes(old, now, direction, at) {
    const [narrow, wide] = direction === 'request' ? [now, old] : [old, now];
    return [...new Set(wide.map(({ type }) => type))]
      .filter((type) => !narrow.some((one) => takesType(one.type, type)))
      .map((type) =>
        direction === 'request'
          ? breaking(`${name(at)} can no longer be ${article(type)}`)
          : breaking(`${name(at)} can now be ${article(type)}`),
      );
  }

  compareAlternatives(old, now, direction, at) {
    const types = new Set(old.map(({ type }) => type));
    return [...types].flatMap((type) => {
      const ours = old.filter((one) => one.type === type);
      const theirs = now.filter((one) => one.type === type || takesType(one.type, type));
      if (theirs.length === 0 || theirs.some((other) => other.type === 'any')) return [];
      if (type === 'object' || type === 'array') return this.comparePairs(ours, theirs, direction, at);
      return compareValues(ours, theirs, direction, at);
    });
  }

  /**
   * Objects and arrays: each that may be sent is compared with the ones that its reader can take it for, told by their
   * constants, such as `type: SALE`. Where there are several, the one that changes least is the same.
   */
  comparePairs(ours, theirs, direction, at) {
    if (ours.length === 1 && theirs.length === 1) return this.compareOne(ours[0], theirs[0], direction, at);
    const isRequest = direction === 'request';
    return (isRequest ? ours : theirs).flatMap((sent) => {
      const pairs = (isRequest ? theirs : ours)
        .map((read) => (isRequest ? [sent, read] : [read, sent]))
        .filter(([one, other]) => this.canBeTheSame(one, other));
      if (pairs.length === 1) return this.compareOne(...pairs[0], direction, at);
      if (pairs.length > 1)
        return nearest(pairs.map(([one, other]) => this.branch().compareOne(one, other, direction, at)));
      const marks = constantsOf(sent.schema, isRequest ? this.before : this.after).map(
        ([field, value]) => `\`${field}: ${String(value)}\``,
      );
      const kind = marks.length === 0 ? 'of another kind' : `one with ${marks.join(' and ')}`;
      return isRequest
        ? [breaking(`${name(at)} can no longer be ${kind}`)]
        : [permitted(`${name(at)} can now be ${kind}`)];
    });
  }

  /** Whether neither has a constant that the other excludes. */
  canBeTheSame(one, other) {
    return (
      allowsAll(other.schema, constantsOf(one.schema, this.before), this.after) &&
      allowsAll(one.schema, constantsOf(other.schema, this.after), this.before)
    );
  }

  branch() {
    const copy = (seen) => new Map([...seen].map(([one, others]) => [one, new Set(others)]));
    const { request, response } = this.seen;
    return new SchemaComparison(this.before, this.after, { request: copy(request), response: copy(response) });
  }

  compareOne(one, other, direction, at) {
    const others = this.seen[direction].get(one.written) ?? new Set();
    if (others.has(other.written)) return [];
    this.seen[direction].set(one.written, others.add(other.written));
    if (one.type === 'array')
      return [
        ...compareBounds(one.schema, other.schema, direction, at),
        ...this.compare(one.schema.items ?? {}, other.schema.items ?? {}, direction, `${at}[]`),
      ];
    return this.compareObjects(one.schema, other.schema, direction, at);
  }

  compareObjects(before, after, direction, at) {
    const was = before.properties ?? {};
    const is = after.properties ?? {};
    const inside = (field) => (at === '' ? field : `${at}.${field}`);
    const kept = Object.keys(was).filter((field) => field in is);
    return [
      ...Object.keys(was)
        .filter((field) => !(field in is) && (direction === 'response' || isClosed(after)))
        .map((field) => breaking(`${name(inside(field))} is gone`)),
      ...(direction === 'request' ? newlyRequired(before, after) : noLongerSure(before, after)).map((field) =>
        breaking(`${name(inside(field))} ${direction === 'request' ? 'is required now' : 'can be left out now'}`),
      ),
      ...kept.flatMap((field) => this.compare(was[field], is[field], direction, inside(field))),
      ...this.compareRest(before, after, direction, at),
    ];
  }

  /** Members that have no name of their own: those of a map, or any member of an open object. */
  compareRest(before, after, direction, at) {
    const rest = (schema) => schema.additionalProperties ?? {};
    if (direction === 'request' && !isClosed(before) && isClosed(after))
      return [breaking(`${name(at)} no longer takes fields that are not named`)];
    if (typeof rest(before) === 'boolean' || typeof rest(after) === 'boolean') return [];
    return this.compare(rest(before), rest(after), direction, `${at}{}`);
  }
}

/** Strings, numbers and booleans: values, bounds and forms. */
function compareValues(ours, theirs, direction, at) {
  const was = valuesOf(ours);
  const is = valuesOf(theirs);
  const list = (values) => values.map((value) => `\`${String(value)}\``).join(', ');
  if (direction === 'request') {
    if (was === undefined && is !== undefined) return [breaking(`${name(at)} takes only ${list(is)} now`)];
    const gone = was === undefined || is === undefined ? [] : was.filter((value) => !is.includes(value));
    if (gone.length > 0) return [breaking(`${name(at)} no longer takes ${list(gone)}`)];
    if (was !== undefined) return [];
  } else {
    if (was !== undefined && is === undefined)
      return [permitted(`${name(at)} can now be another value than ${list(was)}`)];
    const added = was === undefined || is === undefined ? [] : is.filter((value) => !was.includes(value));
    if (added.length > 0) return [permitted(`${name(at)} can now be ${list(added)}`)];
    return [];
  }
  if (ours.length > 1 || theirs.length > 1) return [];
  return compareBounds(ours[0].schema, theirs[0].schema, direction, at);
}

/** Bounds and forms bind what a client sends; of an answer they only say more or less. */
function compareBounds(before, after, direction, at) {
  if (direction === 'response') return [];
  const narrowed = [
    ...UPPER.filter((bound) => (after[bound] ?? Infinity) < (before[bound] ?? Infinity)),
    ...LOWER.filter((bound) => (after[bound] ?? -Infinity) > (before[bound] ?? FLOORS[bound] ?? -Infinity)),
    ...FORMS.filter((form) => ![undefined, false, before[form]].includes(after[form])),
  ];
  return narrowed.map((bound) =>
    breaking(`${name(at)} takes less: \`${bound}\` was ${before[bound] ?? 'not set'} and is ${after[bound]}`),
  );
}

/** Bounds that say nothing. */
const FLOORS = { minLength: 0, minItems: 0, minProperties: 0 };

/** The schemas of one type each that a value may have: through references, alternatives and lists of types. */
export function alternativesOf(schema, document, seen = new Set()) {
  if (schema === undefined || schema === true) return [{ type: 'any', schema: {}, written: schema }];
  if (schema.$ref !== undefined) {
    if (seen.has(schema.$ref)) return [];
    return alternativesOf(resolve(schema, document), document, new Set([...seen, schema.$ref]));
  }
  if (schema.allOf !== undefined) return alternativesOf(mergeAll(schema, document), document, seen);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.flatMap((choice) => alternativesOf(choice, document, seen));
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  const types = [schema.type ?? (values === undefined ? 'any' : [...new Set(values.map(typeOf))])].flat();
  return types.flatMap((type) => {
    const { const: _const, enum: _enum, ...rest } = schema;
    const ofType = values?.filter((value) => takesType(type, typeOf(value)));
    if (ofType?.length === 0) return [];
    const isPlain = ofType === undefined || type === 'null';
    return [{ type, schema: isPlain ? rest : { ...rest, enum: ofType }, written: schema }];
  });
}

function mergeAll({ allOf, ...rest }, document) {
  const parts = [...allOf.map((part) => (part.$ref === undefined ? part : resolve(part, document))), rest];
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties = {} }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
  };
}

export function resolve({ $ref }, document) {
  const found = $ref
    .slice(2)
    .split('/')
    .reduce((node, step) => node?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  if (found === undefined) throw new Error(`${$ref} leads nowhere`);
  return found;
}

/** The members of an object that have one value: `[['type', 'SALE']]`. */
function constantsOf({ properties = {} }, document) {
  return Object.entries(properties).flatMap(([field, schema]) => {
    const all = alternativesOf(schema, document);
    const values = all.length === 1 ? (all[0].schema.enum ?? []) : [];
    return values.length === 1 ? [[field, values[0]]] : [];
  });
}

function allowsAll({ properties = {} }, constants, document) {
  return constants.every(
    ([field, value]) =>
      properties[field] === undefined ||
      alternativesOf(properties[field], document).some(
        ({ type, schema }) => takesType(type, typeOf(value)) && (schema.enum?.includes(value) ?? true),
      ),
  );
}

function nearest(results) {
  const weight = (changes) => changes.filter(({ breaks }) => breaks).length;
  return results.reduce((best, one) => (weight(one) < weight(best) ? one : best));
}

function newlyRequired(before, after) {
  return (after.required ?? []).filter((field) => !(before.required ?? []).includes(field));
}

function noLongerSure(before, after) {
  return (before.required ?? []).filter(
    (field) => field in (after.properties ?? {}) && !(after.required ?? []).includes(field),
  );
}

function isClosed({ additionalProperties }) {
  return additionalProperties === false;
}

/** All values that are allowed; undefined when one alternative allows any. */
function valuesOf(alternatives) {
  const lists = alternatives.map(({ schema }) => schema.enum);
  return lists.includes(undefined) ? undefined : [...new Set(lists.flat())];
}

function takesType(taken, type) {
  return taken === 'any' || taken === type || (taken === 'number' && type === 'integer');
}

function typeOf(value) {
  if (value === null) return 'null';
  if (Number.isInteger(value)) return 'integer';
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(type) {
  if (type === 'null') return 'null';
  if (type === 'any') return 'anything';
  return `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;
}

function name(at) {
  return at === '' ? 'the body' : `\`${at}\``;
}
