import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');

/** A longer component or hook should be several. */
const MOST_LINES = 120;

interface Source {
  readonly file: string;
  readonly text: string;
}

/** The lines of each component and hook above the limit, by `file name`. */
function longOnes(sources: readonly Source[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { file, text } of sources) {
    if (text.split('\n').length <= MOST_LINES) continue;
    const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
    const visit = (node: ts.Node): void => {
      const name = nameOfPart(node);
      const lineOf = (at: number) => source.getLineAndCharacterOfPosition(at).line;
      const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
      if (name !== undefined && lines > MOST_LINES) found[`${file} ${name}`] = lines;
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** The name of a function that is a component (a capital first) or a hook (`use…`); undefined: the node is none. */
function nameOfPart(node: ts.Node): string | undefined {
  if (!ts.isFunctionDeclaration(node) && !ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return undefined;
  // `memo(function List() {…})` and `const List = memo(() => {…})` are components too.
  let holder: ts.Node = node.parent;
  while (ts.isCallExpression(holder)) holder = holder.parent;
  const given = ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) ? holder.name.text : undefined;
  const name = node.name?.text ?? given;
  return name !== undefined && /^(?:use)?[A-Z]/.test(name) ? name : undefined;
}

const bodyOf = (lines: number) => `{\n${'  step();\n'.repeat(lines - 2)}}`;
const longOnesIn = (text: string) => longOnes([{ file: 'web/src/app/list.tsx', text }]);

test('no component or hook of the pages is longer than the limit', () => {
  const sources = readdirSync(path.join(root, 'web/src'), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join('web/src', file.replaceAll(path.sep, '/')))
    .filter((file) => /\.tsx?$/.test(file) && !/\.spec\.tsx?$|\/generated\//.test(file))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
  expect(sources.length).toBeGreaterThan(500);
  expect(longOnes(sources)).toEqual({});
});

test.each([
  [`export function List() ${bodyOf(121)}`, 'List'],
  [`const useList = () => ${bodyOf(121)};`, 'useList'],
  [`export const List = memo(() => ${bodyOf(121)});`, 'List'],
  [`export default memo(function List() ${bodyOf(121)});`, 'List'],
])('a component or hook above the limit is found: %#', (text, name) => {
  expect(longOnesIn(text)).toEqual({ [`web/src/app/list.tsx ${name}`]: 121 });
});

test.each([
  `export function List() ${bodyOf(120)}`,
  `function listOf() ${bodyOf(121)}`,
  `const user = () => ${bodyOf(121)};`,
  `items.map(() => ${bodyOf(121)});`,
])('a shorter one, or a function of another kind, is not: %#', (text) => {
  expect(longOnesIn(text)).toEqual({});
});
