import type { Campaign, CampaignDraft } from '../../../entities/campaign/campaign.api';
import { gainArguments } from '../../../entities/campaign/gains';
import { type GoodsPart, moneyOffArguments } from '../../../entities/campaign/money-off';
import type { Format } from '../../../shared/format/use-format';
import type { TextByLanguage } from '../../../shared/i18n/spoken';
import type { Translate } from './campaign-parts.rules';
import { payoutSentence } from './payouts.rules';
import { taskSentence } from './tasks.rules';

const ISO_DATE = 'yyyy-mm-dd'.length;
const PPM_OF_PERCENT = 10_000;

export type CampaignTerms = CampaignDraft | Campaign['document'];
type Part<Name extends keyof CampaignDraft> = NonNullable<CampaignDraft[Name]>;

/** Translations and formats in the reader's language, and the names of the segments and restaurants of a campaign. */
interface Words {
  readonly t: Translate;
  readonly format: Pick<Format, 'number' | 'money' | 'day' | 'list'>;
  readonly spoken: (text: TextByLanguage) => string;
  readonly segmentName: (code: string) => string;
  readonly restaurantName: (id: string) => string;
}

/**
 * Describes a campaign in sentences: its audience, benefits, schedule, limits and control group.
 *
 * @param conditions the conditions on a sale in words; undefined: the campaign has no conditions, or the conditions have mistakes
 */
export function sentencesOf(document: CampaignTerms, conditions: string | undefined, words: Words): string[] {
  return [
    ...guestSentences(document, words),
    ...giftSentences(document, conditions, words),
    ...timeSentences(document.schedule, words),
    ...capSentences(document, words),
    ...budgetSentences(document, words),
    ...controlSentences(document, words),
    ...railSentences(document.rails ?? {}, words),
    ...(document.variants ?? []).map((variant) => variantSentence(variant, words)),
    words.t(`campaigns.say.${document.announcement === null ? 'silent' : 'told'}`),
  ];
}

/** Removes the sentences that do not apply to the campaign. */
const given = (sentences: readonly (string | false | undefined)[]): string[] =>
  sentences.filter((sentence) => typeof sentence === 'string');

function guestSentences({ audience: { segments, tiers }, join, where }: CampaignTerms, words: Words): string[] {
  const { t, format, segmentName, restaurantName } = words;
  const names = [...segments.map(segmentName), ...tiers];
  const places = where.restaurantIds.map(restaurantName);
  return given([
    names.length === 0
      ? t('campaigns.say.everybody')
      : t('campaigns.say.audience', { names: format.list(names, 'disjunction') }),
    join === 'JOINED' && t('campaigns.say.joined'),
    places.length > 0 && t('campaigns.say.where', { names: format.list(places, 'disjunction') }),
  ]);
}

function giftSentences(document: CampaignTerms, conditions: string | undefined, words: Words): string[] {
  const { offer, moneyOff, leastToPay, challenge, validity } = document;
  const { restaurantIds = [], categories = [] } = document.spendableIn ?? {};
  const { t, format, restaurantName } = words;
  const goods = (part: GoodsPart) => [...part.categories, ...part.skus].join(', ');
  return given([
    offer !== null && offerSentence(offer, words),
    moneyOff && t(`campaigns.say.moneyOff.${moneyOff.kind}`, moneyOffArguments(moneyOff, format, goods)),
    moneyOff && t('campaigns.moneyOffOrder'),
    leastToPay !== undefined && t('campaigns.say.leastToPay', { amount: format.money(leastToPay) }),
    conditions !== undefined && t('campaigns.say.conditions', { conditions }),
    challenge !== null && challengeSentence(challenge, words),
    ...(validity === undefined ? [] : validitySentences(validity, words)),
    restaurantIds.length > 0 &&
      t('campaigns.say.spendableIn', { names: format.list(restaurantIds.map(restaurantName), 'disjunction') }),
    categories.length > 0 && t('campaigns.say.spendableOn', { names: format.list(categories, 'disjunction') }),
  ]);
}

function offerSentence(offer: Part<'offer'>, { t, format }: Words): string {
  return t(`campaigns.say.offer.${offer.kind}`, gainArguments(offer, format));
}

function challengeSentence({ tasks, payouts, steps = [] }: Part<'challenge'>, words: Words): string {
  const { t, format } = words;
  const done = tasks.map((task) => taskSentence(task, words));
  const paid = payouts.map((payout) => payoutSentence(payout, words));
  const onTheWay = steps.map(({ sharePpm, points }) =>
    t('campaigns.say.step', { count: points, percent: percentOf(sharePpm, words) }),
  );
  const whole = { tasks: format.list(done, 'conjunction'), payouts: format.list(paid, 'conjunction') };
  return [t('campaigns.say.challenge', whole), ...onTheWay].join(' ');
}

