import { type Badge, BADGE_COLOURS, BADGE_ICONS } from '../../../entities/campaign/badges';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import type { Format } from '../../../shared/format/use-format';
import { spokenOf } from '../../../shared/i18n/spoken';
import { choicesOf, type KindField, type KindForm, type Translate } from './kind-fields.rules';

/** The typed values of each kind of payout, by the member of the document that names the kind. */
interface TypedPayouts {
  readonly points: { readonly count: number | '' };
  readonly rewardCode: { readonly code: string };
  /** An empty `code` means the next tier up. `days` counts only while no date is typed. */
  readonly tier: { readonly code: string; readonly days: number | ''; readonly day: string };
  /** A badge, with its names as they were typed. */
  readonly badge: Pick<Badge, 'icon' | 'colour'> & { readonly nameRu: string; readonly nameEn: string };
}
export type PayoutKind = keyof TypedPayouts;

/** A payout as it was typed. The values of other kinds stay beside those of its own, in case the manager changes the kind back. */
export type PayoutValues = TypedPayouts & { readonly kind: PayoutKind };

type Payout = NonNullable<CampaignDraft['challenge']>['payouts'][number];
type PayoutOf<Kind extends PayoutKind> = Extract<Payout, Readonly<Record<Kind, unknown>>>;

interface PayoutWords {
  readonly t: Translate;
  readonly format: Pick<Format, 'day'>;
  readonly spoken: (text: Readonly<Record<string, string>>) => string;
}

/** The words and tiers from which a payout's fields are made. */
export interface ForFields {
  readonly t: Translate;
  /** Codes of the programme's tiers but for the lowest one, which every guest has. */
  readonly tierCodes: readonly string[];
}

export interface KindOfPayout<Typed, Document> extends KindForm<Typed, Document, ForFields> {
  readonly first: Typed;
  readonly say: (payout: Document, words: PayoutWords) => string;
  /** The kind's name in the select. Absent: the select lists the rewards of the catalogue in its place. */
  readonly label?: (t: Translate) => string;
}

export const PAYOUTS: { readonly [Kind in PayoutKind]: KindOfPayout<TypedPayouts[Kind], PayoutOf<Kind>> } = {
  points: {
    first: { count: '' },
    read: ({ count }) => ({ points: count === '' ? 0 : count }),
    typed: ({ points }) => ({ count: points }),
    say: ({ points }, { t }) => t('campaigns.say.payout.points', { count: points }),
    label: (t) => t('campaigns.payoutPoints'),
    fields: (_, { t }) => [
      { input: 'COUNT', member: 'count', at: '', label: t('campaigns.field.points'), max: 1_000_000_000 },
    ],
  },
  tier: {
    first: { code: '', days: 90, day: '' },
    read: ({ code, days, day }) => ({
      tier: code === '' ? null : code,
      until: day === '' ? { days: days === '' ? 0 : days } : { date: day },
    }),
    typed: ({ tier, until }) => ({
      code: tier ?? '',
      ...('days' in until ? { days: until.days, day: '' } : { days: '', day: until.date }),
    }),
    say: ({ tier, until }, { t, format }) =>
      'days' in until
        ? t('campaigns.say.payout.tierDays', { tier: tier ?? 'NEXT', count: until.days })
        : t('campaigns.say.payout.tierUntil', { tier: tier ?? 'NEXT', date: format.day(until.date) }),
    label: (t) => t('campaigns.payoutTier'),
    fields: ({ code, day }, { t, tierCodes }) => [
      {
        input: 'CHOICE',
        member: 'code',
        label: t('campaigns.field.payoutTier'),
        choices: [
          { value: '', label: t('campaigns.nextTier') },
          ...choicesOf([...new Set([...tierCodes, ...(code === '' ? [] : [code])])], (one) => one),
        ],
      },
      {
        input: 'COUNT',
        member: 'days',
        label: t('campaigns.field.tierDays'),
        max: 3_650,
        at: day === '' ? '' : undefined,
      },
      { input: 'DATE', member: 'day', at: day === '' ? undefined : '', label: t('campaigns.field.tierUntil') },
    ],
  },
  badge: {
    first: { icon: 'CONFETTI', colour: 'GOLD', nameRu: '', nameEn: '' },
    read: ({ nameRu, nameEn, icon, colour }) => ({ badge: { name: spokenOf(nameRu, nameEn), icon, colour } }),
    typed: ({ badge: { name, icon, colour } }) => ({
      icon,
      colour,
      nameRu: name['ru'] ?? '',
      nameEn: name['en'] ?? '',
    }),
    say: ({ badge }, { t, spoken }) => t('campaigns.say.payout.badge', { name: spoken(badge.name) }),
    label: (t) => t('campaigns.payoutBadge'),
    fields: ({ icon, colour }, { t }) => [
      { input: 'DRAWING', icon, colour },
      { input: 'TEXT', member: 'nameRu', at: '', label: t('campaigns.field.badgeNameRu'), maxLength: 60 },
      { input: 'TEXT', member: 'nameEn', label: t('campaigns.field.badgeNameEn'), maxLength: 60 },
      {
        input: 'CHOICE',
        member: 'icon',
        label: t('campaigns.field.badgeIcon'),
        choices: choicesOf(BADGE_ICONS, (one) => t(`campaigns.badgeIcon.${one}`)),
      },
      {
        input: 'CHOICE',
        member: 'colour',
        label: t('campaigns.field.badgeColour'),
        choices: choicesOf(BADGE_COLOURS, (one) => t(`campaigns.badgeColour.${one}`)),
      },
    ],
  },
  rewardCode: {
    first: { code: '' },
    read: ({ code }) => ({ rewardCode: code }),
    typed: ({ rewardCode }) => ({ code: rewardCode }),
    say: ({ rewardCode }, { t }) => t('campaigns.say.payout.reward', { code: rewardCode }),
    fields: () => [],
  },
};

const kinds = () => Object.keys(PAYOUTS) as PayoutKind[];

/** A new payout. */
export const FIRST_PAYOUT: PayoutValues = {
  kind: 'points',
  ...(Object.fromEntries(kinds().map((kind) => [kind, PAYOUTS[kind].first])) as unknown as TypedPayouts),
};

export function payoutOf(values: PayoutValues, currency: string): Payout {
  const { kind } = values;
  return entryOf(kind).read(values[kind], currency);
}

export function payoutValuesOf(payout: Payout, currency: string): PayoutValues {
  const kind = kindOf(payout);
  return { ...FIRST_PAYOUT, kind, [kind]: entryOf(kind).typed(payout, currency) };
}

export function payoutSentence(payout: Payout, words: PayoutWords): string {
  return entryOf(kindOf(payout)).say(payout, words);
}

/** The kinds of payouts besides the rewards of the catalogue. */
export function payoutOptions(t: Translate): { readonly kind: PayoutKind; readonly label: string }[] {
  return kinds().flatMap((kind) => {
    const label = PAYOUTS[kind].label?.(t);
    return label === undefined ? [] : { kind, label };
  });
}

export function payoutFields(values: PayoutValues, known: ForFields): readonly KindField[] {
  const { kind } = values;
  return entryOf(kind).fields(values[kind], known);
}

function kindOf(payout: Payout): PayoutKind {
  return kinds().find((kind) => kind in payout) ?? FIRST_PAYOUT.kind;
}

/** The entry of a payout's kind. Its type takes values of any kind, because the compiler does not know which one this is. */
function entryOf(kind: PayoutKind) {
  return PAYOUTS[kind] as unknown as KindOfPayout<TypedPayouts[PayoutKind], Payout>;
}
