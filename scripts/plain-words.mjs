#!/usr/bin/env node
// Lists sentences that a reader cannot understand by themselves: those that begin with "of", "who", "whom", "whose",
// "whoever", "what", "such" or "nobody", and receipts "of nobody". Looks at the comments of src, web/src, test and scripts, the
// English catalogues, and the pages of docs, README and CHANGELOG. Questions may begin as they like. Released migrations stay as they were written.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from './start/files.mjs';

const FIRST_WORD = /(?:^|[.!?:;]\s+|\|\s*)((?:Of|Who|Whom|Whose|Whoever|What|Such|Nobody)\b[^.!?]*[.!?]?)/g;
const PHRASE = /\b(?:receipts?|refunds?|sales?|notes?|approvals?) of nobody\b/gi;
const EXEMPT = /node_modules|\/generated\//;

const files = [
  ...['src', 'web/src', 'test', 'scripts', 'words', 'docs', 'packages'].flatMap(filesOf),
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
];
const found = files.flatMap((file) =>
  textsOf(file).flatMap(({ line, text }) => bannedSentences(text).map((sentence) => `${file}:${line}: ${sentence}`)),
);
for (const sentence of found) console.log(sentence);
if (found.length > 0) {
  console.log(`${found.length} sentences have a banned form: name the thing that each speaks of (CONTRIBUTING.md).`);
  process.exitCode = 1;
}

/** @returns {string[]} the sentences of a text that have a banned form */
function bannedSentences(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  const sentences = [...line.matchAll(FIRST_WORD)].map(([, sentence]) => sentence);
  const phrases = [...line.matchAll(PHRASE)].map(([phrase]) => phrase);
  return [...sentences.filter((sentence) => !sentence.endsWith('?')), ...phrases];
}

function filesOf(folder) {
  const full = path.join(projectRoot, folder);
  if (!fs.existsSync(full)) return [];
  return fs
    .readdirSync(full, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => /\.(tsx?|mjs|md)$|\/en\.json$/.test(file) && !EXEMPT.test(file));
}

function textsOf(file) {
  const content = fs.readFileSync(path.join(projectRoot, file), 'utf8');
  if (file.endsWith('.md')) return paragraphsOf(content);
  return file.endsWith('.json') ? messagesOf(content) : commentsOf(file, content);
}

/** Comments, of which those in consecutive lines are one text, and texts of the API document. */
function commentsOf(file, content) {
  const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true);
  const texts = [];
  const seen = new Set();
  const visit = (node) => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(content, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(content, node.getEnd()) ?? []),
    ];
    for (const { pos, end } of ranges) {
      if (seen.has(pos)) continue;
      seen.add(pos);
      const line = source.getLineAndCharacterOfPosition(pos).line + 1;
      const raw = content.slice(pos, end);
      const text = raw
        .replace(/^\/\*\*?|\*\/$|^\/\//g, '')
        .replace(/^[ \t]*\*/gm, '')
        .replace(/^[ \t]*@\w+/gm, '.');
      const last = texts.at(-1);
      if (raw.startsWith('//') && last?.next === line)
        Object.assign(last, { text: `${last.text} ${text}`, next: line + 1 });
      else texts.push({ line, text, next: raw.startsWith('//') ? line + 1 : -1 });
    }
    const described = describedText(node);
    if (described !== undefined)
      texts.push({ line: source.getLineAndCharacterOfPosition(node.pos).line + 1, text: described, next: -1 });
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return texts;
}

/** A text of the API document: `.describe('…')`, `description: '…'`, `summary: '…'`. */
function describedText(node) {
  const isDescribe =
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'describe';
  const isMember = ts.isPropertyAssignment(node) && /^(?:description|summary)$/.test(node.name.getText());
  const value = isDescribe ? node.arguments[0] : isMember ? node.initializer : undefined;
  if (value === undefined) return undefined;
  return [...value.getText().matchAll(/'((?:[^'\\\\]|\\\\.)*)'|`([^`]*)`/g)]
    .map(([, plain, template]) => plain ?? template)
    .join('');
}

/** Headings, table rows, list entries and paragraphs of Markdown, without its code. */
function paragraphsOf(content) {
  const texts = [];
  let isCode = false;
  let isOpen = false;
  for (const [index, row] of content.split('\n').entries()) {
    if (row.startsWith('```')) isCode = !isCode;
    const text = row.replace(/^[#>\s]*(?:[-*]\s+|\d+\.\s+)?/, '');
    if (isCode || row.startsWith('```') || text === '') isOpen = false;
    else if (isOpen && !/^\s*(?:#|\||[-*] |\d+\. )/.test(row)) texts.at(-1).text += ` ${text}`;
    else {
      texts.push({ line: index + 1, text });
      isOpen = true;
    }
  }
  return texts;
}

function messagesOf(content) {
  const texts = [];
  JSON.parse(content, (key, value) => {
    if (typeof value === 'string') texts.push({ line: key, text: value });
    return value;
  });
  return texts;
}
