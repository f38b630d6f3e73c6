// Reads the type that the code gives the rows of a statement, and compares the type with the columns that PostgreSQL describes.
import ts from 'typescript';

const { SyntaxKind } = ts;
const KEYWORDS = {
  [SyntaxKind.StringKeyword]: 'string',
  [SyntaxKind.NumberKeyword]: 'number',
  [SyntaxKind.BooleanKeyword]: 'boolean',
  [SyntaxKind.UnknownKeyword]: 'any',
};
/** The kind of value for each TypeScript type that is used by its name. */
const GLOBALS = { Date: 'Date', Buffer: 'Buffer', Uint8Array: 'Buffer', Record: 'object' };

/** The kind of value that the driver makes of each type of PostgreSQL (`type-parsers.ts`, pg-types); of any other type the driver makes a string. */
const DRIVER = {
  boolean: 'boolean',
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  real: 'number',
  'double precision': 'number',
  oid: 'number',
  'timestamp with time zone': 'Date',
  'timestamp without time zone': 'Date',
  bytea: 'Buffer',
  json: 'any',
  jsonb: 'any',
};

/**
 * @typedef {{
 *   kinds: Set<string>, such as `string`, `Buffer` or `list of number`; `any` fits every column, as the type of JSON does
 *   isNullable: boolean,
 *   values?: string[], the only values of the type; left out for a type that does not list its values
 * }} Member
 */

export class RowTypes {
  /** @param {import('./templates.mjs').Sources} sources */
  constructor(sources) {
    this.sources = sources;
  }

  /**
   * The members of a type of rows.
   * @returns {Map<string, Member> | undefined} undefined: the type is written in a form that this class cannot read
   */
  membersOf(node) {
    const found = new Map();
    const read = (from) => {
      const members = from && this.membersOf(from);
      for (const [name, member] of members ?? []) found.set(name, member);
      return members !== undefined;
    };
    if (ts.isTypeLiteralNode(node) || ts.isInterfaceDeclaration(node)) {
      for (const { types } of node.heritageClauses ?? []) if (!types.every(read)) return undefined;
      for (const { name, type } of node.members) if (name && type) found.set(name.text, this.memberOf(type));
      return found;
    }
    if (ts.isIntersectionTypeNode(node)) return node.types.every(read) ? found : undefined;
    if (ts.isParenthesizedTypeNode(node) || ts.isTypeAliasDeclaration(node)) return this.membersOf(node.type);
    const name = nameOf(node);
    if (name === undefined) return undefined;
    const [of, keys] = node.typeArguments ?? [];
    if (name === 'Readonly') return this.membersOf(of);
    if (name === 'Pick' || name === 'Omit') {
      const members = this.membersOf(of);
      const named = this.memberOf(keys).values ?? [];
      return members && new Map([...members].filter(([key]) => named.includes(key) === (name === 'Pick')));
    }
    const declaration = this.sources.declarationOf(name, node);
    return declaration && this.membersOf(declaration);
  }

  /** @returns {Member} */
  memberOf(node) {
    const member = (kind, more) => ({ kinds: new Set([kind]), isNullable: false, ...more });
    if (KEYWORDS[node.kind]) return member(KEYWORDS[node.kind]);
    if (ts.isLiteralTypeNode(node)) return literal(node.literal, member);
    if (ts.isParenthesizedTypeNode(node) || ts.isTypeAliasDeclaration(node)) return this.memberOf(node.type);
    if (ts.isTypeOperatorNode(node))
      return node.operator === SyntaxKind.ReadonlyKeyword ? this.memberOf(node.type) : member('string');
    if (ts.isTemplateLiteralTypeNode(node)) return member('string');
    if (ts.isArrayTypeNode(node)) return member(`list of ${[...this.memberOf(node.elementType).kinds].join(' or ')}`);
    if (ts.isUnionTypeNode(node)) return unionOf(node.types.map((type) => this.memberOf(type)));
    if (ts.isTypeLiteralNode(node) || ts.isInterfaceDeclaration(node)) return member('object');
    if (ts.isIndexedAccessTypeNode(node)) return this.indexed(node) ?? member('any');
    const name = nameOf(node);
    if (name === undefined) return member('any');
    if (name === 'Extract') return this.memberOf(node.typeArguments[1]);
    if (GLOBALS[name]) return member(GLOBALS[name]);
    const declaration = this.sources.declarationOf(name, node);
    return declaration ? this.memberOf(declaration) : member('any');
  }

