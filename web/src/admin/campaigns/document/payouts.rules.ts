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
}

export const PAYOUTS: { readonly [Kind in PayoutKind]: KindOfPayout<PayoutOf<Kind>> } = {
  points: {
    first: { points: '' },
    say: ({ points }, { t }) => t('campaigns.say.payout.points', { count: points }),
  },
  tier: {
    first: { tier: null, until: { days: 90 } },
    say: ({ tier, until }, { t, format }) =>
      'days' in until
        ? t('campaigns.say.payout.tierDays', { tier: tier ?? 'NEXT', count: until.days })
        : t('campaigns.say.payout.tierUntil', { tier: tier ?? 'NEXT', date: format.day(until.date) }),
  },
  badge: {
    first: { badge: { name: {}, icon: 'CONFETTI', colour: 'GOLD' } },
    say: ({ badge }, { t, spoken }) => t('campaigns.say.payout.badge', { name: spoken(badge.name) }),
  },
  rewardCode: {
    first: { rewardCode: '' },
    say: ({ rewardCode }, { t }) => t('campaigns.say.payout.reward', { code: rewardCode }),
  },
};

/** The first value of each kind of payout, with empty figures, in the order in which the form offers the kinds. */
export function firstPayouts(): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(PAYOUTS).map(([kind, { first }]) => [kind, first]));
}

export function payoutSentence(payout: Payout, words: PayoutWords): string {
  const say = PAYOUTS[kindOfPayout(payout)].say as (payout: Payout, words: PayoutWords) => string;
  return say(payout, words);
}

function kindOfPayout(payout: Payout): PayoutKind {
  return (Object.keys(PAYOUTS) as PayoutKind[]).find((kind) => kind in payout) ?? 'points';
}
