#!/usr/bin/env node
// Names the lines of src, web, scripts and packages that break a rule of this house which oxlint does not know: what a
// decision may use, where times come from, how much a class with handlers takes, how an effect of React is written, how long a pattern may take, how long a text may be, what a spread is for, and what a type is named by. Ends with 1 when a line breaks one. The argument is the
// folder to check; without it, the project's.
import fs from 'node:fs';
import path from 'node:path';
import { analyse } from 'scslre';
import ts from 'typescript';
import { projectRoot } from '../start/files.mjs';

const INTEGERS = 'src/decision/basics/integers.ts';
/** Compares times with those of files, which the kernel sets, so it reads the machine's clock. */
const PUBLISHED_HEADS = 'src/transactions/books/seals/published-heads.ts';
/** These files learn how far the database's clock is from the machine's, so they read the machine's. */
const CLOCK = ['src/platform/clock/', 'src/platform/database/clock-keeper.ts'];

const MATH_OF_INTEGERS = ['min', 'max', 'abs', 'sign', 'trunc'];
const ASYNC_HOOKS = /^(?:node:)?async_hooks$/;
const NOT_ITS_INPUT = /^(parseFloat|Date|Temporal|crypto|performance|process|setTimeout)$/;
/** Decorators of a class that handles a command, a query or an event, and of a method that handles a command. */
const HANDLING = ['CommandHandler', 'QueryHandler', 'EventsHandler', 'Handles'];
/** Most services of a class with handlers; a class with more has more than one use. */
const MOST_SERVICES = 7;
/** Participles that do not end in -ed or -ing. */
const IRREGULAR =
  /^(?:Begun|Bound|Broken|Brought|Built|Chosen|Done|Drawn|Found|Given|Gone|Hidden|Held|Kept|Known|Left|Lost|Made|Met|Paid|Run|Said|Seen|Sent|Shown|Sold|Sought|Spent|Spoken|Taken|Thrown|Told|Won|Written)$/;
/** Words that end in -ed or -ing and are nouns. */
const NOUNS =
  /^(?:Accounting|Crossing|Ending|Feed|Finding|Opening|Rounding|Routing|Seed|Setting|Sorting|Standing|String|Thing|Warning)$/;
const FRACTION = /^[0-9_]*\.[0-9_]*[1-9]|^[0-9._]+e-/i;

const isServer = (file) => /^(?:src|packages\/(?:demo|compat)\/src)\/.*(?<!\.spec)\.ts$/.test(file);
const isDecision = (file) => isServer(file) && file.startsWith('src/decision/');
const isPage = (file) => file.startsWith('web/src/');
/** Tests read texts of their own. */
const isNoTest = (file) => !/\.spec\.tsx?$/.test(file);

