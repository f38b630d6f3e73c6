import { NativeSelect } from '@mantine/core';
import { lazy } from 'react';
import { FIRST_GAINS } from '../../../entities/campaign/gains';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { newKey } from '../../../shared/api/act-key';
import { fetchCode } from '../../../shared/api/fetch-code';
import { type Layout, useDocumentKit, useMember } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { Field } from '../../../shared/document/field';
import { Sentence } from '../../../shared/document/sentence';
import { bound } from '../../../shared/ui/bound';
import { OwnActivity, Reported } from './activity-parts';
import { Benefits } from './benefits';
import { CountsField } from './counts-field';
import { PointsDays } from './points-days';

/** The query builder is large, and few programmes need it. */
const RuleConditions = lazy(() =>
  fetchCode(() => import('./rule-conditions')).then((module) => ({ default: module.RuleConditions })),
);

const NO_CAPS = { perSale: null, perDay: null, perWeek: null, perGuest: null };
const NO_GOODS = { categories: [], skus: [], types: [] };
const ONCE = 1_000_000;
const POOL = { perDay: 1_000, perMonth: 5_000, pointsCoolFor: 1, membersCoolFor: 1 };
const VISIT = { by: 'VISIT', leastAmount: 1 };
const POINTS = { points: 100 };
type Tier = ProgramDocument['tiers'][number];

/** How the kit lays out a programme: the first values of its parts, and the parts that components of this folder draw. */
export const PROGRAM_LAYOUT: Layout = {
  firsts: {
    tiers: nextTier,
    tierCounters: (counters: readonly NamedEntry[]) => ({ code: freshCode('LEVEL_', counters) }),
    grace: {
      NONE: { kind: 'NONE' },
      DAYS: { kind: 'DAYS', count: 30 },
      END_OF_NEXT_MONTH: { kind: 'END_OF_NEXT_MONTH' },
      END_OF_NEXT_WINDOW: { kind: 'END_OF_NEXT_WINDOW' },
    },
    earningBase: { step: 1_000, points: 1 },
    earningRules: (rules: readonly NamedEntry[]) => ({
      id: freshCode('rule-', rules),
      when: null,
      gain: { kind: 'MULTIPLIER', multiplierPpm: 2 * ONCE },
      caps: null,
    }),
    gain: FIRST_GAINS,
    rulesCaps: NO_CAPS,
    reported: (activities: readonly NamedEntry[]) => ({
      ...POINTS,
      code: `activity${String(activities.length + 1)}`,
      times: { perDay: null, perWeek: null, perGuest: null },
    }),
    referral: { referrerPoints: 500, friendPoints: 200, times: { perMonth: 10, perGuest: null } },
    stampCards: () => ({
      id: newCardId(),
      name: {},
      collects: VISIT,
      size: 10,
      reward: POINTS,
      validityMonths: null,
    }),
    collects: { VISIT, ITEM: { by: 'ITEM', skus: [] }, CATEGORY: { by: 'CATEGORY', categories: [] } },
    reward: { points: POINTS, rewardCode: { rewardCode: '' } },
    families: { mostMembers: 5, pool: POOL },
    pool: POOL,
    redemption: { minPoints: 1, maxSharePpm: 500_000, leaveAtLeast: 0 },
    notWith: { campaigns: [] },
    redemptionLimits: { tiers: [], channels: [], restaurantIds: [], categories: [], maxSharePpm: 300_000 },
    restrictions: { discount: NO_GOODS, redemption: NO_GOODS, leastPrices: [], base: 'WITH_TAX' },
    leastPrices: { ...NO_GOODS, price: 1 },
    expiry: {
      NEVER: { kind: 'NEVER' },
      DAYS: { kind: 'DAYS', count: 365 },
      MONTHS: { kind: 'MONTHS', count: 12 },
      INACTIVITY: { kind: 'INACTIVITY', unit: 'MONTHS', count: 12 },
      YEARLY: { kind: 'YEARLY', month: 12, day: 31, afterMonths: 0 },
    },
    warning: { days: 14 },
    pending: {
      NONE: { kind: 'NONE' },
      DELAY: { kind: 'DELAY', days: 1 },
      PAYMENT: { kind: 'PAYMENT', voidAfterDays: 30 },
    },
    noRegret: { days: 30, budget: 10_000_000 },
  },
  parts: {
    tierWindow: TierWindow,
    tiersBenefits: Benefits,
    rulesWhen: RuleConditions,
    activitiesRegistration: OwnActivity,
    firstSale: OwnActivity,
    birthday: OwnActivity,
    activitiesReported: Reported,
    validity: PointsDays,
    counts: CountsField,
    earns: Earns,
  },
  last: [
    'rulesWhen',
    'rulesCaps',
    'reportedTimes',
    'counts',
    'activitiesReported',
    'receiptsPerDay',
    'waiveRestBelow',
    'earns',
    'notWith',
    'redemptionLimits',
    'limitsTiers',
    'channels',
    'restaurantIds',
    'limitsCategories',
    'discountCategories',
    'discountSkus',
    'redemptionCategories',
    'redemptionSkus',
    'leastPricesTypes',
    'leastPricesCategories',
    'leastPricesSkus',
  ],
  anew: ['expiry'],
};

