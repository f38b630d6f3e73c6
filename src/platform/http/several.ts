import { z } from 'zod';
import type { Language } from '../language/language';
import { ProblemError } from '../problems/problem';
import { problemWords } from './catalogue/catalogue';
import type { KeyedCall } from './idempotency/keyed-call';
import { uuid, objectOrNull, listOf } from './schemas';

const MOST_AT_ONCE = 200;

/** Common fields of a call that does one act to several things; each such call adds the fields of its act. */
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
    items: listOf('One for each id, in the order in which they were sent; an id that stood twice stands once', {
      id: z.uuid().describe('The id that was sent'),
      outcome,
      reason: objectOrNull('Why it was refused; null: it was not', {
        code: z.string().describe('Code of the problem, as the call about this one alone has it'),
        title: z.string().describe('The problem in the language of the call'),
        detail: z.string().describe('The way to mend it'),
      }),
    }),
  })
  .meta({ id: 'SeveralDone', description: 'The outcome of each id, in the order in which they were sent.' });

export type SeveralAnswer = z.infer<typeof severalAnswerSchema>;
type SeveralItem = SeveralAnswer['items'][number];

/** The result of an act done to one thing: whether it changed the thing. */
export interface OneDone {
  readonly isChanged: boolean;
}

/**
 * Does an act to each id, one after another, each in its own transaction, so one refusal does not stop the rest. Each act's key is made from the
 * call's key and the id, so a repeated call goes on where the first broke off and does nothing twice.
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

/** The whole call has one status, so the status of each act is dropped. */
const ignore = (): void => undefined;

/** Makes a change in a transaction, rolls the transaction back, and returns the result of the change. Throws as the change does. */
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

/** Rolls back the transaction of a preview and carries its result out. */
class TakenBack extends Error {
  constructor(readonly done: OneDone) {
    super('a preview changes nothing');
  }
}
