import type { NetworkProfile, RunningCampaign } from 'loyalty-platform/configuration';
import { isGroup, type ProgramDocument } from 'loyalty-platform/decision';
import { decimalOf } from 'loyalty-platform/platform/http/decimal-money.rules';
import type { LoyaltyProgram } from './loyalty-program.dto';
import { benefitsOf } from './loyalty-status.rules';

const MILLION = 1_000_000;
const PPM_OF_A_PERCENT = MILLION / 100;

type Currency = Pick<NetworkProfile, 'currency' | 'currencyDigits'>;

/** Activities for which the rewards system's name differs from the programme's. */
const NAME_OF: Readonly<Record<string, string>> = { review: 'product_review', socialShare: 'social_share' };

/** A programme described in the rewards system's words, which are English. */
export function loyaltyProgramOf(
  document: ProgramDocument,
  campaigns: readonly RunningCampaign[],
  currency: Currency,
): LoyaltyProgram {
  return {
    points_earning: {
      purchase: purchaseOf(document, currency),
      activities: activitiesOf(document.activities),
      campaigns: Object.fromEntries(
        campaigns.flatMap(({ code, document: { offer } }): [string, number][] =>
          offer?.kind === 'MULTIPLIER' ? [[code.toLowerCase(), offer.multiplierPpm / MILLION]] : [],
        ),
      ),
    },
    points_redemption: redemptionOf(document, currency),
    loyalty_tiers: Object.fromEntries(
      document.tiers.map((tier) => [
        tier.code.toLowerCase(),
        {
          name: nameOf(tier.code),
          requirements: {
            min_spend: decimalOf(tier.needs.spend, currency.currencyDigits),
            min_orders: tier.needs.visits,
          },
          benefits: benefitsOf(tier, currency.currencyDigits),
        },
      ]),
    ),
  };
}

function purchaseOf(
  { earning: { base, rules } }: ProgramDocument,
  currency: Currency,
): LoyaltyProgram['points_earning']['purchase'] {
  return {
    rate: base === null ? null : `${pointsText(base.points)} per ${moneyText(base.step, currency)} spent`,
    points: base?.points ?? 0,
    step: base === null ? 0 : decimalOf(base.step, currency.currencyDigits),
    bonus_categories: Object.fromEntries(
      rules.flatMap(({ when, gain }): [string, number][] => {
        const category = soleCategoryOf(when);
        return gain.kind === 'MULTIPLIER' && category !== null ? [[category, gain.multiplierPpm / MILLION]] : [];
      }),
    ),
  };
}

/** The category of a rule whose only condition it is; null: these words can't describe the rule. */
function soleCategoryOf(when: ProgramDocument['earning']['rules'][number]['when']): string | null {
  const [rule, ...others] = when?.rules ?? [];
  if (rule === undefined || others.length > 0 || isGroup(rule) || when?.not === true) return null;
  return rule.field === 'category' && rule.operator === '=' && typeof rule.value === 'string' ? rule.value : null;
}

function activitiesOf(activities: ProgramDocument['activities']): Record<string, number> {
  const { registration, firstSale, birthday, referral, reported } = activities;
  const named: readonly (readonly [string, number | undefined])[] = [
    ['account_creation', registration?.points],
    ['first_purchase', firstSale?.points],
    ['birthday', birthday?.points],
    ['referral', referral?.referrerPoints],
    ...reported.map(({ code, points }) => [NAME_OF[code] ?? code, points] as const),
  ];
  return Object.fromEntries(
    named.flatMap(([name, points]): [string, number][] => (points === undefined ? [] : [[name, points]])),
  );
}

function redemptionOf(
  { redemption, pointValue, expiry }: ProgramDocument,
  currency: Currency,
): LoyaltyProgram['points_redemption'] {
  if (redemption === null) return null;
  const { minPoints, maxSharePpm } = redemption;
  const percent = maxSharePpm === null ? null : maxSharePpm / PPM_OF_A_PERCENT;
  return {
    value: worthText(pointValue, currency),
    point_value: decimalOf(pointValue, currency.currencyDigits + 6),
    minimum_redemption: minPoints,
    maximum_per_order: percent === null ? null : `${String(percent)}% of order value`,
    maximum_percent: percent,
    expiration: expiryText(expiry),
  };
}

/** The smallest number of points that is worth a whole unit of the currency: `100 points = $1`. */
function worthText(pointValue: number, currency: Currency): string {
  const unit = 10 ** currency.currencyDigits * MILLION;
  const divisor = greatestCommonDivisor(unit, pointValue);
  const worth = (pointValue / divisor) * 10 ** currency.currencyDigits;
  return `${pointsText(unit / divisor)} = ${moneyText(worth, currency)}`;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function expiryText(expiry: ProgramDocument['expiry']): string | null {
  switch (expiry.kind) {
    case 'NEVER':
      return null;
    case 'DAYS':
      return `${count(expiry.count, 'day')} from earning date`;
    case 'MONTHS':
      return `${count(expiry.count, 'month')} from earning date`;
    case 'INACTIVITY':
      return `${count(expiry.count, expiry.unit === 'DAYS' ? 'day' : 'month')} without activity`;
    case 'YEARLY':
      return `every year on ${twoDigits(expiry.month)}-${twoDigits(expiry.day)}, at least ${count(expiry.afterMonths, 'month')} from earning date`;
  }
}

/** `$1`, `$0.50`: decimals only where they are not zero. */
function moneyText(minor: number, { currency, currencyDigits }: Currency): string {
  const isWhole = minor % 10 ** currencyDigits === 0;
  const digits = isWhole ? 0 : currencyDigits;
  const form = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat('en-US', form).format(decimalOf(minor, currencyDigits));
}

const pointsText = (points: number): string => count(points, 'point');
const count = (number: number, noun: string): string => `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
const twoDigits = (number: number): string => String(number).padStart(2, '0');
/** `GOLD` as `Gold Member`, `OLD_FRIEND` as `Old Friend Member`. */
const nameOf = (code: string): string =>
  [...code.toLowerCase().split('_').filter(Boolean), 'member']
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
