import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import type { Format } from '../../../shared/format/use-format';
import { spokenOf } from '../../../shared/i18n/spoken';
import type { useTranslation } from '../../../shared/i18n/use-translation';
import { FIRST_PAYOUT, type PayoutKind, type PayoutValues } from './campaign-values.rules';

type Payout = NonNullable<CampaignDraft['challenge']>['payouts'][number];
type PayoutOf = {
  readonly [Kind in PayoutKind]: Extract<Payout, Readonly<Record<Kind, unknown>>>;
};

interface Words {
  readonly t: ReturnType<typeof useTranslation<'admin'>>['t'];
  readonly format: Pick<Format, 'day'>;
  readonly spoken: (text: Readonly<Record<string, string>>) => string;
}

interface KindOfPayout<Kind extends PayoutKind> {
  /** The payout as a document has it. A value that cannot be read is left out, and the server's refusal names it. */
  readonly read: (values: PayoutValues) => PayoutOf[Kind];
  readonly typed: (payout: PayoutOf[Kind]) => Partial<PayoutValues>;
  readonly say: (payout: PayoutOf[Kind], words: Words) => string;
}

const KINDS: { readonly [Kind in PayoutKind]: KindOfPayout<Kind> } = {
  points: {
    read: ({ points }) => ({ points: points === '' ? 0 : points }),
    typed: ({ points }) => ({ points }),
    say: ({ points }, { t }) => t('campaigns.say.payout.points', { count: points }),
  },
  rewardCode: {
    read: ({ rewardCode }) => ({ rewardCode }),
    typed: ({ rewardCode }) => ({ rewardCode }),
    say: ({ rewardCode }, { t }) => t('campaigns.say.payout.reward', { code: rewardCode }),
  },
  tier: {
    read: ({ tier: { code, days, day } }) => ({
      tier: code === '' ? null : code,
      until: day === '' ? { days: days === '' ? 0 : days } : { date: day },
    }),
    typed: ({ tier, until }) => ({
      tier: {
        code: tier ?? '',
        ...('days' in until ? { days: until.days, day: '' } : { days: '', day: until.date }),
      },
    }),
    say: ({ tier, until }, { t, format }) =>
      'days' in until
        ? t('campaigns.say.payout.tierDays', { tier: tier ?? 'NEXT', count: until.days })
        : t('campaigns.say.payout.tierUntil', { tier: tier ?? 'NEXT', date: format.day(until.date) }),
  },
  badge: {
    read: ({ badge: { nameRu, nameEn, icon, colour } }) => ({
      badge: { name: spokenOf(nameRu, nameEn), icon, colour },
    }),
    typed: ({ badge: { name, icon, colour } }) => ({
      badge: { icon, colour, nameRu: name['ru'] ?? '', nameEn: name['en'] ?? '' },
    }),
    say: ({ badge }, { t, spoken }) => t('campaigns.say.payout.badge', { name: spoken(badge.name) }),
  },
};

export function payoutOf(values: PayoutValues): Payout {
  return KINDS[values.kind].read(values);
}

export function payoutValuesOf(payout: Payout): PayoutValues {
  const kind = kindOf(payout);
  return { ...FIRST_PAYOUT, kind, ...(KINDS[kind] as KindOfPayout<PayoutKind>).typed(payout) };
}

export function payoutSentence(payout: Payout, words: Words): string {
  return (KINDS[kindOf(payout)] as KindOfPayout<PayoutKind>).say(payout, words);
}

function kindOf(payout: Payout): PayoutKind {
  return (Object.keys(KINDS) as PayoutKind[]).find((kind) => kind in payout) ?? 'points';
}
