import { z } from 'zod';
import {
  type Badge,
  BADGE_COLOURS,
  BADGE_ICONS,
  type CampaignPayout,
  kindOfPayout,
  type PayoutOf,
} from '../../decision';
import type { MessagesArguments } from '../../generated/words/messages';
import { dayOfIsoDate } from '../../platform/clock/calendar';
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

type PayoutKey = Extract<keyof MessagesArguments, `campaign.payout.${string}`>;

/** The words of a message to guests. */
export interface PayoutWords extends Pick<ShownPayouts, 'rewardNames'> {
  readonly say: <Key extends PayoutKey>(key: Key, given: MessagesArguments[Key]) => string;
  /** A text of the network in the language of the message. */
  readonly spoken: (texts: Readonly<Record<string, string>>) => string;
}

/** A kind of payout in the API: its schema in a campaign's document, its answer to guests, and its words in a message to them. */
export interface KindOfPayout<Payout, Shown extends z.ZodObject = z.ZodObject> {
  /** The schema of the payout in a campaign's document. */
  readonly form: z.ZodType<Payout>;
  /** A campaign has at most one such payout. */
  readonly isOnce?: true;
  /** Finds a code which the network does not have. Absent: payouts of this kind name no code. */
  readonly mistake?: (payout: Payout, known: PayoutNames) => Contradiction | null;
  /** The schema of the payout in answers to guests, where `kind` tells the kinds apart. */
  readonly shown: Shown;
  readonly show: (payout: Payout, known: ShownPayouts) => z.infer<Shown>;
  readonly tell: (payout: Payout, words: PayoutWords) => string;
}

const kind = <Payout, Shown extends z.ZodObject>(entry: KindOfPayout<Payout, Shown>) => entry;

/** The kinds, each by the member that names it in a document. */
export const PAYOUT_KINDS = {
  points: kind({
    form: z.strictObject({ points: pointCount(1).describe('Points at once') }),
    shown: z.strictObject({
      kind: z.literal('POINTS').describe('Points at once'),
      points: z.int().describe('How many points'),
    }),
    show: ({ points }) => ({ kind: 'POINTS' as const, points }),
    tell: (payout, { say }) => say('campaign.payout.points', payout),
  }),
  rewardCode: kind({
    form: z.strictObject({
      rewardCode: line(100).describe('Code of a reward of the catalogue that the guest may take for no points'),
    }),
    mistake: ({ rewardCode }, { rewardCodes }) =>
      rewardCodes.has(rewardCode) ? null : { path: ['rewardCode'], code: 'reward_unknown' },
    shown: z.strictObject({
      kind: z.literal('REWARD').describe('A reward of the catalogue for no points'),
      name: z
        .record(z.string(), z.string())
        .describe('Name of the reward by language code; empty: the catalogue has it no more'),
    }),
    show: ({ rewardCode }, { rewardNames }) => ({ kind: 'REWARD' as const, name: { ...rewardNames.get(rewardCode) } }),
    tell: ({ rewardCode }, { say, spoken, rewardNames }) =>
      say('campaign.payout.reward', { name: spoken(rewardNames.get(rewardCode) ?? { '': rewardCode }) }),
  }),
  tier: kind({
    form: z.strictObject({
      tier: z
        .string()
        .min(1)
        .max(30)
        .nullable()
        .describe("Code of the tier that the guest then holds at least; null: the next one above the guest's own"),
      until: giftDay.describe('Last day on which the guest holds it'),
    }),
    isOnce: true,
    mistake: ({ tier }, { tierCodes }) =>
      tier === null || tierCodes.has(tier) ? null : { path: ['tier'], code: 'not_allowed', reason: 'noSuchTier' },
    shown: z.strictObject({
      kind: z.literal('TIER').describe('A tier for a time'),
      tier: z.string().nullable().describe("Code of the tier; null: the one above the guest's own"),
    }),
    show: ({ tier }) => ({ kind: 'TIER' as const, tier }),
    tell: ({ tier, until }, { say }) =>
      'days' in until
        ? say('campaign.payout.tierDays', { tier: tier ?? 'NEXT', n: until.days })
        : say('campaign.payout.tierUntil', { tier: tier ?? 'NEXT', day: dayOfIsoDate(until.date) }),
  }),
  badge: kind({
    form: z.strictObject({
      badge: badgeSchema.describe('Badge that the guest keeps and sees in the cabinet; one of a campaign'),
    }),
    isOnce: true,
    shown: z.strictObject({
      kind: z.literal('BADGE').describe('A badge that the guest keeps'),
      badge: badgeSchema,
      picture: badgePictureSchema,
    }),
    show: ({ badge }, { picture }) => ({
      kind: 'BADGE' as const,
      badge: badgeAnswer(badge),
      picture: pictureAnswer(picture),
    }),
    tell: ({ badge: { name } }, { say, spoken }) => say('campaign.payout.badge', { name: spoken(name) }),
  }),
} satisfies { readonly [Member in keyof PayoutOf]: { readonly form: z.ZodType<PayoutOf[Member]> } };

type PayoutEntry = (typeof PAYOUT_KINDS)[keyof PayoutOf];
const kinds = () => Object.values(PAYOUT_KINDS) as [PayoutEntry, ...PayoutEntry[]];

export const payoutSchema = () => z.union(kinds().map(({ form }) => form));
export const payoutOfGuestSchema = () =>
  z.discriminatedUnion('kind', kinds().map(({ shown }) => shown) as [PayoutEntry['shown'], ...PayoutEntry['shown'][]]);
export type PayoutOfGuest = z.infer<PayoutEntry['shown']>;

export function isOnce(member: keyof PayoutOf): boolean {
  return PAYOUT_KINDS[member].isOnce === true;
}

/** Null, or the mistake of a payout that names a code which the network does not have. */
export function payoutMistake(given: CampaignPayout, known: PayoutNames): Contradiction | null {
  return entryOf(given).mistake?.(given, known) ?? null;
}

/** A payout as guests read it. */
export function payoutOfGuest(given: CampaignPayout, known: ShownPayouts): PayoutOfGuest {
  return entryOf(given).show(given, known);
}

/** A payout in the words of a message to guests. */
export function payoutText(given: CampaignPayout, words: PayoutWords): string {
  return entryOf(given).tell(given, words);
}

/** The entry of a payout's kind. Its type takes payouts of any kind, because the compiler does not know which one this is. */
function entryOf(given: CampaignPayout) {
  return PAYOUT_KINDS[kindOfPayout(given)] as unknown as KindOfPayout<CampaignPayout, PayoutEntry['shown']>;
}
