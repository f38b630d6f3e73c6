import { z } from 'zod';
import type { MinorUnits, PartsPerMillion, Points } from '../../decision';
import { SEGMENT_CODE } from './conditions/rule-tree-shape.rules';

const MAX_GIFT_DAYS = 3_650;

/** The largest amount of a till act; a programme must stay exact up to it. */
export const MAX_AMOUNT = 100_000_000_000;
export const MILLION = 1_000_000;

export const segmentCode = z.string().max(40).regex(SEGMENT_CODE);

// The decision uses branded numbers; at run time they are the numbers that zod has checked.
export const money = (least: number) =>
  z.int().min(least).max(MAX_AMOUNT) as unknown as z.ZodType<MinorUnits, MinorUnits>;
export const pointCount = (least: number) =>
  z.int().min(least).max(1_000_000_000) as unknown as z.ZodType<Points, Points>;
export const rate = (least: number, most: number) =>
  z.int().min(least).max(most) as unknown as z.ZodType<PartsPerMillion, PartsPerMillion>;
export const multiplier = () => rate(0, 100 * MILLION);

/** A day in a gift's validity, counted from the day on which it is given. */
export const giftDays = z.strictObject({
  days: z.int().min(1).max(MAX_GIFT_DAYS).describe('Days after the local day of the gift, 1 to 3,650'),
});
