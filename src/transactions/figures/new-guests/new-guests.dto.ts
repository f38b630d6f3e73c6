import { z } from 'zod';
import { openListOf } from '../../../platform/http/schemas';
import { comparedShape } from '../catalogue/choice.dto';

const count = z.int().min(0);
const date = z.iso.date();

export const SOURCES = ['STAFF', 'SELF', 'REFERRAL', 'IMPORT', 'API'] as const;

const figuresShape = {
  guests: count.describe('Guests who were registered; a guest who was merged into another one is left out'),
  bought: count
    .nullable()
    .describe('Those of them with a visit so far; null: the caller may not see visits of the whole network'),
  cameAgain: openListOf('Guests who came again, within 30, 60 and 90 days', {
    days: z.int().describe('Days after the registration: 30, 60 or 90'),
    guests: count
      .nullable()
      .describe(
        'Guests with visits on two days up to then; null: the days of some guest are not over, or the caller may not see ' +
          'visits of the whole network',
      ),
    sharePpm: count
      .nullable()
      .describe('Their share in the guests who were registered, in parts per million; null: as `guests`, or none'),
  }),
};
const figuresSchema = z
  .object(figuresShape)
  .meta({ id: 'NewGuestFigures', description: 'Guests who were registered in a period, and who of them came again.' });
export type NewGuestFigures = z.infer<typeof figuresSchema>;

const groupShape = {
  period: figuresSchema.describe('The period'),
  compared: figuresSchema.describe('The compared period'),
};

export const newGuestsSchema = z
  .object({
    businessDate: date.describe('Business date of now (`YYYY-MM-DD`), which is not over'),
    from: date.describe('First business date'),
    to: date.describe('Last business date'),
    ...comparedShape,
    isBehind: z.boolean().describe('Sales of the past are still being counted, so visits will still grow'),
    total: z.object(groupShape).describe('All of them together'),
    restaurants: openListOf('By restaurant, most guests first', {
      restaurantId: z.uuid().nullable().describe('Restaurant of the registration; null: none is known'),
      name: z.string().nullable().describe('Name of the restaurant; null: none is known'),
      ...groupShape,
    }),
    cashiers: openListOf('By member of staff, most guests first, at most 500; there are no further pages', {
      userId: z.uuid().nullable().describe('Member of staff who registered; null: nobody of the staff'),
      name: z.string().nullable().describe('Name of the member of staff; null: none'),
      ...groupShape,
    }),
    sources: openListOf('By source, in the order of the list; sources without a guest are left out', {
      source: z
        .enum(SOURCES)
        .describe(
          'Way of the registration: by staff at the till or in the console, by the guest (link or QR code), by an invitation of ' +
            'another guest, by an import, or by another system',
        ),
      ...groupShape,
    }),
  })
  .meta({
    id: 'NewGuests',
    description: 'New guests of a period by restaurant, member of staff and source, beside another period.',
  });
export type NewGuests = z.infer<typeof newGuestsSchema>;
