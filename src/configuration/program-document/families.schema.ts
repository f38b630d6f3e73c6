import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import type { Contradiction } from './contradiction';
import { pointCount } from './document-numbers.schema';

/** Limited, because all members are locked when one of them spends the others' points. */
const MOST_MEMBERS = 20;

const coolFor = z.int().min(0).max(366);

export const families = z
  .strictObject({
    mostMembers: z.int().min(2).max(MOST_MEMBERS).describe('The most members of a family, children counted'),
    pool: z
      .strictObject({
        perDay: pointCount(1).describe(
          "The most of one member's points that the others may spend in a local day; no more than `perMonth`",
        ),
        perMonth: pointCount(1).describe(
          "The most of one member's points that the others may spend in a calendar month",
        ),
        pointsCoolFor: coolFor.describe(
          'Days after points were earned before other members may spend them; 0: at once',
        ),
        membersCoolFor: coolFor.describe(
          'Days after joining before a member may spend points of the others, and they those of the member; 0: at once',
        ),
      })
      .nullable()
      .describe(
        "How members spend one another's points where their own are too few; null: each member spends only the own points",
      ),
  })
  .optional()
  .describe('Guests who are one family; left out: the programme has no families');

export function* familyContradictions({ families: allowed }: ProgramDocument): Generator<Contradiction> {
  const pool = allowed?.pool ?? null;
  if (pool !== null && pool.perDay > pool.perMonth)
    yield { path: ['families', 'pool', 'perDay'], reason: 'dayAboveMonth' };
}
