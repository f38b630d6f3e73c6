import { z } from 'zod';
import { instant, pageFields, uuidList } from '../../../platform/http/schemas';
import { runFields } from '../backtest/backtest.dto';

const tier = z.string();
const date = z.iso.date();
const move = { from: tier, to: tier, guests: z.int() };

const figure = z.int();
const yearOf = {
  discount: figure.meta({ description: 'Money in minor units; below zero is less than without the change.' }),
  earned: figure.meta({ description: 'Points.' }),
  expired: figure.meta({ description: 'Points; above zero, more of them expire.' }),
  value: figure.meta({
    description: 'All of it in minor units: discounts, what points paid, the worth of the points that are left.',
  }),
};
const yearOfGuests = z.strictObject({ guests: figure, ...yearOf });

export const impactSchema = z
  .strictObject({
    version: z.int(),
    against: z.int(),
    at: z.iso.datetime(),
    until: z.iso.datetime().meta({ description: 'How far is looked, if no guest did anything.' }),
    guests: z.int(),
    concerned: z.int().meta({ description: 'Guests whose terms change, or for whom a year comes out otherwise.' }),
    changes: z
      .array(z.strictObject({ key: z.string(), guests: z.int() }))
      .meta({ description: 'Each difference, by its key in `/diff`, with the guests whom it concerns.' }),
    losing: yearOfGuests.meta({
      description:
        'Guests for whom the coming year is worth less, if they buy again what they bought in the last 52 weeks.',
    }),
    gaining: yearOfGuests,
    unread: z
      .int()
      .meta({ description: 'Rows of the last year that could not be read; 0 unless the ledger is damaged.' }),
    falls: z
      .array(z.strictObject({ ...move, on: date }))
      .meta({ description: 'On the first day on which they have a lower tier than without the change.' }),
    rises: z.array(z.strictObject(move)).meta({ description: 'With their next act.' }),
    matrix: z
      .array(z.strictObject(move))
      .meta({ description: 'At `until`: the tier without the change × the one with it.' }),
    points: z.strictObject({ open: z.int(), worthBefore: z.int(), worthAfter: z.int(), currency: z.string() }),
    lots: z.strictObject({
      open: z.int(),
      points: z.int(),
      shortened: z.literal(0).meta({ description: 'Lots that were earned keep their end under every program.' }),
    }),
    sentences: z.array(z.string()),
  })
  .meta({ id: 'ProgramImpact' });

export const askImpactSchema = z
  .strictObject({
    at: instant.optional().meta({ description: 'When it comes into force; as planned, else as soon as possible.' }),
  })
  .meta({ id: 'AskImpact' });

export const impactRunSchema = z.strictObject(runFields).meta({ id: 'ImpactRun' });
export const reportedImpactSchema = z
  .strictObject({ ...runFields, impact: impactSchema.nullable().meta({ description: 'Once it is DONE.' }) })
  .meta({ id: 'ReportedImpactRun' });

/** Which of the moved guests. */
const which = {
  at: instant.optional(),
  change: z.enum(['FALLS', 'RISES']),
  from: tier.optional(),
  to: tier.optional(),
  on: date.optional().meta({ description: 'Of FALLS.' }),
};
export const impactFileQuery = z.strictObject(which);
export const impactGuestsQuery = z.strictObject({
  ...pageFields,
  ...which,
  guestIds: uuidList.optional().meta({ description: 'Of these guests alone: ids, separated by commas' }),
});

export const impactGuestsSchema = z
  .strictObject({
    items: z.array(z.strictObject({ guestId: z.uuid(), from: tier, to: tier, on: date.nullable() })),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ProgramImpactGuests' });

/** The guests whom a finished run found: all that it concerns by their loss, those who lose, or those who gain. */
export const concernedFileQuery = z.strictObject({ which: z.enum(['ALL', 'LOSING', 'GAINING']).default('ALL') });
export const concernedQuery = concernedFileQuery.extend(pageFields);

export const concernedPageSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        guestId: z.uuid(),
        name: z.string().nullable().meta({ description: 'Null: unknown, or the reader may not find guests.' }),
        cardNumber: z.string().nullable(),
        from: tier.meta({ description: 'The tier without the change, when it would come into force.' }),
        to: tier,
        ...yearOf,
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ProgramImpactConcerned' });

export type ConcernedFileQuery = z.infer<typeof concernedFileQuery>;
export type ConcernedQuery = z.infer<typeof concernedQuery>;
export type ConcernedAnswer = z.infer<typeof concernedPageSchema>;
export type ImpactAnswer = z.infer<typeof impactSchema>;
export type ImpactRunAnswer = z.infer<typeof impactRunSchema>;
export type ReportedImpactRunAnswer = z.infer<typeof reportedImpactSchema>;
export type ImpactFileQuery = z.infer<typeof impactFileQuery>;
export type ImpactGuestsQuery = z.infer<typeof impactGuestsQuery>;
export type ImpactGuestsAnswer = z.infer<typeof impactGuestsSchema>;
