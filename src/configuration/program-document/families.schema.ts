import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import type { Contradiction } from './contradiction';
import { pointCount } from './document-numbers.schema';

/** All members are locked when one of them spends points of the others. */
const MOST_MEMBERS = 20;

const coolFor = z.int().min(0).max(366);

export const families = z
  .strictObject({
    mostMembers: z.int().min(2).max(MOST_MEMBERS),
    pool: z
      .strictObject({
        perDay: pointCount(1),
        perMonth: pointCount(1),
        pointsCoolFor: coolFor,
        membersCoolFor: coolFor,
      })
      .nullable(),
  })
  .optional();

export function* familyContradictions({ families: allowed }: ProgramDocument): Generator<Contradiction> {
  const pool = allowed?.pool ?? null;
  if (pool !== null && pool.perDay > pool.perMonth)
    yield { path: ['families', 'pool', 'perDay'], reason: 'A day allows no more than its month.' };
}
