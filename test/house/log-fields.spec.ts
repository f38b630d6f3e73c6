import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { LOG_FIELDS } from '../../src/platform/telemetry/log-fields';

const HOUSE = path.resolve(__dirname, '../..');
const FIELDS = Object.keys(LOG_FIELDS);
/** Members of an object that Nest's logger is given, and their fields in the line. */
const OF_NEST: Readonly<Record<string, string>> = { message: 'msg', error: 'err' };

describe('the fields of the log', () => {
  it('stand in docs/operations.md as in their list', () => {
    const logs = readFileSync(path.join(HOUSE, 'docs/operations.md'), 'utf8')
      .split('\n### Logs\n')[1]
      ?.split('\n### ')[0];
    const rows = [...(logs ?? '').matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, field, text]) => [field, text]);
    expect(rows).toEqual(Object.entries(LOG_FIELDS));
  });

  it('are those that the code writes, and no others', () => {
    const sources = readdirSync(path.join(HOUSE, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('generated'),
    );
    const written = sources.flatMap((file) =>
      fieldsIn(path.join(HOUSE, 'src', file)).map((field) => ({ file, field })),
    );
    expect(written.length).toBeGreaterThan(40);
    expect(written.filter(({ field }) => !FIELDS.includes(field))).toEqual([]);
  });
});

/** Names of the members of objects that a file gives to a logger. */
function fieldsIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  if (!/logger/i.test(text)) return [];
  const fields: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isOfLogger(node.expression))
      for (const argument of node.arguments)
        if (ts.isObjectLiteralExpression(argument))
          for (const { name } of argument.properties)
            if (name !== undefined && ts.isIdentifier(name)) fields.push(OF_NEST[name.text] ?? name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return fields;
}

function isOfLogger(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || !/^(?:event|log|warn|error|debug)$/.test(callee.name.text))
    return false;
  const { expression: owner } = callee;
  if (ts.isCallExpression(owner)) return ts.isIdentifier(owner.expression) && /logger$/i.test(owner.expression.text);
  return /logger$/i.test(
    ts.isPropertyAccessExpression(owner) ? owner.name.text : ts.isIdentifier(owner) ? owner.text : '',
  );
}
