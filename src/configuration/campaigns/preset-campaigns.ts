/** A preset's draft campaigns, in the minor units of a currency with two decimals. */
import type { Factor } from '../../decision';
import { messages } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';
import { dayOfIsoDate, isoDateOf } from '../../platform/clock/calendar';
import { type CampaignDraft, campaignDraftSchema } from '../campaign-document/campaign-document.schema';
import type { PresetName } from '../program-document/presets';
import { inBoth } from '../program-document/preset-words';

type Drafts = Readonly<Record<string, object>>;

export interface PresetCampaign {
  readonly code: string;
  readonly document: CampaignDraft;
}

const PRESET_DIGITS = 2;
/** The spend after which a challenge gives a tier, and the days for it. */
const CHALLENGE = { amount: 50_000, days: 30 };
/** How long the challenge's tier lasts. The example does not say, so it is three times the challenge's days. */
const TIER_DAYS = 90;
const BONUS_DAYS = 7;
const LAUNCH_DAYS = 14;
const MONEY_OFF_DAYS = 30;

/** A campaign that gives nothing yet: for any guest, everywhere, at any time. */
export const EMPTY_CAMPAIGN = {
  schema: 1,
  audience: { segments: [], tiers: [] },
  join: 'ALL',
  where: { restaurantIds: [], channels: [] },
  when: null,
  offer: null,
  challenge: null,
  caps: null,
  budgets: [],
  onShortBudget: 'CUT',
  group: null,
  priority: 100,
  control: null,
  announcement: null,
} as const;

const MONEY_OFF = { schema: 3, type: 'MONEY_OFF' } as const;

/**
 * The draft campaigns of a preset. `points-4` has the five examples of the rewards service that it replaces, with amounts multiplied as in its
 * programme; the programme itself pays points for friends, and their campaign only announces them. Both `points-4` and `hybrid-5` have an example
 * with a discount.
 *
 * @param today `YYYY-MM-DD`, from which the campaigns run once they are started
 */
export function campaignsOfPreset(
  name: PresetName,
  currencyDigits: number,
  scale: Factor,
  today: string,
): readonly PresetCampaign[] {
  const factor = (scale.numerator / scale.denominator) * 10 ** (currencyDigits - PRESET_DIGITS);
  const during = (days: number | null) => ({
    startsAt: `${today}T00:00`,
    endsAt: days === null ? null : `${isoDateOf(dayOfIsoDate(today) + days)}T00:00`,
    recurrence: null,
    exceptions: [],
  });
  const ofCategory = (category: string, multiplierPpm: number) => ({
    when: { combinator: 'and', rules: [{ field: 'category', operator: '=', value: category }] },
    offer: { kind: 'MULTIPLIER', multiplierPpm },
  });
  const rewardsService: Drafts = {
    DOUBLE_POINTS_WEEKEND: {
      name: inBoth('presetCampaign.DOUBLE_POINTS_WEEKEND'),
      type: 'POINTS_MULTIPLIER',
      schedule: {
        ...during(null),
        recurrence: { by: 'MONTH_WEEKDAY', nth: 1, weekday: 6, from: '00:00', to: '24:00', days: 2 },
      },
      offer: { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 },
    },
    TIER_UP_CHALLENGE: {
      schema: 2,
      name: inBoth('presetCampaign.TIER_UP_CHALLENGE'),
      type: 'TIER_CHALLENGE',
      schedule: during(CHALLENGE.days),
      challenge: {
        tasks: [
          {
            id: 'spend',
            kind: 'BUY',
            skus: [],
            categories: [],
            measure: 'AMOUNT',
            target: Math.max(1, Math.floor(CHALLENGE.amount * factor)),
          },
        ],
        payouts: [{ tier: null, until: { days: TIER_DAYS } }],
      },
    },
    FASHION_WEEK_BONUS: {
      name: inBoth('presetCampaign.FASHION_WEEK_BONUS'),
      type: 'CATEGORY_BONUS',
      schedule: during(BONUS_DAYS),
      ...ofCategory('fashion', 3_000_000),
    },
    NEW_PRODUCT_LAUNCH: {
      name: inBoth('presetCampaign.NEW_PRODUCT_LAUNCH'),
      type: 'PRODUCT_LAUNCH',
      schedule: during(LAUNCH_DAYS),
      ...ofCategory('new', 5_000_000),
    },
    REFER_A_FRIEND: {
      name: inBoth('presetCampaign.REFER_A_FRIEND'),
      type: 'REFERRAL',
      schedule: during(null),
      announcement: {
        en: {
          title: messages.en['presetCampaign.REFER_A_FRIEND'](FORMATTERS, {}),
          text: messages.en['presetCampaign.friendText'](FORMATTERS, {}),
        },
        ru: {
          title: messages.ru['presetCampaign.REFER_A_FRIEND'](FORMATTERS, {}),
          text: messages.ru['presetCampaign.friendText'](FORMATTERS, {}),
        },
      },
    },
  };
  const secondAtHalf = {
    ...MONEY_OFF,
    name: inBoth('presetCampaign.SECOND_AT_HALF'),
    schedule: during(MONEY_OFF_DAYS),
    moneyOff: { kind: 'EVERY_NTH', every: 2, ratePpm: 500_000, times: 1 },
  };
  const happyHours = {
    ...MONEY_OFF,
    name: inBoth('presetCampaign.HAPPY_HOURS'),
    schedule: {
      ...during(MONEY_OFF_DAYS),
      recurrence: { by: 'WEEK', weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '17:00', days: 1 },
    },
    moneyOff: { kind: 'SHARE', ratePpm: 200_000 },
  };
  const drafts: Readonly<Partial<Record<PresetName, Drafts>>> = {
    'points-4': { ...rewardsService, SECOND_AT_HALF: secondAtHalf },
    'hybrid-5': { HAPPY_HOURS: happyHours, SECOND_AT_HALF: secondAtHalf },
  };
  return Object.entries(drafts[name] ?? {}).map(([code, document]) => ({
    code,
    document: campaignDraftSchema.parse({ ...EMPTY_CAMPAIGN, ...document }),
  }));
}
