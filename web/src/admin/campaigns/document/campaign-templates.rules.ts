import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { currencyDigits } from '../../../shared/format/money';
import { type Announcement, BLANK, type EditedCampaign } from './campaign-document.rules';
import { FIRST_MONEY_OFF, FIRST_RECURRENCES, FIRST_TASK } from './campaign-parts.rules';

const DAY_MS = 86_400_000;
const TENTH_PPM = 100_000;

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
interface TemplateTexts {
  readonly name: CampaignDraft['name'];
  readonly announcement: Announcement;
}
type MoneyOff = NonNullable<CampaignDraft['moneyOff']>;

const when = (field: string, value: string | boolean): CampaignDraft['when'] => ({
  combinator: 'and',
  rules: [{ field, operator: '=', value }],
});
const ONE_CATEGORY = when('category', '');
const CONTROL = { sharePpm: TENTH_PPM };
const WEEKLY = FIRST_RECURRENCES.WEEK;
/** The spending, in major units, for which the template of a tier challenge gives a higher tier. */
const SPEND_TO_RISE = 5_000;

/**
 * A first campaign made from a template; `startsAt` is a local time of the network. A category, a segment or a tier, which only the network knows, is
 * left to be chosen.
 */
export function campaignOfTemplate(
  template: Template,
  { name, announcement }: TemplateTexts,
  startsAt: string,
  currency: string,
): EditedCampaign {
  const schedule = { ...BLANK.schedule, startsAt };
  const named: EditedCampaign = { ...BLANK, name, schedule };
  const until = (days: number) => ({ schedule: { ...schedule, endsAt: daysAfter(startsAt, days) } });
  const points = (count: number) => ({ gives: 'POINTS', offer: { kind: 'POINTS', points: count } }) as const;
  const times = (multiplier: number) =>
    ({ offer: { kind: 'MULTIPLIER', multiplierPpm: multiplier * 1_000_000 } }) as const;
  const takingOff = (moneyOff: object) =>
    ({
      ...named,
      ...until(30),
      type: 'MONEY_OFF',
      gives: 'MONEY_OFF',
      control: CONTROL,
      moneyOff: moneyOff as MoneyOff,
    }) as const;
  const everySecond = (ratePpm: number) => takingOff({ ...FIRST_MONEY_OFF.EVERY_NTH, ratePpm, times: 1 });
  const challenge = (task: object, payout: object) =>
    ({
      gives: 'TASKS',
      challenge: { tasks: [{ ...FIRST_TASK, ...task }], payouts: [payout] } as CampaignDraft['challenge'],
    }) as const;
  switch (template) {
    case 'WEEKEND': {
      const recurrence = { ...WEEKLY, weekdays: [6], days: 2 };
      return { ...named, type: 'POINTS_MULTIPLIER', schedule: { ...schedule, recurrence }, control: CONTROL };
    }
    case 'CATEGORY':
      return { ...named, ...until(7), type: 'CATEGORY_BONUS', ...times(3), when: ONE_CATEGORY };
    case 'TIER_CHALLENGE': {
      const target = SPEND_TO_RISE * 10 ** currencyDigits(currency);
      const higher = { tier: null, until: { days: 90 } };
      return { ...named, ...until(30), type: 'TIER_CHALLENGE', ...challenge({ measure: 'AMOUNT', target }, higher) };
    }
    case 'BIRTHDAY': {
      const caps = { perSale: null, perDay: 500, perWeek: null, perGuest: null, uses: null };
      return { ...named, type: 'BIRTHDAY', ...points(500), when: when('birthdayToday', true), caps };
    }
    case 'WIN_BACK': {
      const caps = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: 1 };
      return { ...named, type: 'WIN_BACK', ...points(300), caps, announcement, control: CONTROL };
    }
    case 'VISITS':
      return { ...named, ...until(30), type: 'VISIT_CHALLENGE', ...challenge({}, { points: 300 }) };
    case 'STREAK': {
      const weeks = { measure: 'WEEKS', target: 4, freezes: 1 };
      return { ...named, type: 'VISIT_CHALLENGE', ...challenge(weeks, { points: 300 }) };
    }
    case 'LAUNCH':
      return { ...named, ...until(14), type: 'PRODUCT_LAUNCH', ...times(5), when: ONE_CATEGORY };
    case 'TWO_FOR_ONE':
      return everySecond(1_000_000);
    case 'SECOND_AT_HALF':
      return everySecond(500_000);
    case 'GIFT_WITH_PURCHASE':
      return takingOff({ ...FIRST_MONEY_OFF.BUY_X_GET_Y, ratePpm: 1_000_000, times: 1 });
    case 'HAPPY_HOURS': {
      const recurrence = { ...WEEKLY, weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '17:00' };
      const campaign = takingOff({ ...FIRST_MONEY_OFF.SHARE, ratePpm: 200_000 });
      return { ...campaign, schedule: { ...campaign.schedule, recurrence } };
    }
    case 'MESSAGE':
      return { ...named, type: 'MESSAGE', gives: 'MESSAGE', announcement };
    case 'BLANK':
      return { ...BLANK, schedule };
  }
}

function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(`${time}Z`) + days * DAY_MS).toISOString().slice(0, time.length);
}
