import type { Prisma } from '../../generated/prisma/client';
import type { Tx } from '../database/database';
import { found } from '../problems/problem';
import { pageOfSlice, pickSlice, type SortedQuery, sliceOf } from './list-query';

type Models = Tx['prisma'];
export type Model = { [M in keyof Models]: M extends Uncapitalize<Prisma.ModelName> ? M : never }[keyof Models];
type ArgsOf<M extends Model> = Prisma.TypeMap['model'][Capitalize<M>]['operations']['findMany']['args'];
type WhereOf<M extends Model> = NonNullable<ArgsOf<M>['where']>;
/** The columns and related rows that are read with a row; left out: all columns. */
type ShapeOf<M extends Model> = Partial<Pick<ArgsOf<M>, Extract<keyof ArgsOf<M>, 'include' | 'omit' | 'select'>>>;
type RowOf<M extends Model, Shape> = Prisma.Result<
  Models[M],
  [Shape] extends [never] ? object : Shape,
  'findFirstOrThrow'
>;

/** A page of a list, as a description of what the list is. */
interface PlainList<M extends Model, Shape, Answer> {
  /** The name of the list, to which its cursors are bound. */
  readonly name: string;
  readonly model: M;
  readonly query: SortedQuery;
  readonly where: WhereOf<M>;
  readonly shape?: Shape;
  readonly answer: (row: RowOf<M, Shape>) => Answer | Promise<Answer>;
}

/** The reading methods that every Prisma table has. With the model as a type parameter the methods would have no common type. */
interface Reads<Row> {
  findFirst(args: object): Promise<Row | null>;
  findMany(args: object): Promise<Row[]>;
}

/** The row of the network with this id. Further conditions may narrow it. @throws ProblemError `not_found`, also for another network's row */
export async function getRow<M extends Model, const Shape extends ShapeOf<M> = never>(
  tx: Tx,
  model: M,
  where: WhereOf<M> & { readonly networkId: string; readonly id: string },
  shape?: Shape,
): Promise<RowOf<M, Shape>> {
  return found(await readsOf<M, Shape>(tx, model).findFirst({ where, ...shape }));
}

/** Reads a page of a list in the order of the ids, which is that of creation. @throws ProblemError `invalid_query` for a cursor of another list */
export async function listRows<M extends Model, Answer, const Shape extends ShapeOf<M> = never>(
  tx: Tx,
  { name, model, query, where, shape, answer }: PlainList<M, Shape, Answer>,
): Promise<{ items: Answer[]; nextCursor: string | null }> {
  const { id, order: orderBy, take } = pickSlice(sliceOf(name, query));
  const rows = await readsOf<M, Shape>(tx, model).findMany({
    where: { AND: [where, { id }] },
    orderBy,
    take,
    ...shape,
  });
  const page = pageOfSlice(name, query, rows, (row) => (row as { readonly id: string }).id);
  const items: Answer[] = [];
  for (const row of page.items) items.push(await answer(row));
  return { items, nextCursor: page.nextCursor };
}

const readsOf = <M extends Model, Shape>(tx: Tx, model: M): Reads<RowOf<M, Shape>> =>
  tx.prisma[model] as unknown as Reads<RowOf<M, Shape>>;