/** Each rule with the files that it holds for and the syntax nodes that break it. */
const RULES = [
  {
    message: 'Divide with a helper of src/decision/basics/integers.ts, which says which way it rounds.',
    holdsFor: (file) => isDecision(file) && file !== INTEGERS,
    isBrokenBy: (node) =>
      ts.isBinaryExpression(node) &&
      [ts.SyntaxKind.SlashToken, ts.SyntaxKind.SlashEqualsToken].includes(node.operatorToken.kind),
  },
  {
    message: 'A fraction is not an integer: write parts per million or minor units.',
    holdsFor: isDecision,
    isBrokenBy: (node) => ts.isNumericLiteral(node) && FRACTION.test(node.getText()),
  },
  {
    message: 'Only what keeps integers integers; chance and roots come in as values.',
    holdsFor: isDecision,
    isBrokenBy: (node) => isMemberOf(node, 'Math') && !MATH_OF_INTEGERS.includes(node.name?.text),
  },
  {
    message: 'A decision knows only its input.',
    holdsFor: isDecision,
    isBrokenBy: (node) => ts.isIdentifier(node) && NOT_ITS_INPUT.test(node.text),
  },
  {
    message: 'A decision loads nothing.',
    holdsFor: isDecision,
    isBrokenBy: (node) => ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword,
  },
  {
    // Before Node.js 24 the first AsyncLocalStorage.run of a process makes each of its promises slower, for good (decision 143).
    message: 'Pass it as an argument: async hooks make every promise of the process slower.',
    holdsFor: isServer,
    isBrokenBy: (node) => ts.isStringLiteral(node) && ASYNC_HOOKS.test(node.text),
  },
  {
    // The verifier for outsiders is promised to have fewer than 200 lines.
    message: 'Write the members themselves: this spread only fills lines.',
    holdsFor: (file) => !file.startsWith('packages/verify/'),
    isBrokenBy: (node) =>
      (ts.isSpreadAssignment(node) && ts.isObjectLiteralExpression(bare(node.expression))) ||
      (ts.isSpreadElement(node) && ts.isArrayLiteralExpression(bare(node.expression))),
  },
  {
    // Times that are stored or compared come from the database; a duration is measured by a clock that nobody sets.
    message: 'Ask Clock, which has the time of the database; measure how long something took with performance.now().',
    holdsFor: hasNoOwnClock,
    isBrokenBy: (node) => isMemberOf(node, 'Date') && node.name?.text === 'now',
  },
  {
    message: 'Ask Clock, which has the time of the database.',
    holdsFor: hasNoOwnClock,
    isBrokenBy: (node) =>
      (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) ||
      (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments ?? []).length === 0),
  },
  {
    // ledger_now() is the one time of the ledger: tests can set it, and the application cannot.
    message: 'Write ledger_now(), the time by which the ledger decides.',
    holdsFor: (file) => isServer(file) && file.startsWith('src/transactions/') && file !== PUBLISHED_HEADS,
    isBrokenBy: (node) => isText(node) && /\bnow\(\)/.test(node.text),
  },
  {
    message:
      'Ask pg_try_advisory_lock again and again: a statement that waits has an open snapshot, for which an index that is built CONCURRENTLY waits.',
    holdsFor: isNoTest,
    isBrokenBy: (node) => isText(node) && /\bpg_advisory_lock\(/.test(node.text),
  },
  {
    message:
      'Write the body in braces: React calls whatever it returns, and scrollIntoView() returns a promise in Chrome 150.',
    holdsFor: isPage,
    isBrokenBy: (node) =>
      ts.isArrowFunction(node) &&
      !ts.isBlock(node.body) &&
      ts.isCallExpression(node.parent) &&
      ['useEffect', 'useLayoutEffect'].some((name) => isNamed(node.parent.expression, name)),
  },
  {
    message:
      'The time of this pattern grows faster than its text. Begin a run where it begins, as in (?<!0)0+$ (the server alone), or let no two parts match the same characters.',
    holdsFor: isNoTest,
    isBrokenBy: isSlowPattern,
  },
  {
    message:
      'Say by max() or length() before regex() how long the text may be, or by a pattern without *, + and {n,} from ^ to $.',
    holdsFor: isServer,
    isBrokenBy: isEndlessText,
  },
  {
    message: `Split this class by its uses: a class with handlers takes at most ${String(MOST_SERVICES)} services. Several uses share a service with a name.`,
    holdsFor: isServer,
    isBrokenBy: (node) => ts.isClassDeclaration(node) && hasHandlers(node) && servicesOf(node) > MOST_SERVICES,
  },
  {
    message: 'Name a type by the noun of what it is: a participle alone does not say what was booked, kept or found.',
    holdsFor: (file) => /\.tsx?$/.test(file),
    isBrokenBy: (node) => isType(node) && isBareParticiple(node.name?.text ?? ''),
  },
];

const root = process.argv[2] ?? projectRoot;
const broken = ['src', 'web', 'scripts', 'packages'].flatMap(filesOf).flatMap(brokenIn);
for (const place of broken) console.log(place);
if (broken.length > 0) process.exitCode = 1;

function hasNoOwnClock(file) {
  return isServer(file) && file !== PUBLISHED_HEADS && !CLOCK.some((place) => file.startsWith(place));
}

