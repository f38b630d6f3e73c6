import { z } from 'zod';
import { instant, pageFields, uuidList } from '../../../platform/http/schemas';
import { runFields } from '../backtest/backtest.dto';

const tier = z.string();
const date = z.iso.date();
const move = { from: tier, to: tier, guests: z.int() };

export const impactSchema = z
  .strictObject({
    version: z.int(),
    against: z.int(),
    at: z.iso.datetime(),
    until: z.iso.datetime().meta({ description: 'How far is looked, if no guest did anything.' }),
    guests: z.int(),
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

export type ImpactAnswer = z.infer<typeof impactSchema>;
export type ImpactRunAnswer = z.infer<typeof impactRunSchema>;
export type ReportedImpactRunAnswer = z.infer<typeof reportedImpactSchema>;
export type ImpactFileQuery = z.infer<typeof impactFileQuery>;
export type ImpactGuestsQuery = z.infer<typeof impactGuestsQuery>;
export type ImpactGuestsAnswer = z.infer<typeof impactGuestsSchema>;
