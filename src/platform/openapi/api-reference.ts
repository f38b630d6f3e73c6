import type { OpenAPIObject } from '@nestjs/swagger';
import { METHODS, type Operation, permissionsOf } from './complete-operations';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: boolean | Schema;
}

/** docs/api.md: the OpenAPI document as pages for people who read without a browser. */
export function renderApiReference(document: OpenAPIObject): string {
  const parts = [
    '# The API',
    'Made from the OpenAPI document (`npm run cli -- openapi`); do not edit. The document itself is served at `/api/openapi.json`, with a page to browse it at `/api/docs`. Error codes: [errors.md](errors.md).',
    document.info.description ?? '',
    ...renderTags(document),
    '## Schemas',
    ...Object.entries(document.components?.schemas ?? {})
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, schema]) => renderSchema(name, schema as Schema)),
  ];
  return `${parts.join('\n\n')}\n`;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function renderTags(document: OpenAPIObject): string[] {
  const byTag = new Map<string, Call[]>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const tag = operation.tags?.[0] ?? 'Other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), { method, path, operation }]);
    }
  }
  return [...byTag]
    .sort(([a], [b]) => a.localeCompare(b))
    .flatMap(([tag, calls]) => [`## ${capitalized(tag)}`, renderCalls(calls)]);
}

function renderCalls(calls: readonly Call[]): string {
  const rows = calls.map(({ method, path, operation }) =>
    row([
      `\`${method.toUpperCase()} ${path}\``,
      operation.summary ?? '',
      permissionsOf(operation)
        ?.map((permission) => `\`${permission}\``)
        .join(' or ') ?? 'everybody',
      requestOf(operation),
      answersOf(operation),
    ]),
  );
  return [row(['Call', '', 'Permission', 'Takes', 'Answers']), row(['---', '---', '---', '---', '---']), ...rows].join(
    '\n',
  );
}

function requestOf(operation: Operation): string {
  const body = operation.requestBody;
  const query = (operation.parameters ?? []).flatMap((parameter) =>
    'name' in parameter && parameter.in === 'query'
      ? [`\`?${parameter.name}\`${parameter.required === true ? '' : ' (optional)'}`]
      : [],
  );
  const schema = body !== undefined && 'content' in body ? body.content['application/json']?.schema : undefined;
  return [...(schema === undefined ? [] : [typeOf(schema)]), ...query].join(', ');
}

function answersOf(operation: Operation): string {
  return Object.entries(operation.responses)
    .filter(([status]) => /^[23]/.test(status))
    .map(([status, response]) => {
      const schema =
        response !== undefined && 'content' in response ? response.content?.['application/json']?.schema : undefined;
      return schema === undefined ? status : `${status} ${typeOf(schema)}`;
    })
    .join(', ');
}

function renderSchema(name: string, schema: Schema): string {
  const heading = `### ${name}`;
  const { properties } = schema;
  if (properties === undefined)
    return `${heading}\n\n${schema.description ?? ''}${schema.description === undefined ? '' : '\n\n'}${typeOf(schema)}`;
  const rows = Object.entries(properties).map(([field, of]) =>
    row([
      `\`${field}\``,
      typeOf(of),
      schema.required?.includes(field) === true ? '' : 'optional',
      [boundsOf(of), of.description ?? ''].filter(Boolean).join('. '),
    ]),
  );
  const table = [row(['Field', 'Type', '', 'Bounds and meaning']), row(['---', '---', '---', '---']), ...rows].join(
    '\n',
  );
  return [heading, schema.description, table].filter((part) => part !== undefined && part !== '').join('\n\n');
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  const alternatives = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeOf))].join(' or ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (typeof schema.additionalProperties === 'object') return `map of ${typeOf(schema.additionalProperties)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : String(schema.type ?? 'anything');
  return schema.format === undefined ? type : `${type} (${schema.format})`;
}

function boundsOf(schema: Schema): string {
  const from = schema.minimum ?? schema.minLength;
  const to = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  const shown = to !== undefined && to < Number.MAX_SAFE_INTEGER ? to : undefined;
  if (from === undefined && shown === undefined) return '';
  const unit = schema.type === 'string' ? ' characters' : schema.type === 'array' ? ' entries' : '';
  if (from === undefined) return `up to ${String(shown)}${unit}`;
  return shown === undefined ? `from ${String(from)}${unit}` : `${String(from)} to ${String(shown)}${unit}`;
}

/** A bar would end its cell. */
function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
