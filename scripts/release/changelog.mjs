#!/usr/bin/env node
// The form of CHANGELOG.md, and what a release does with it. `--check [FILE]` names what an operator would not read, and ends with 1.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../start/files.mjs';

const UNRELEASED = 'Unreleased';
const FIRST_SECTION = '### Before you upgrade';
const MAX_LINES = 60;
const MAX_CHARACTERS = 300;
const HEADING = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$/;

/**
 * The versions in their order, newest first; the lines of each without blank ones at its ends.
 *
 * @returns {{ name: string, date: string | undefined, lines: string[] }[]}
 */
function readVersions(text) {
  const versions = [];
  for (const line of text.split('\n')) {
    const [, name, date] = HEADING.exec(line) ?? [];
    if (name !== undefined) versions.push({ name, date, lines: [] });
    else versions.at(-1)?.lines.push(line);
  }
  return versions.map((version) => ({ ...version, lines: version.lines.join('\n').trim().split('\n') }));
}

/** The faults that keep operators from reading the file, a sentence for each. */
export function findFaults(text) {
  const versions = readVersions(text);
  const isFirst = versions[0]?.name === UNRELEASED;
  return [
    ...(isFirst ? [] : [`The first version is not [${UNRELEASED}].`]),
    ...versions.flatMap(({ name, date, lines }) => [
      ...(lines.length > MAX_LINES
        ? [`[${name}] has ${lines.length} lines, more than ${MAX_LINES}: say less, and leave the rest to the docs.`]
        : []),
      ...lines
        .filter((line) => line.length > MAX_CHARACTERS)
        .map(
          (line) =>
            `[${name}] has a line of ${line.length} characters, more than ${MAX_CHARACTERS}: ${line.slice(0, 60)}…`,
        ),
      ...(name !== UNRELEASED && date === undefined ? [`[${name}] has no date.`] : []),
    ]),
    ...(isFirst && !isEmpty(versions[0]) && !beginsWithUpgrade(versions[0].lines)
      ? [`[${UNRELEASED}] does not begin with what an operator does first: "${FIRST_SECTION}" and its entries.`]
      : []),
  ];
}

const isEmpty = ({ lines }) => lines.every((line) => line === '' || line.startsWith('#'));
const beginsWithUpgrade = ([first, blank, entry = '']) =>
  first === FIRST_SECTION && blank === '' && entry.startsWith('- ');

export const hasVersion = (text, version) => readVersions(text).some(({ name }) => name === version);

/** Whether a release would have anything to announce. */
export const hasUnreleased = (text) => readVersions(text).some((one) => one.name === UNRELEASED && !isEmpty(one));

/** The text in which what was unreleased is a version of its own, under an empty [Unreleased]. */
export function moveUnreleased(text, version, date) {
  return text.replace(`## [${UNRELEASED}]\n`, `## [${UNRELEASED}]\n\n## [${version}] - ${date}\n`);
}

/** The entries of a version, without its heading. */
export function notesOf(text, version) {
  return `${readVersions(text)
    .find(({ name }) => name === version)
    .lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
  const faults = findFaults(fs.readFileSync(file ?? path.join(projectRoot, 'CHANGELOG.md'), 'utf8'));
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
