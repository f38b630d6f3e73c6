import { type Badge, BADGE_COLOURS, BADGE_ICONS } from '../../../entities/campaign/badges';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import type { Format } from '../../../shared/format/use-format';
import { spokenOf } from '../../../shared/i18n/spoken';
import type { useTranslation } from '../../../shared/i18n/use-translation';

/** The typed values of each kind of payout, by the member of the document that names the kind. */
interface TypedPayouts {
  readonly points: { readonly count: number | '' };
  readonly rewardCode: { readonly code: string };
  /** An empty `code` means the next tier up. A typed date counts, and the days only without one. */
  readonly tier: { readonly code: string; readonly days: number | ''; readonly day: string };
  /** A badge, with its names as they were typed. */
  readonly badge: Pick<Badge, 'icon' | 'colour'> & { readonly nameRu: string; readonly nameEn: string };
}
export type PayoutKind = keyof TypedPayouts;

/** A payout as it was typed. The values of other kinds stay beside those of its own, in case the manager changes the kind back. */
export type PayoutValues = TypedPayouts & { readonly kind: PayoutKind };

type Payout = NonNullable<CampaignDraft['challenge']>['payouts'][number];
type PayoutOf<Kind extends PayoutKind> = Extract<Payout, Readonly<Record<Kind, unknown>>>;
type Translate = ReturnType<typeof useTranslation<'admin'>>['t'];