function validitySentences({ from, until }: Part<'validity'>, { t, format }: Words): string[] {
  const day = (time: NonNullable<typeof from>, key: 'validFrom' | 'validUntil') =>
    'days' in time
      ? t(`campaigns.say.${key}Days`, { count: time.days })
      : t(`campaigns.say.${key}Date`, { day: format.day(time.date) });
  return given([from !== null && day(from, 'validFrom'), day(until, 'validUntil')]);
}

function timeSentences(
  { startsAt, endsAt, recurrence, exceptions }: CampaignTerms['schedule'],
  words: Words,
): string[] {
  const { t, format } = words;
  const at = (local: string) =>
    local === '' ? '…' : `${format.day(local.slice(0, ISO_DATE))}, ${local.slice(ISO_DATE + 1)}`;
  return given([
    endsAt === null
      ? t('campaigns.say.fromOn', { from: at(startsAt) })
      : t('campaigns.say.fromTo', { from: at(startsAt), to: at(endsAt) }),
    recurrence !== null && recurrenceSentence(recurrence, words),
    exceptions.length > 0 && t('campaigns.say.except', { days: exceptions.map((day) => format.day(day)).join(', ') }),
  ]);
}

function recurrenceSentence(recurrence: NonNullable<CampaignTerms['schedule']['recurrence']>, { t }: Words): string {
  const { from, to, days } = recurrence;
  const day = (value: number) => t(`program.conditions.weekdays.d${String(value) as '1'}`);
  const on =
    recurrence.by === 'WEEK'
      ? t('campaigns.say.week', { days: recurrence.weekdays.map(day).join(', ') })
      : recurrence.by === 'MONTH_DAY'
        ? t('campaigns.say.monthDay', { day: recurrence.day })
        : t('campaigns.say.monthWeekday', {
            nth: t(`campaigns.nth.${recurrence.nth}`),
            day: day(recurrence.weekday),
          });
  return t('campaigns.say.hours', { on, from, to, count: days });
}

/** The caps of a campaign that takes money off, as amounts for a receipt, a day, a week and a guest; the cap of any other campaign, as points for a guest. */
function capSentences({ caps, moneyOff }: CampaignTerms, { t, format }: Words): string[] {
  const sums = (['perSale', 'perDay', 'perWeek', 'perGuest'] as const).map((period) => {
    const cap = caps?.[period] ?? null;
    return cap !== null && t(`campaigns.say.off.${period}`, { cap: format.money(cap) });
  });
  const times = caps?.perGuest != null && t('campaigns.say.perGuest', { count: caps.perGuest });
  return given([
    ...(moneyOff === undefined ? [times] : sums),
    caps?.uses != null && t('campaigns.say.uses', { count: caps.uses }),
  ]);
}

function budgetSentences({ budgets, offer, moneyOff, onShortBudget }: CampaignTerms, words: Words): string[] {
  const { t, format, restaurantName } = words;
  const sentence = ({ unit, restaurantId, limit }: (typeof budgets)[number]) => {
    const budget =
      unit === 'MONEY'
        ? t(`campaigns.say.budget.${moneyOff === undefined ? 'MONEY' : 'OFF'}`, { limit: format.money(limit) })
        : t(`campaigns.say.budget.${unit}`, { count: limit });
    return restaurantId === null
      ? budget
      : t('campaigns.say.budgetAt', { place: restaurantName(restaurantId), budget });
  };
  const isGiven = budgets.length > 0 && (offer !== null || moneyOff !== undefined);
  return given([...budgets.map(sentence), isGiven && t(`campaigns.say.short.${onShortBudget}`)]);
}

function controlSentences({ control }: CampaignTerms, words: Words): string[] {
  if (control === null) return [words.t('campaigns.say.noControl')];
  return [words.t('campaigns.say.control', { percent: percentOf(control.sharePpm, words) })];
}

function railSentences(rails: Partial<Part<'rails'>>, words: Words): string[] {
  const { stopBelow = null, shrinkAbove = null, visitCost = null } = rails;
  const { t, format } = words;
  return given([
    stopBelow !== null && t('campaigns.say.railStop', { guests: stopBelow.guests }),
    shrinkAbove !== null &&
      t('campaigns.say.railShrink', { guests: shrinkAbove.guests, percent: percentOf(shrinkAbove.sharePpm, words) }),
    visitCost !== null &&
      t('campaigns.say.railCost', { cost: format.money(visitCost.atMost), visits: visitCost.visits }),
  ]);
}

function variantSentence({ id, sharePpm, offer, announcement }: Part<'variants'>[number], words: Words): string {
  const { t } = words;
  const differs = given([
    offer !== null && offerSentence(offer, words),
    announcement !== null && t('campaigns.say.ownMessage'),
  ]);
  const text = differs.length === 0 ? t('campaigns.say.sameAsAll') : differs.join(' ');
  return t('campaigns.say.variant', { id, percent: percentOf(sharePpm, words), text });
}

const percentOf = (sharePpm: number, { format }: Words): string => format.number(sharePpm / PPM_OF_PERCENT);
