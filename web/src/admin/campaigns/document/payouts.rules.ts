import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import type { Format } from '../../../shared/format/use-format';
import type { Translate } from './campaign-parts.rules';

export type Payout = NonNullable<CampaignDraft['challenge']>['payouts'][number];
/** The kinds of payouts. A kind has the name of the member that holds its value in the document. */
export type PayoutKind = 'points' | 'rewardCode' | 'tier' | 'badge';
type PayoutOf<Kind extends PayoutKind> = Extract<Payout, Readonly<Record<Kind, unknown>>>;

interface PayoutWords {
  readonly t: Translate;
  readonly format: Pick<Format, 'day'>;
  readonly spoken: (text: Readonly<Record<string, string>>) => string;
}

export interface KindOfPayout<Document> {
  /** The payout before its figures are typed. */
  readonly first: object;
  readonly say: (payout: Document, words: PayoutWords) => string;
  /** The kind's name in the select. Absent: the select lists the rewards of the catalogue in its place. */
  readonly label?: (t: Translate) => string;
  /** The inputs of the kind: for its members, for a tier, for something with a picture, or none. */
  readonly inputs: 'members' | 'tier' | 'picture' | 'none';
}

export const PAYOUTS: { readonly [Kind in PayoutKind]: KindOfPayout<PayoutOf<Kind>> } = {
  points: {
    first: { points: '' },
    say: ({ points }, { t }) => t('campaigns.say.payout.points', { count: points }),
    label: (t) => t('campaigns.payoutPoints'),
    inputs: 'members',
  },
  tier: {
    first: { tier: null, until: { days: 90 } },
    say: ({ tier, until }, { t, format }) =>
      'days' in until
        ? t('campaigns.say.payout.tierDays', { tier: tier ?? 'NEXT', count: until.days })
        : t('campaigns.say.payout.tierUntil', { tier: tier ?? 'NEXT', date: format.day(until.date) }),
    label: (t) => t('campaigns.payoutTier'),
    inputs: 'tier',
  },
  badge: {
    first: { badge: { name: {}, icon: 'CONFETTI', colour: 'GOLD' } },
    say: ({ badge }, { t, spoken }) => t('campaigns.say.payout.badge', { name: spoken(badge.name) }),
    label: (t) => t('campaigns.payoutBadge'),
    inputs: 'picture',
  },
  rewardCode: {
    first: { rewardCode: '' },
    say: ({ rewardCode }, { t }) => t('campaigns.say.payout.reward', { code: rewardCode }),
    inputs: 'none',
  },
};

export const payoutOfReward = (rewardCode: string): Payout => ({ rewardCode });

/** The code of the reward that a payout gives; undefined: the payout gives no reward. */
export const rewardOf = (payout: Payout): string | undefined =>
  'rewardCode' in payout ? payout.rewardCode : undefined;

export function payoutSentence(payout: Payout, words: PayoutWords): string {
  const say = PAYOUTS[kindOfPayout(payout)].say as (payout: Payout, words: PayoutWords) => string;
  return say(payout, words);
}

/** The kinds of payouts besides the rewards of the catalogue. */
export function payoutOptions(t: Translate): { readonly kind: PayoutKind; readonly label: string }[] {
  return kinds().flatMap((kind) => {
    const label = PAYOUTS[kind].label?.(t);
    return label === undefined ? [] : { kind, label };
  });
}

export function kindOfPayout(payout: Payout): PayoutKind {
  return kinds().find((kind) => kind in payout) ?? 'points';
}

const kinds = () => Object.keys(PAYOUTS) as PayoutKind[];