function isText(node) {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

function isNamed(node, name) {
  return ts.isIdentifier(node) && node.text === name;
}

function isType(node) {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

function isBareParticiple(name) {
  return IRREGULAR.test(name) || (/^[A-Z][a-z]+(?:ed|ing)$/.test(name) && !NOUNS.test(name));
}

/** An expression without brackets and `as …` around it. */
function bare(node) {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) ? bare(node.expression) : node;
}

/** Whether a node reads a member of a global object, by its name or by a computed one. */
function isMemberOf(node, object) {
  return (
    (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && isNamed(node.expression, object)
  );
}

/** Whether some text makes a pattern match again and again, from each of its characters or within one match. */
function isSlowPattern(node) {
  const pattern = patternOf(node);
  return pattern !== undefined && analyse(pattern, { reportTypes: { Move: true } }).reports.length > 0;
}

/** Whether a schema has a pattern for texts of any length, without a bound before it. */
function isEndlessText(node) {
  if (!ts.isCallExpression(node) || memberOf(node) !== 'regex') return false;
  let called = node.expression.expression;
  while (ts.isCallExpression(called) && ts.isPropertyAccessExpression(called.expression)) {
    if (['max', 'length'].includes(memberOf(called))) return false;
    if (called.expression.getText().replaceAll(/\s/g, '') === 'z.string') return !isBounded(node.arguments[0]);
    called = called.expression.expression;
  }
  return false;
}

/** Whether a class, or a method of it, handles a command, a query or an event. */
function hasHandlers(node) {
  const decorators = [node, ...node.members].flatMap((one) =>
    ts.canHaveDecorators(one) ? (ts.getDecorators(one) ?? []) : [],
  );
  return decorators.some(
    ({ expression }) =>
      ts.isCallExpression(expression) && HANDLING.some((name) => isNamed(expression.expression, name)),
  );
}

/** How many parameters the constructor of a class has. */
function servicesOf(node) {
  return node.members.find(ts.isConstructorDeclaration)?.parameters.length ?? 0;
}

/** The name of the called method; undefined: no method is called. */
function memberOf(call) {
  return ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : undefined;
}

/** Whether a literal pattern says from begin to end how long its text may be. */
function isBounded(argument) {
  if (argument === undefined || !ts.isRegularExpressionLiteral(argument)) return false;
  const { source, flags } = patternOf(argument);
  const plain = source.replaceAll(/\\[pPu]\{[^}]*\}|\\.|\[(?:\\.|[^[\]\\])*\]/g, 'x');
  let ofGroups = plain;
  for (let before = ''; before !== ofGroups;) {
    before = ofGroups;
    ofGroups = ofGroups.replaceAll(/\([^()]*\)/g, 'x');
  }
  return !flags.includes('m') && !/[*+]|\{\d+,\}/.test(plain) && /^\^[^|]*\$$/.test(ofGroups);
}

/** The pattern of a literal or of `new RegExp('…')`; undefined: neither, or a pattern that is built at run time. */
function patternOf(node) {
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/');
    return { source: node.text.slice(1, end), flags: node.text.slice(end + 1) };
  }
  if (!(ts.isNewExpression(node) || ts.isCallExpression(node)) || !isNamed(node.expression, 'RegExp')) return undefined;
  const [source, flags] = node.arguments ?? [];
  if (source === undefined || !ts.isStringLiteralLike(source)) return undefined;
  return { source: source.text, flags: flags !== undefined && ts.isStringLiteralLike(flags) ? flags.text : '' };
}

function filesOf(folder) {
  const full = path.join(root, folder);
  if (!fs.existsSync(full)) return [];
  return fs
    .readdirSync(full, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file).replaceAll(path.sep, '/'))
    .filter((file) => /\.(tsx?|mjs)$/.test(file) && !/\/(generated|node_modules|dist)\//.test(file));
}

/** @returns {string[]} each place of a file where a rule is broken, with its message */
function brokenIn(file) {
  const rules = RULES.filter(({ holdsFor }) => holdsFor(file));
  if (rules.length === 0) return [];
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const places = [];
  const visit = (node) => {
    for (const { isBrokenBy, message } of rules) {
      if (!isBrokenBy(node)) continue;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      places.push(`${file}:${String(line + 1)}: ${message}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return places;
}
