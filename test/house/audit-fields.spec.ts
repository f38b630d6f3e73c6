import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { AUDIT_FIELDS } from '../../src/generated/words/audit';
import { FIELDS, UNSHOWN } from '../../web/src/owner/audit/actions';

const ROOT = path.resolve(__dirname, '../..');
/** Methods of `Audit` that write an entry; true: the entry also goes to the audit of the installation. */
const METHODS: Readonly<Record<string, boolean>> = {
  append: false,
  appendAll: false,
  appendChange: false,
  appendToBoth: true,
  appendOwnedChange: true,
  appendToPlatform: true,
};

/** The fields that each call writes; `*` for values whose type names no fields. */
type Written = Map<string, Set<string>>;

describe('The fields of the audit', () => {
  const { all, ofInstallation } = collect();

  it('that the sources write are those of the list, which the pages have words for', () => {
    expect(all.size).toBeGreaterThan(150);
    const unknown = [...all].filter(([field]) => !(AUDIT_FIELDS as readonly string[]).includes(field));
    expect(unknown).toEqual([]);
  });

  it('that the audit of the installation gets have words on the page of its owners', () => {
    expect(ofInstallation.size).toBeGreaterThan(20);
    const known = [...FIELDS, ...UNSHOWN];
    expect([...ofInstallation].filter(([field]) => !known.includes(field))).toEqual([]);
  });
});

function collect(): { all: Written; ofInstallation: Written } {
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(ROOT, 'tsconfig.json'),
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  );
  if (config === undefined) throw new Error('tsconfig.json was not read');
  const names = config.fileNames.filter(
    (name) => name.startsWith(`${ROOT}/src/`) && !/\.spec\.ts$|\/security\/audit\//.test(name),
  );
  const program = ts.createProgram(
    names.filter((name) => /audit/i.test(readFileSync(name, 'utf8'))),
    config.options,
  );
  const checker = program.getTypeChecker();
  const [all, ofInstallation]: [Written, Written] = [new Map(), new Map()];

  const add = (written: Written, type: ts.Type, where: string): void => {
    for (const one of type.isUnion() ? type.types : [type]) {
      if ((one.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) !== 0) continue;
      const fields = one.getProperties().map(({ name }) => name);
      for (const field of one.getStringIndexType() === undefined ? fields : ['*'])
        written.set(field, (written.get(field) ?? new Set()).add(where));
    }
  };
  const isWhole = (type: ts.Type) => type.getProperties().length === AUDIT_FIELDS.length;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const { expression, arguments: given } = node;
      const source = node.getSourceFile();
      const where = `${path.relative(ROOT, source.fileName)}:${String(source.getLineAndCharacterOfPosition(node.getStart()).line + 1)}`;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
      const last = given.at(-1);
      if (name === 'changesBetween' && given[1] !== undefined) add(all, checker.getTypeAtLocation(given[1]), where);
      else if (last !== undefined && name in METHODS && /audit/i.test(expression.getText())) {
        const type = checker.getTypeAtLocation(last);
        for (const entry of type.isUnion() ? type.types : [type]) {
          for (const side of ['before', 'after']) {
            const values = entry.getProperty(side);
            if (values === undefined) continue;
            const of = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(values, node));
            // Values of the type of the list were checked where they were made.
            if (isWhole(of)) continue;
            add(all, of, where);
            if (METHODS[name] === true) add(ofInstallation, of, where);
          }
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const source of program.getSourceFiles()) if (names.includes(source.fileName)) visit(source);
  return { all, ofInstallation };
}
