import { z } from 'zod';
import { changeText, statementText } from './program-text';
import type { Change } from './compare-programs.rules';
import type { ProgramReading } from './program-words';
import type { Statement } from './statements';

const version = z.int().min(1);
const key = z.string().meta({ description: 'The same for the same thing in every version: `tier.SILVER.discount`.' });

export const sentencesSchema = z
  .strictObject({
    version,
    items: z.array(
      z.strictObject({
        key,
        code: z.string(),
        arguments: z.record(z.string(), z.json()).meta({ description: 'Figures as in the document.' }),
        text: z.string(),
      }),
    ),
  })
  .meta({ id: 'ProgramSentences' });

export const programChangeSchema = z
  .strictObject({
    key,
    kind: z.enum(['ADDED', 'REMOVED', 'CHANGED']),
    direction: z
      .enum(['GIVES', 'TAKES', 'NEUTRAL'])
      .meta({ description: 'For the guest. What cannot be shown to give takes.' }),
    text: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  })
  .meta({ id: 'ProgramChange' });

export const diffSchema = z
  .strictObject({
    version,
    against: version.nullable().meta({ description: 'Null: no program is in force yet.' }),
    takes: z.boolean().meta({ description: 'Publishing it needs a second manager.' }),
    items: z.array(programChangeSchema),
  })
  .meta({ id: 'ProgramDiff' });

/** `GET /api/programs/{version}/diff`: against which version; the one in force when left out. */
export const diffQuery = z.strictObject({ against: z.coerce.number().int().min(1).max(2_147_483_647).optional() });

export type SentencesAnswer = z.infer<typeof sentencesSchema>;
export type ProgramChangeAnswer = z.infer<typeof programChangeSchema>;
export type DiffAnswer = z.infer<typeof diffSchema>;

export function sentenceAnswer(statement: Statement, reading: ProgramReading): SentencesAnswer['items'][number] {
  const { key: name, code } = statement;
  const figures = JSON.parse(JSON.stringify(statement.arguments)) as Record<string, z.core.util.JSONType>;
  return { key: name, code, arguments: figures, text: statementText(statement, reading) };
}

export function changeAnswer(change: Change, reading: ProgramReading): ProgramChangeAnswer {
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
