// Finds the statements that are written as templates, and makes the texts of each statement as PostgreSQL gets them.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const STATEMENTS = ['query', 'one', 'maybe'];

/** Source files by their paths; each file is parsed once. */
export class Sources {
  constructor(root) {
    this.root = root;
    this.parsed = new Map();
  }

  /** @returns {import('typescript').SourceFile | undefined} */
  get(file) {
    if (!this.parsed.has(file)) {
      const full = path.join(this.root, file);
      const text = fs.existsSync(full) ? fs.readFileSync(full, 'utf8') : undefined;
      this.parsed.set(file, text && ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
    }
    return this.parsed.get(file);
  }

  /**
   * Finds the declaration of a name that `node` uses: in the functions around `node`, in its file, or in the file from which the name is imported.
   * @returns {import('typescript').Node | undefined}
   */
  declarationOf(name, node) {
    for (let scope = node.parent; scope !== undefined; scope = scope.parent) {
      const found = declaredIn(scope, name);
      if (found !== undefined) return ts.isImportSpecifier(found) ? this.importedBy(found) : found;
    }
    return undefined;
  }

  importedBy(specifier) {
    const { moduleSpecifier } = specifier.parent.parent.parent;
    return this.exportedFrom(
      specifier.getSourceFile().fileName,
      moduleSpecifier.text,
      (specifier.propertyName ?? specifier.name).text,
    );
  }

  exportedFrom(from, module, name) {
    if (!module.startsWith('.')) return undefined;
    const base = path.posix.join(path.posix.dirname(from), module).replace(/\.js$/, '');
    const source = this.get(`${base}.ts`) ?? this.get(`${base}/index.ts`);
    if (source === undefined) return undefined;
    const own = declaredIn(source, name);
    if (own !== undefined) return ts.isImportSpecifier(own) ? this.importedBy(own) : own;
    for (const statement of source.statements) {
      if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
      const elements = statement.exportClause?.elements;
      const element = elements?.find((one) => one.name.text === name);
      if (elements !== undefined && element === undefined) continue;
      const found = this.exportedFrom(
        source.fileName,
        statement.moduleSpecifier.text,
        (element?.propertyName ?? element?.name)?.text ?? name,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function declaredIn(scope, name) {
  const isIt = (node) => node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name;
  if (scope.parameters?.some(isIt)) return scope.parameters.find(isIt);
  for (const statement of scope.statements ?? []) {
    if (ts.isVariableStatement(statement)) {
      const found = statement.declarationList.declarations.find(isIt);
      if (found !== undefined) return found;
    }
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      const found = bindings && ts.isNamedImports(bindings) ? bindings.elements.find(isIt) : undefined;
      if (found !== undefined) return found;
    }
    const isDeclaration =
      ts.isFunctionDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement);
    if (isDeclaration && isIt(statement)) return statement;
  }
  return undefined;
}

/**
 * @typedef {{
 *   node: import('typescript').TaggedTemplateExpression,
 *   texts: { text: string, placeOf(position: number): string }[], which together have each option of each part
 * }} Template
 */

/** @returns {Template[]} */
export function findTemplates(sources, file) {
  const found = [];
  const visit = (node) => {
    if (isStatement(node)) found.push({ node, texts: textsOf(sources, node) });
    ts.forEachChild(node, visit);
  };
  visit(sources.get(file));
  return found;
}

function isStatement(node) {
  return (
    ts.isTaggedTemplateExpression(node) &&
    ts.isPropertyAccessExpression(node.tag) &&
    STATEMENTS.includes(node.tag.name.text)
  );
}

function textsOf(sources, node) {
  const texts = new Map();
  for (let option = 0, options = 1; option < options; option += 1) {
    const writing = new Writing(sources, option);
    writing.add(node.template, new Map());
    options = Math.max(options, writing.options);
    texts.set(writing.text, { text: writing.text, placeOf: (position) => writing.placeOf(position) });
  }
  return [...texts.values()];
}

/** Makes one text of a statement. Where a part has several options, the text has the option with the number `option`. */
class Writing {
  text = '';
  options = 1;
  #parameters = 0;
  /** For each stretch of the text: its beginning, and the node of the source from which it comes. */
  #origins = [];
  /** Functions whose calls are being followed. A call of such a function by itself is not followed again. */
  #within = new Set();

  constructor(sources, option) {
    this.sources = sources;
    this.option = option;
  }

  placeOf(position) {
    const { at, node } = this.#origins.findLast((origin) => origin.at <= position) ?? this.#origins[0];
    const source = node.getSourceFile();
    const start = Math.min(node.getStart() + 1 + position - at, node.getEnd() - 1);
    return `${source.fileName}:${String(source.getLineAndCharacterOfPosition(start).line + 1)}`;
  }

  /** @param bound the arguments of the followed call, by the names of its parameters */
  add(template, bound) {
    this.#addWords(template.head ?? template);
    for (const { expression, literal } of template.templateSpans ?? []) {
      const options = this.#partsOf(expression, bound);
      if (options === undefined) {
        this.#parameters += 1;
        this.text += `$${String(this.#parameters)}`;
      } else {
        this.options = Math.max(this.options, options.length);
        const part = options[this.option % options.length];
        if (part !== undefined) this.add(part.template, part.bound);
      }
      this.#addWords(literal);
    }
  }

  #addWords(node) {
    this.#origins.push({ at: this.text.length, node });
    this.text += node.text;
  }

  /**
   * The parts that an expression can put into a statement; an `undefined` part puts nothing there. Undefined in place of the list: the expression is
   * a parameter.
   * @returns {({ template: import('typescript').Node, bound: Map<string, object> } | undefined)[] | undefined}
   */
  #partsOf(expression, bound) {
    const options = this.#valuesOf(expression, bound).flatMap(({ node, bound: of }) => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'sql')
        return [{ template: node.template, bound: of }];
      if (ts.isCallExpression(node) && node.expression.getText() === 'when')
        return [...(this.#partsOf(node.arguments[1], of) ?? []), undefined];
      return [];
    });
    return options.length === 0 ? undefined : options;
  }

  /** The expressions that can give a node its value, followed through names, members, choices and calls. */
  #valuesOf(node, bound) {
    const follow = (next, of = bound) => (next === undefined ? [] : this.#valuesOf(next, of));
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
      return follow(node.expression);
    if (ts.isConditionalExpression(node)) return [...follow(node.whenTrue), ...follow(node.whenFalse)];
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      return [...follow(node.left), ...follow(node.right)];
    if (ts.isIdentifier(node)) {
      const given = bound.get(node.text);
      if (given !== undefined) return this.#valuesOf(given.node, given.bound);
      const declaration = this.sources.declarationOf(node.text, node);
      if (declaration === undefined) return [];
      if (ts.isVariableDeclaration(declaration)) return follow(declaration.initializer);
      if (ts.isFunctionDeclaration(declaration)) return [{ node: declaration, bound }];
      if (ts.isParameter(declaration) && declaration.type?.getText() === 'Sql')
        throw new Error(
          `${node.getSourceFile().fileName}: a part of a statement is given by a parameter (${node.text})`,
        );
      return [];
    }
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const members = follow(node.expression).flatMap(({ node: object, bound: of }) =>
        ts.isObjectLiteralExpression(object) ? object.properties.map((member) => ({ member, of })) : [],
      );
      const name = node.name?.text;
      return members
        .filter(({ member }) => name === undefined || member.name?.text === name)
        .flatMap(({ member, of }) => follow(member.initializer, of));
    }
    if (ts.isCallExpression(node) && node.expression.getText() !== 'when')
      return follow(node.expression).flatMap(({ node: called }) => this.#returnedBy(called, node, bound));
    return [{ node, bound }];
  }

  /** The expressions that can be the result of a call of this function. */
  #returnedBy(called, call, bound) {
    if (called.body === undefined || this.#within.has(called)) return [];
    const inner = new Map(
      called.parameters.flatMap(({ name }, at) =>
        ts.isIdentifier(name) && call.arguments[at] ? [[name.text, { node: call.arguments[at], bound }]] : [],
      ),
    );
    this.#within.add(called);
    const values = returnedBy(called).flatMap((returned) => this.#valuesOf(returned, inner));
    this.#within.delete(called);
    return values;
  }
}

function returnedBy(called) {
  if (!ts.isBlock(called.body)) return [called.body];
  const found = [];
  const visit = (node) => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(called.body);
  return found;
}
