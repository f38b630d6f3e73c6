import { z } from 'zod';
import {
  type Badge,
  BADGE_COLOURS,
  BADGE_ICONS,
  type CampaignPayout,
  kindOfPayout,
  type PayoutOf,
} from '../../decision';
import { line, localDate, objectNamed } from '../../platform/http/schemas';
import { pictureAnswer, pictureSchema } from '../pictures/picture.dto';
import type { ShownPicture } from '../pictures/picture.sql';
import type { Contradiction } from '../program-document/contradiction';
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

export const badgePictureSchema = pictureSchema
  .nullable()
  .describe('Picture of the badge; null: it is drawn with its icon');

export function badgeAnswer({ name, ...art }: Badge): z.infer<typeof badgeSchema> {
  return { name: { ...name }, ...art };
}

/** Codes of the network that a payout may name. */
export interface PayoutNames {
  readonly rewardCodes: ReadonlySet<string>;
  readonly tierCodes: ReadonlySet<string>;
}

/** Names and the picture with which guests see the payouts of one campaign. */
export interface ShownPayouts {
  /** The names of a reward by language, for each code of a reward. */
  readonly rewardNames: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The picture of the campaign's badge; null: the badge is drawn with its icon. */
  readonly picture: ShownPicture | null;
}

/** The schema of each kind of payout in answers to guests, where `kind` tells them apart. */
const SHOWN = {
  points: z.strictObject({
    kind: z.literal('POINTS').describe('Points at once'),
    points: z.int().describe('How many'),
  }),
  rewardCode: z.strictObject({
    kind: z.literal('REWARD').describe('A reward of the catalogue for no points'),
    name: z
      .record(z.string(), z.string())
      .describe('Name of the reward by language code; empty: the catalogue has it no more'),
  }),
  tier: z.strictObject({
    kind: z.literal('TIER').describe('A tier for a time'),
    tier: z.string().nullable().describe("Code of the tier; null: the one above the guest's own"),
  }),
  badge: z.strictObject({
    kind: z.literal('BADGE').describe('A badge that the guest keeps'),
    badge: badgeSchema,
    picture: badgePictureSchema,
  }),
} satisfies { readonly [Member in keyof PayoutOf]: z.ZodObject };

interface KindOfPayout<Member extends keyof PayoutOf> {
  /** The schema of the payout in a campaign's document. */
  readonly form: z.ZodType<PayoutOf[Member]>;
  /** The mistake of a payout that names a code which the network lacks. Absent: payouts of this kind name none. */
  readonly mistake?: (payout: PayoutOf[Member], known: PayoutNames) => Contradiction | null;
  readonly show: (payout: PayoutOf[Member], known: ShownPayouts) => z.infer<(typeof SHOWN)[Member]>;
}

/** Each kind by the member of a document that holds its payouts. */
const KINDS: { readonly [Member in keyof PayoutOf]: KindOfPayout<Member> } = {
  points: {
    form: z.strictObject({ points: pointCount(1).describe('Points at once') }),
    show: ({ points }) => ({ kind: 'POINTS', points }),
  },
  rewardCode: {
    form: z.strictObject({
      rewardCode: line(100).describe('Code of a reward of the catalogue that the guest may take for no points'),
    }),
    mistake: ({ rewardCode }, { rewardCodes }) =>
      rewardCodes.has(rewardCode) ? null : { path: ['rewardCode'], code: 'reward_unknown' },
    show: ({ rewardCode }, { rewardNames }) => ({ kind: 'REWARD', name: { ...rewardNames.get(rewardCode) } }),
  },
  tier: {
    form: z.strictObject({
      tier: z
        .string()
        .min(1)
        .max(30)
        .nullable()
        .describe("Code of the tier that the guest then holds at least; null: the next one above the guest's own"),
      until: giftDay.describe('Last day on which the guest holds it'),
    }),
    mistake: ({ tier }, { tierCodes }) =>
      tier === null || tierCodes.has(tier) ? null : { path: ['tier'], code: 'not_allowed', reason: 'noSuchTier' },
    show: ({ tier }) => ({ kind: 'TIER', tier }),
  },
  badge: {
    form: z.strictObject({
      badge: badgeSchema.describe('Badge that the guest keeps and sees in the cabinet; one of a campaign'),
    }),
    show: ({ badge }, { picture }) => ({ kind: 'BADGE', badge: badgeAnswer(badge), picture: pictureAnswer(picture) }),
  },
};

type Form = (typeof KINDS)[keyof PayoutOf]['form'];
type Shown = (typeof SHOWN)[keyof PayoutOf];

export const payout = z.union(Object.values(KINDS).map(({ form }) => form) as [Form, ...Form[]]);
export const payoutOfGuestSchema = z.discriminatedUnion('kind', Object.values(SHOWN) as [Shown, ...Shown[]]);
export type PayoutOfGuest = z.infer<typeof payoutOfGuestSchema>;

/** The mistake of a payout that names a code which the network lacks; null: it is right. */
export function payoutMistake(given: CampaignPayout, known: PayoutNames): Contradiction | null {
  return entryOf(given).mistake?.(given, known) ?? null;
}

/** A payout as guests read it. */
export function payoutOfGuest(given: CampaignPayout, known: ShownPayouts): PayoutOfGuest {
  return entryOf(given).show(given, known);
}

/** The entry for a payout, typed as one that takes payouts of every kind. */
function entryOf(given: CampaignPayout): EntryOfAny {
  return KINDS[kindOfPayout(given)] as EntryOfAny;
}

interface EntryOfAny {
  readonly mistake?: (payout: CampaignPayout, known: PayoutNames) => Contradiction | null;
  readonly show: (payout: CampaignPayout, known: ShownPayouts) => PayoutOfGuest;
}
