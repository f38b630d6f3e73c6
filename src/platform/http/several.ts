import { z } from 'zod';
import type { Language } from '../language/language';
import { ProblemError } from '../problems/problem';
import { problemWords } from './catalogue/catalogue';
import type { KeyedCall } from './idempotency/keyed-call';
import { uuid } from './schemas';

const MOST_AT_ONCE = 200;

/** The body of a call about several things, beside its act. */
export const severalShape = {
  ids: z.array(uuid).min(1).max(MOST_AT_ONCE).describe('Ids, at most 200; an id that stands twice counts once'),
  preview: z.boolean().default(false).describe('Whether it only says what the act would do, and changes nothing'),
};

const outcome = z
  .enum(['DONE', 'UNCHANGED', 'REFUSED'])
  .describe(
    'DONE: changed, or would be; UNCHANGED: it was so before; REFUSED: it stays as it is, and `reason` says why',
  );

export const severalAnswerSchema = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          id: z.uuid().describe('The id that was sent'),
          outcome,
          reason: z
            .strictObject({
              code: z.string().describe('Code of the problem, as the call about this one alone has it'),
              title: z.string().describe('The problem in the language of the call'),
              detail: z.string().describe('The way to mend it'),
            })
            .nullable()
            .describe('Why it was refused; null: it was not'),
        }),
      )
      .describe('One for each id, in the order in which they were sent; an id that stood twice stands once'),
  })
  .meta({ id: 'SeveralDone', description: 'The outcome of each id, in the order in which they were sent.' });

export type SeveralAnswer = z.infer<typeof severalAnswerSchema>;
type SeveralItem = SeveralAnswer['items'][number];

/** Whether the act changed what it was done to. */
export interface OneDone {
  readonly isChanged: boolean;
}

/**
 * Does an act to each id, one after another, each in a transaction of its own: a refusal stops no other. Each id has a key
 * made of the key of the call, so a call that broke off and is sent again goes on where it was, and does nothing twice.
 */
export async function several(
  ids: readonly string[],
  { call, language }: { readonly call: KeyedCall; readonly language: Language },
  act: (id: string, call: KeyedCall) => Promise<OneDone>,
): Promise<SeveralAnswer> {
  const items: SeveralItem[] = [];
  for (const id of new Set(ids)) items.push(await one(id));
  return { items };

  async function one(id: string): Promise<SeveralItem> {
    const key = call.key === null ? null : `${call.key}/${id}`;
    try {
      const { isChanged } = await act(id, { ...call, key, ifMatch: null, answered: ignore, replayed: ignore });
      return { id, outcome: isChanged ? 'DONE' : 'UNCHANGED', reason: null };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return {
        id,
        outcome: 'REFUSED',
        reason: { code: error.code, ...problemWords(error.code, error.data, language) },
      };
    }
  }
}

/** The answer of all has one status, whatever that of each is. */
const ignore = (): void => undefined;

/** Tells whether a change would change anything: it is made in its transaction, and the transaction is taken back. Throws what the change throws. */
export async function takenBack<Tx>(
  transact: (work: (tx: Tx) => Promise<never>) => Promise<never>,
  change: (tx: Tx) => Promise<OneDone>,
): Promise<OneDone> {
  try {
    return await transact(async (tx) => {
      throw new TakenBack(await change(tx));
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.done;
    throw error;
  }
}

/** Ends the transaction of a preview. */
class TakenBack extends Error {
  constructor(readonly done: OneDone) {
    super('a preview changes nothing');
  }
}