interface Words {
  readonly t: Translate;
  readonly format: Pick<Format, 'day'>;
  readonly spoken: (text: Readonly<Record<string, string>>) => string;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Words and tiers from which a kind makes its fields. */
export interface ForFields {
  readonly t: Translate;
  /** Codes of the programme's tiers but for the lowest one, which every guest has. */
  readonly tierCodes: readonly string[];
}

/** A field of the form, for a member of the typed values. DRAWING shows the badge as it is chosen. */
export type PayoutField =
  | { readonly input: 'COUNT'; readonly member: string; readonly label: string; readonly max: number }
  | { readonly input: 'TEXT'; readonly member: string; readonly label: string; readonly maxLength: number }
  | { readonly input: 'DATE'; readonly member: string; readonly label: string }
  | { readonly input: 'CHOICE'; readonly member: string; readonly label: string; readonly choices: readonly Choice[] }
  | { readonly input: 'DRAWING' };

interface KindOfPayout<Kind extends PayoutKind> {
  readonly first: TypedPayouts[Kind];
  /** The payout as a document has it. A value that cannot be read is left out, and the server's refusal names it. */
  readonly read: (typed: TypedPayouts[Kind]) => PayoutOf<Kind>;
  readonly typed: (payout: PayoutOf<Kind>) => TypedPayouts[Kind];
  readonly say: (payout: PayoutOf<Kind>, words: Words) => string;
  /** The kind's name in the select. Absent: the select lists the rewards of the catalogue in its place. */
  readonly label?: (t: Translate) => string;
  readonly fields: (typed: TypedPayouts[Kind], known: ForFields) => readonly PayoutField[];
  /** The member whose field shows a mistake. */
  readonly faulty: (typed: TypedPayouts[Kind]) => keyof TypedPayouts[Kind];
}

const KINDS: { readonly [Kind in PayoutKind]: KindOfPayout<Kind> } = {
  points: {
    first: { count: '' },
    read: ({ count }) => ({ points: count === '' ? 0 : count }),
    typed: ({ points }) => ({ count: points }),
    say: ({ points }, { t }) => t('campaigns.say.payout.points', { count: points }),
    label: (t) => t('campaigns.payoutPoints'),
    fields: (_, { t }) => [{ input: 'COUNT', member: 'count', label: t('campaigns.field.points'), max: 1_000_000_000 }],
    faulty: () => 'count',
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
    fields: ({ code }, { t, tierCodes }) => [
      {
        ...{ input: 'CHOICE', member: 'code', label: t('campaigns.field.payoutTier') },
        choices: [
          { value: '', label: t('campaigns.nextTier') },
          ...choicesOf([...new Set([...tierCodes, ...(code === '' ? [] : [code])])], (one) => one),
        ],
      },
      { input: 'COUNT', member: 'days', label: t('campaigns.field.tierDays'), max: 3_650 },
      { input: 'DATE', member: 'day', label: t('campaigns.field.tierUntil') },
    ],
    faulty: ({ day }) => (day === '' ? 'days' : 'day'),
  },
  badge: {
    first: { icon: 'CONFETTI', colour: 'GOLD', nameRu: '', nameEn: '' },
    read: ({ nameRu, nameEn, icon, colour }) => ({ badge: { name: spokenOf(nameRu, nameEn), icon, colour } }),
    typed: ({ badge: { name, icon, colour } }) => ({
      ...{ icon, colour, nameRu: name['ru'] ?? '', nameEn: name['en'] ?? '' },
    }),
    say: ({ badge }, { t, spoken }) => t('campaigns.say.payout.badge', { name: spoken(badge.name) }),
    label: (t) => t('campaigns.payoutBadge'),
    fields: (_, { t }) => [
      { input: 'DRAWING' },
      { input: 'TEXT', member: 'nameRu', label: t('campaigns.field.badgeNameRu'), maxLength: 60 },
      { input: 'TEXT', member: 'nameEn', label: t('campaigns.field.badgeNameEn'), maxLength: 60 },
      {
        ...{ input: 'CHOICE', member: 'icon', label: t('campaigns.field.badgeIcon') },
        choices: choicesOf(BADGE_ICONS, (icon) => t(`campaigns.badgeIcon.${icon}`)),
      },
      {
        ...{ input: 'CHOICE', member: 'colour', label: t('campaigns.field.badgeColour') },
        choices: choicesOf(BADGE_COLOURS, (colour) => t(`campaigns.badgeColour.${colour}`)),
      },
    ],
    faulty: () => 'nameRu',
  },
  rewardCode: {
    first: { code: '' },
    read: ({ code }) => ({ rewardCode: code }),
    typed: ({ rewardCode }) => ({ code: rewardCode }),
    say: ({ rewardCode }, { t }) => t('campaigns.say.payout.reward', { code: rewardCode }),
    fields: () => [],
    faulty: () => 'code',
  },
};

const ALL = Object.keys(KINDS) as PayoutKind[];

/** A new payout. */
export const FIRST_PAYOUT: PayoutValues = {
  kind: 'points',
  ...(Object.fromEntries(ALL.map((kind) => [kind, KINDS[kind].first])) as unknown as TypedPayouts),
};

export function payoutOf(values: PayoutValues): Payout {
  const { kind } = values;
  return entryOf(kind).read(values[kind]);
}

export function payoutValuesOf(payout: Payout): PayoutValues {
  const kind = kindOf(payout);
  return { ...FIRST_PAYOUT, kind, [kind]: entryOf(kind).typed(payout) };
}

export function payoutSentence(payout: Payout, words: Words): string {
  return entryOf(kindOf(payout)).say(payout, words);
}

/** Kinds to choose from, beside the rewards of the catalogue. */
export function payoutOptions(t: Translate): { readonly kind: PayoutKind; readonly label: string }[] {
  return ALL.flatMap((kind) => {
    const label = KINDS[kind].label?.(t);
    return label === undefined ? [] : { kind, label };
  });
}

/** The fields of a payout, and the member of the one that shows a mistake. */
export function payoutFields(values: PayoutValues, known: ForFields): [readonly PayoutField[], faulty: string] {
  const { kind } = values;
  const { fields, faulty } = entryOf(kind);
  return [fields(values[kind], known), faulty(values[kind])];
}

function kindOf(payout: Payout): PayoutKind {
  return ALL.find((kind) => kind in payout) ?? FIRST_PAYOUT.kind;
}

function choicesOf<Value extends string>(values: readonly Value[], labelOf: (value: Value) => string): Choice[] {
  return values.map((value) => ({ value, label: labelOf(value) }));
}

type AnyTyped = TypedPayouts[PayoutKind];
type EntryOfAny = {
  readonly read: (typed: AnyTyped) => Payout;
  readonly typed: (payout: Payout) => AnyTyped;
  readonly say: (payout: Payout, words: Words) => string;
  readonly fields: (typed: AnyTyped, known: ForFields) => readonly PayoutField[];
  readonly faulty: (typed: AnyTyped) => string;
};

/** The entry of a kind, typed as one that takes values of every kind. */
function entryOf(kind: PayoutKind): EntryOfAny {
  return KINDS[kind] as unknown as EntryOfAny;
}
