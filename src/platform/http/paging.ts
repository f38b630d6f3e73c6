import { z } from 'zod';
import { isId } from '../ids/ids';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** A place in a list ordered by id: the last id that was answered, kept opaque so that its form may change. */
const idCursor = z
  .string()
  .max(64)
  .transform((text, context) => {
    const id = Buffer.from(text, 'base64url').toString('utf8');
    if (isId(id)) return id;
    context.addIssue({ code: 'custom', message: 'not a cursor of this list' });
    return z.NEVER;
  });

/** The query of every list: `?limit=50&cursor=…`. `cursor` is parsed to the id after which to go on. */
export const pageQueryShape = {
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  cursor: idCursor.optional(),
};
export const pageQuerySchema = z.strictObject(pageQueryShape);
export type PageQuery = z.infer<typeof pageQuerySchema>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The answer schema of a list. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** Makes a page of rows ordered by id, of which one more than `limit` was read to know whether there are others. */
export function pageOf<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(toItem), nextCursor: more ? Buffer.from(last.id).toString('base64url') : null };
}
