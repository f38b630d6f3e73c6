import type { RuleGroupType } from 'react-querybuilder';
import { type CampaignValues, EMPTY, type MessageValues } from './campaign-values.rules';
import { FIRST_PAYOUT } from './payouts.rules';
import { FIRST_TASK } from './tasks.rules';

const DAY_MS = 86_400_000;

export const TEMPLATES = [
  'WEEKEND',
  'CATEGORY',
  'TIER_CHALLENGE',
  'BIRTHDAY',
  'WIN_BACK',
  'VISITS',
  'STREAK',
  'LAUNCH',
  'TWO_FOR_ONE',
  'SECOND_AT_HALF',
  'GIFT_WITH_PURCHASE',
  'HAPPY_HOURS',
  'MESSAGE',
  'BLANK',
] as const;
export type Template = (typeof TEMPLATES)[number];

/** The texts that a template brings, in both languages. A message comes from the settings, if they give something. */
type TemplateTexts = MessageValues & Pick<CampaignValues, 'nameRu' | 'nameEn'>;

const ONE_CATEGORY: RuleGroupType = { combinator: 'and', rules: [{ field: 'category', operator: '=', value: '' }] };

/**
 * First values of a form made from a template; `startsAt` is a local time of the network. A category, a segment or
 * a tier, which only the network knows, is left to be chosen.
 */
export function valuesOfTemplate(template: Template, texts: TemplateTexts, startsAt: string): CampaignValues {
  const begun = { ...EMPTY, startsAt };
  const named = { ...begun, ...texts };
  const moneyOff = {
    ...named,
    type: 'MONEY_OFF',
    gives: 'MONEY_OFF',
    endsAt: daysAfter(startsAt, 30),
    controlPercent: 10,
  } as const;
  const everySecond = { ...moneyOff, moneyOff: 'EVERY_NTH', pieces: 2, times: 1 } as const;
  switch (template) {
    case 'WEEKEND':
      return {
        ...named,
        type: 'POINTS_MULTIPLIER',
        repeat: 'WEEK',
        weekdays: ['6'],
        days: 2,
        controlPercent: 10,
      };
    case 'CATEGORY':
      return { ...named, type: 'CATEGORY_BONUS', factor: '3', when: ONE_CATEGORY, endsAt: daysAfter(startsAt, 7) };
    case 'TIER_CHALLENGE':
      return {
        ...named,
        type: 'TIER_CHALLENGE',
        gives: 'TASKS',
        tasks: [{ ...FIRST_TASK, deed: 'AMOUNT', amount: '5000' }],
        payouts: [{ ...FIRST_PAYOUT, kind: 'tier' }],
        endsAt: daysAfter(startsAt, 30),
      };
    case 'BIRTHDAY':
      return {
        ...named,
        type: 'BIRTHDAY',
        gives: 'POINTS',
        points: 500,
        when: { combinator: 'and', rules: [{ field: 'birthdayToday', operator: '=', value: true }] },
        perDay: 500,
      };
    case 'WIN_BACK':
      return {
        ...named,
        type: 'WIN_BACK',
        gives: 'POINTS',
        points: 300,
        uses: 1,
        isTold: true,
        controlPercent: 10,
      };
    case 'VISITS':
      return {
        ...named,
        type: 'VISIT_CHALLENGE',
        gives: 'TASKS',
        payouts: [{ ...FIRST_PAYOUT, points: { count: 300 } }],
        endsAt: daysAfter(startsAt, 30),
      };
    case 'STREAK':
      return {
        ...named,
        type: 'VISIT_CHALLENGE',
        gives: 'TASKS',
        tasks: [{ ...FIRST_TASK, deed: 'WEEKS', count: 4, freezes: 1 }],
        payouts: [{ ...FIRST_PAYOUT, points: { count: 300 } }],
      };
    case 'LAUNCH':
      return { ...named, type: 'PRODUCT_LAUNCH', factor: '5', when: ONE_CATEGORY, endsAt: daysAfter(startsAt, 14) };
    case 'TWO_FOR_ONE':
      return { ...everySecond, percentOff: '100' };
    case 'SECOND_AT_HALF':
      return { ...everySecond, percentOff: '50' };
    case 'GIFT_WITH_PURCHASE':
      return { ...moneyOff, moneyOff: 'BUY_X_GET_Y', percentOff: '100', times: 1 };
    case 'HAPPY_HOURS':
      return {
        ...moneyOff,
        percentOff: '20',
        repeat: 'WEEK',
        weekdays: ['1', '2', '3', '4', '5'],
        from: '14:00',
        to: '17:00',
      };
    case 'MESSAGE':
      return { ...named, type: 'MESSAGE', gives: 'MESSAGE', isTold: true };
    case 'BLANK':
      return begun;
  }
}

function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(`${time}Z`) + days * DAY_MS).toISOString().slice(0, time.length);
}
