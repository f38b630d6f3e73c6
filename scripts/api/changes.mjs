#!/usr/bin/env node
// Lists the changes that would break a client of the last release: compares docs/api/released.json.gz with the documents that the build made, by the
// rules of docs/api-policy.md. Exits with 1 if the list of intended breaks lacks a break, or has an entry that breaks no client. Arguments may name
// two other documents and another list of intended breaks.
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { projectRoot } from '../start/files.mjs';
import { compareDocuments } from './document-changes.mjs';
import { readAllCalls } from './documents.mjs';

const [
  released = path.join(projectRoot, 'docs', 'api', 'released.json.gz'),
  current,
  intended = path.join(projectRoot, 'docs', 'api', 'intended-breaks.json'),
] = process.argv.slice(2);
/** Classes of characters that patterns of the last release name, with the ranges that the document has in their place. Both take the same texts. */
const CLASSES = [
  [String.raw`\\P{Cc}`, String.raw`[^\\u0000-\\u001f\\u007f-\\u009f]`],
  [String.raw`\\p{Cc}`, String.raw`\\u0000-\\u001f\\u007f-\\u009f`],
  [String.raw`\\p{Zl}`, String.raw`\\u2028`],
  [String.raw`\\p{Zp}`, String.raw`\\u2029`],
];
const read = (file) => {
  const text = String(file.endsWith('.gz') ? gunzipSync(fs.readFileSync(file)) : fs.readFileSync(file));
  return JSON.parse(CLASSES.reduce((told, [named, range]) => told.replaceAll(named, range), text));
};

const changes = compareDocuments(read(released), current === undefined ? readAllCalls() : read(current));
const texts = (breaks) => [...new Set(changes.filter((change) => change.breaks === breaks).map(({ text }) => text))];
const breaks = texts(true);
/** Reasons by the sentence of the break. */
const reasons = read(intended);

for (const text of texts(false)) console.log(`clients must accept: ${text}`);
const unlisted = breaks.filter((text) => !(text in reasons));
const idle = Object.keys(reasons).filter((text) => !breaks.includes(text));
for (const text of unlisted) console.log(`breaks clients: ${text}`);
for (const text of idle) console.log(`listed as a break, and is none: ${text}`);
if (unlisted.length > 0)
  console.log(
    'Take the change back, or give it with its reason in docs/api/intended-breaks.json (docs/api-policy.md).',
  );
process.exitCode = unlisted.length + idle.length === 0 ? 0 : 1;
