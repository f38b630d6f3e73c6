import { z } from 'zod';
import { BADGE_COLOURS, BADGE_ICONS, type PayoutOf } from '../../decision';
import { line, localDate, objectNamed } from '../../platform/http/schemas';
import { giftDays, pointCount } from '../program-document/document-numbers.schema';

export const byLanguage = <Text extends z.ZodType>(text: Text) =>
  z
    .record(z.string().regex(/^[a-z]{2}$/), text)
    .refine((texts) => Object.keys(texts).length > 0, { params: { code: 'required' } });

export const giftDay = z.union([giftDays, z.strictObject({ date: localDate.describe('Local date, `YYYY-MM-DD`') })]);
export const badgeSchema = objectNamed('Badge', 'A badge as it is drawn.', {
  name: byLanguage(line(60)).describe('Name that guests read, by language code of two letters'),
  icon: z.enum(BADGE_ICONS).describe('Drawing on the badge'),
  colour: z.enum(BADGE_COLOURS).describe('Colour of the badge'),
});

/** By the member that names the kind. */
const FORMS = {
  points: z.strictObject({ points: pointCount(1).describe('Points at once') }),
  rewardCode: z.strictObject({
    rewardCode: line(100).describe('Code of a reward of the catalogue that the guest may take for no points'),
  }),
  tier: z.strictObject({
    tier: z
      .string()
      .min(1)
      .max(30)
      .nullable()
      .describe("Code of the tier that the guest then holds at least; null: the next one above the guest's own"),
    until: giftDay.describe('Last day on which the guest holds it'),
  }),
  badge: z.strictObject({
    badge: badgeSchema.describe('Badge that the guest keeps and sees in the cabinet; one of a campaign'),
  }),
} satisfies { readonly [Member in keyof PayoutOf]: z.ZodType<PayoutOf[Member]> };

type Form = (typeof FORMS)[keyof typeof FORMS];

export const payout = z.union(Object.values(FORMS) as [Form, ...Form[]]);
