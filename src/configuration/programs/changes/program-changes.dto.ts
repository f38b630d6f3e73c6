import { z } from 'zod';
import { listOf, objectNamed } from '../../../platform/http/schemas';
import { changeText, statementText } from './program-text';
import type { ProgramChange } from './compare-programs.rules';
import type { ProgramReading } from './program-words';
import type { Statement } from './statements';

const version = z.int().min(1).describe('Number of the version');
const key = z.string().describe('Name of the statement, the same in every version: `tier.SILVER.discount`');

export const sentencesSchema = objectNamed('ProgramSentences', {
  version,
  items: listOf('Statements in the order of the document; there are no further pages', {
    key,
    code: z.string().describe('Kind of the statement, by which a client may word it itself'),
    arguments: z.record(z.string(), z.unknown()).describe('Figures of the statement in the units of the document'),
    text: z.string().describe("The sentence, in the reader's language"),
  }),
});

export const programChangeSchema = objectNamed('ProgramChange', {
  key,
  kind: z
    .enum(['ADDED', 'REMOVED', 'CHANGED'])
    .describe('Whether the version newly says it, says it no more, or says something else'),
  direction: z.enum(['GIVES', 'TAKES', 'NEUTRAL']).meta({
    description: 'Effect of the change on guests; TAKES also where it cannot be shown that no guest loses by it',
  }),
  text: z.string().describe("The change as a sentence, in the reader's language"),
  before: z.string().nullable().describe('Sentence of the earlier version; null: it says nothing of this'),
  after: z.string().nullable().describe('Sentence of the later version; null: it says nothing of this'),
});

export const diffSchema = objectNamed('ProgramDiff', {
  version,
  against: version
    .nullable()
    .describe('Version it is compared with; null: there is no earlier one, and `items` is empty'),
  takes: z
    .boolean()
    .describe('Whether a change takes something from guests, so that publishing it needs a second manager'),
  paysMore: z
    .boolean()
    .describe(
      'Whether a change takes more money off or makes points worth more, so that publishing it needs a second manager',
    ),
  items: z
    .array(programChangeSchema)
    .describe('Changes in the order of the later document; there are no further pages'),
});

/** `GET /api/programs/{version}/diff`: the version to compare with; left out: the one in force. */
export const diffQuery = z.strictObject({
  against: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe(
      'Number of the version to compare with; left out: the version in force, or that which a published one replaced',
    ),
});

export type SentencesAnswer = z.infer<typeof sentencesSchema>;
export type ProgramChangeAnswer = z.infer<typeof programChangeSchema>;
export type DiffAnswer = z.infer<typeof diffSchema>;

export function sentenceAnswer(statement: Statement, reading: ProgramReading): SentencesAnswer['items'][number] {
  const { key: name, code } = statement;
  const figures = JSON.parse(JSON.stringify(statement.arguments)) as Record<string, z.core.util.JSONType>;
  return { key: name, code, arguments: figures, text: statementText(statement, reading) };
}

export function changeAnswer(change: ProgramChange, reading: ProgramReading): ProgramChangeAnswer {
  const { key: name, kind, direction, before, after } = change;
  return {
    key: name,
    kind,
    direction,
    text: changeText(change, reading),
    before: before === undefined ? null : statementText(before, reading),
    after: after === undefined ? null : statementText(after, reading),
  };
}