  /** Reads a type that is written as `Row['member']` or as `(typeof VALUES)[number]`. */
  indexed({ objectType, indexType }) {
    const object = ts.isParenthesizedTypeNode(objectType) ? objectType.type : objectType;
    if (!ts.isTypeQueryNode(object)) return this.membersOf(objectType)?.get(indexType.literal?.text);
    const declaration = this.sources.declarationOf(object.exprName.text, object);
    const list = declaration?.initializer?.expression;
    if (list === undefined || !ts.isArrayLiteralExpression(list) || !list.elements.every(ts.isStringLiteral))
      return undefined;
    return { kinds: new Set(['string']), isNullable: false, values: list.elements.map(({ text }) => text) };
  }
}

function nameOf(node) {
  const name = ts.isTypeReferenceNode(node) ? node.typeName : node.expression;
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
}

function literal(node, member) {
  if (node.kind === SyntaxKind.NullKeyword) return { kinds: new Set(), isNullable: true, values: [] };
  if (ts.isStringLiteral(node)) return member('string', { values: [node.text] });
  return member(node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword ? 'boolean' : 'number');
}

function unionOf(members) {
  const values = members.every((one) => one.values) && members.flatMap((one) => one.values);
  return {
    kinds: new Set(members.flatMap(({ kinds }) => [...kinds])),
    isNullable: members.some(({ isNullable }) => isNullable),
    ...(values && { values }),
  };
}

/**
 * @param {Map<string, Member>} members
 * @param {import('./describe.mjs').Column[]} columns
 * @returns {string[]} the faults: members without a column, columns without a member, and members whose type does not fit
 */
export function compare(members, columns) {
  const names = new Set(columns.map(({ name }) => memberNameOf(name)));
  return [
    ...[...members.keys()].filter((name) => !names.has(name)).map((name) => `no column is the member ${name}`),
    ...columns.flatMap((column) => {
      const name = memberNameOf(column.name);
      const member = members.get(name);
      return member === undefined ? [`the column ${column.name} is no member of the row`] : unfit(name, member, column);
    }),
  ];
}

function unfit(name, { kinds, isNullable, values }, column) {
  const kind = kindOf(column.type);
  const faults = [];
  const fits = (one) =>
    [one, kind].includes('any') || one === kind || (one === 'list of any' && kind.startsWith('list of '));
  const wrong = [...kinds].filter((one) => !fits(one));
  if (wrong.length > 0 || kinds.size === 0)
    faults.push(`${name} is ${kind} (${column.type}), and the row says ${wrong.join(' or ') || 'null'}`);
  if (column.isNullable && !isNullable && !kinds.has('any')) faults.push(`${name} may be null`);
  const missing = values?.length > 0 ? (column.values ?? []).filter((value) => !values.includes(value)) : [];
  if (missing.length > 0) faults.push(`${name} may be ${missing.join(', ')}`);
  return faults;
}

/** The text of the type that fits rows with these columns. */
export function writtenFor(columns) {
  const members = columns.map(({ name, type, isNullable, values }) => {
    const written = values?.map((value) => `'${value}'`).join(' | ') ?? typeOf(kindOf(type));
    const member = memberNameOf(name);
    return `${/^\w+$/.test(member) ? member : `'${member}'`}: ${written}${isNullable ? ' | null' : ''}`;
  });
  return `{ ${members.join('; ')} }`;
}

function typeOf(kind) {
  if (kind === 'any') return 'unknown';
  return kind.startsWith('list of ') ? `${typeOf(kind.slice('list of '.length))}[]` : kind;
}

function kindOf(type) {
  return type.endsWith('[]') ? `list of ${kindOf(type.slice(0, -2))}` : (DRIVER[type] ?? 'string');
}

/** The name of the member for a column, by the rule of `memberOf` in src/platform/database/sql.ts. */
function memberNameOf(column) {
  return column.replace(/!$/, '').replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
