import { z } from 'zod';
import { objectOrNull, listOf } from '../../platform/http/schemas';
import { isoDateOf } from '../../platform/clock/calendar';
import { BEST_SCORE, RFM_GRID, RFM_NAMES, rfmNameOf, valueOf } from './rfm-names.rules';
import type { RfmFigures } from './rfm.query';

const limits = (of: string) =>
  z.array(z.int()).describe(`Four limits of ${of}, rising; empty before the first guest bought`);
const guests = z.int().describe('Guests there now');
const spend = z.int().describe('Money that they have paid ever, less refunds, in minor units');
const score = z.int().min(1).max(BEST_SCORE);
const recency = score.describe('Score of the last purchase: 5 is the fifth of guests who bought last');

export const rfmSchema = z
  .strictObject({
    boundaries: objectOrNull('Limits between the fifths of the guests; null: not made yet', {
      date: z.string().describe('Business day of the network for which they were made, `YYYY-MM-DD`'),
      madeAt: z.string().describe('When they were made (RFC 3339)'),
      guests: z.int().describe('Guests with a purchase then'),
      recency: limits('days since the last purchase'),
      frequency: limits('visits ever'),
      money: limits('money paid ever, in minor units'),
    }),
    guests: z.int().describe('Guests with a purchase now'),
    spend,
    cells: listOf('The 25 cells of the grid, from recency 5 and value 1 on', {
      recency,
      value: score.describe('Value by the scores of frequency and money: 5 is the best'),
      name: z.enum(RFM_NAMES).describe('Name of the scores'),
      guests,
      spend,
    }),
    names: listOf('The eleven names, in their fixed order', {
      name: z.enum(RFM_NAMES).describe('Name'),
      guests,
      spend,
    }),
    scores: listOf('Scores that guests have now, at most 125', {
      recency,
      frequency: score.describe('Score of visits: 5 is the fifth of guests with most'),
      money: score.describe('Score of the money paid: 5 is the fifth of guests who paid most'),
      name: z.enum(RFM_NAMES).describe('Name of the scores'),
      guests,
      spend,
    }),
  })
  .meta({
    id: 'Rfm',
    description:
      'The guests by recency, frequency and money. Limits are made each night; each guest is scored by them and by the ' +
      'figures of now. Equal figures have equal scores, so a score may have no guest.',
  });

export function rfmAnswer({ boundaries, scores }: RfmFigures): z.infer<typeof rfmSchema> {
  const named = scores.flatMap((row) => {
    const name = rfmNameOf(row.recency, row.frequency, row.money);
    return name === null ? [] : [{ ...row, name }];
  });
  const sumOf = (rows: readonly { readonly guests: number; readonly spend: number }[]) => ({
    guests: rows.reduce((sum, row) => sum + row.guests, 0),
    spend: rows.reduce((sum, row) => sum + row.spend, 0),
  });
  const fifths = Array.from({ length: BEST_SCORE }, (_, at) => at + 1);
  return {
    boundaries:
      boundaries === null
        ? null
        : {
            date: isoDateOf(boundaries.day),
            madeAt: boundaries.madeAt.toISOString(),
            guests: boundaries.guests,
            recency: [...boundaries.recency],
            frequency: [...boundaries.frequency],
            money: [...boundaries.money],
          },
    ...sumOf(named),
    cells: fifths.toReversed().flatMap((recency) =>
      fifths.flatMap((value) => {
        const name = RFM_GRID[recency - 1]?.[value - 1];
        const rows = named.filter((row) => row.recency === recency && valueOf(row.frequency, row.money) === value);
        return name === undefined ? [] : [{ recency, value, name, ...sumOf(rows) }];
      }),
    ),
    names: RFM_NAMES.map((name) => ({ name, ...sumOf(named.filter((row) => row.name === name)) })),
    scores: named,
  };
}