const WINDOWS = {
  LIFETIME: { kind: 'LIFETIME' },
  ROLLING: { kind: 'ROLLING', months: 12 },
  YEAR: { kind: 'CALENDAR', unit: 'YEAR' },
  HALF: { kind: 'CALENDAR', unit: 'HALF' },
  QUARTER: { kind: 'CALENDAR', unit: 'QUARTER' },
  MONTH: { kind: 'CALENDAR', unit: 'MONTH' },
  ANNIVERSARY: { kind: 'ANNIVERSARY' },
} as const satisfies Readonly<Record<string, ProgramDocument['tierWindow']>>;

/** The sentence of the qualification window. One select has both the kinds of windows and the units of a calendar window. */
function TierWindow({ path }: { readonly path: DocumentPath }) {
  const { words } = useDocumentKit();
  const { value, error, change } = useMember(path);
  const window = value as ProgramDocument['tierWindow'];
  return (
    <Sentence
      path={path}
      slots={{
        kind: (
          <NativeSelect
            aria-label={words('field', ['tierWindowKind']) ?? ''}
            maw="100%"
            error={error}
            {...bound(window.kind === 'CALENDAR' ? window.unit : window.kind, (chosen) =>
              change(WINDOWS[chosen as keyof typeof WINDOWS]),
            )}
            data={Object.keys(WINDOWS).map((one) => ({
              value: one,
              label: words('value', [...path.map(String), one]) ?? one,
            }))}
          />
        ),
      }}
    />
  );
}

/**
 * The input for whether a receipt that is paid with points earns points. Without the member, such a receipt earns points for the part that is paid
 * with money.
 */
function Earns({ path }: { readonly path: DocumentPath }) {
  const { words } = useDocumentKit();
  const say = (one: string) => words('value', ['earns', one]) ?? one;
  return (
    <Field
      path={path}
      choices={[
        { value: '', label: say('ON_MONEY') },
        { value: 'NOTHING', label: say('NOTHING') },
      ]}
    />
  );
}

/** A new highest tier, with a copy of the needs and benefits of the tier that was the highest. */
function nextTier(tiers: readonly Tier[]): Tier {
  const highest = tiers.at(-1);
  const code = freshCode('LEVEL_', tiers);
  if (highest !== undefined) return { ...highest, code };
  const needs = { spend: 0, visits: 0, points: 0, counters: {} };
  return { code, needs, match: 'ALL', discountPpm: 0, multiplierPpm: ONCE, benefits: [] };
}

interface NamedEntry {
  readonly code?: string;
  readonly id?: string;
}

/** A code that starts with `prefix` and ends with a number, and that no entry of the list has. */
function freshCode(prefix: string, known: readonly NamedEntry[]): string {
  let number = known.length + 1;
  while (known.some(({ code, id }) => (code ?? id) === `${prefix}${String(number)}`)) number += 1;
  return `${prefix}${String(number)}`;
}

/** A random UUID; `crypto.randomUUID` exists only in secure contexts. */
function newCardId(): string {
  const hex = newKey();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
