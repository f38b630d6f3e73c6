import {
  type CampaignDocument,
  categoryKey,
  type ConditionField,
  isGroup,
  kindOfPayout,
  MEASURES,
  type MoneyOff,
  namedParts,
  payoutsOfKind,
  type RuleGroup,
  sumOfPayouts,
} from '../../decision';
import { textFaults } from '../message-texts/text-faults.rules';
import { isOnce } from './payout-kinds';
import { type Contradiction, twice } from '../program-document/contradiction';
import { placeFaults } from '../program-document/spendable-in.schema';

type CampaignDraft = Omit<CampaignDocument, 'control'>;

const DAYS_A_WEEK = 7;
const ISO_DATE = 'yyyy-mm-dd'.length;
const MILLION = 1_000_000;

/** Contradictions between members of a campaign that are each valid alone. */
export function contradictionsOf(document: CampaignDraft): Contradiction[] {
  return [
    ...ofSchedule(document),
    ...ofPayouts(document),
    ...ofTasks(document),
    ...ofTiers(document),
    ...ofBudgets(document),
    ...ofMoneyOff(document),
    ...ofEverybody(document),
    ...ofVariants(document),
    ...ofRails(document),
    ...ofValidity(document),
    ...ofPlaces(document),
    ...twice(document.audience.segments, ['audience', 'segments']),
    ...twice(document.audience.tiers, ['audience', 'tiers']),
    ...twice(document.where.restaurantIds, ['where', 'restaurantIds']),
    ...twice(document.where.channels, ['where', 'channels']),
  ];
}

/** Mistakes in a draft's message texts. A stored document keeps a text that was saved before its variables were checked. */
export function* textContradictions({ announcement, variants = [] }: CampaignDraft): Generator<Contradiction> {
  if (announcement !== null) yield* textFaults('CAMPAIGN', announcement, 'title', ['announcement']);
  for (const [index, variant] of variants.entries())
    if (variant.announcement !== null)
      yield* textFaults('CAMPAIGN', variant.announcement, 'title', ['variants', index, 'announcement']);
}

/** The fewest points that one act of the campaign gives by itself; giving only a part of them would break its promise. */
export function pointsOfOneAct({ offer, variants = [], challenge, caps }: CampaignDraft): number {
  const offers = [offer, ...variants.map((variant) => variant.offer)];
  const offered = Math.max(...offers.map((gain) => (gain === null || gain.kind === 'MULTIPLIER' ? 0 : gain.points)));
  const capped = Math.min(offered, caps?.perSale ?? offered);
  const paid = sumOfPayouts([...(challenge?.payouts ?? []), ...(challenge?.steps ?? [])]).points;
  return Math.max(capped, paid);
}

function* ofSchedule({
  schedule: { startsAt, endsAt, recurrence, exceptions },
}: CampaignDraft): Generator<Contradiction> {
  const path = ['schedule'];
  if (endsAt !== null && endsAt <= startsAt) yield { path: [...path, 'endsAt'], reason: 'endsBeforeBegins' };
  yield* twice(exceptions, [...path, 'exceptions']);
  if (recurrence?.by !== 'WEEK') return;
  yield* twice(recurrence.weekdays, [...path, 'recurrence', 'weekdays']);
  const { from, to, days } = recurrence;
  const sorted = [...new Set(recurrence.weekdays)].sort((a, b) => a - b);
  const gaps = sorted.map((day, index) => (sorted[index + 1] ?? (sorted[0] ?? day) + DAYS_A_WEEK) - day);
  // The next occurrence may begin on the last day of the previous one, if that has ended by then.
  if (gaps.some((gap) => gap < days - 1 || (days > 1 && gap === days - 1 && to > from)))
    yield { path: [...path, 'recurrence', 'days'], reason: 'occurrencesOverlap' };
}

function* ofPayouts({ type, offer, challenge, moneyOff, announcement, join }: CampaignDraft): Generator<Contradiction> {
  if (offer === null && challenge === null && moneyOff === undefined && announcement === null)
    yield { path: ['offer'], code: 'gives_nothing', reason: 'campaignGivesNothing' };
  if (offer !== null && challenge !== null) yield { path: ['offer'], reason: 'offerBesideTasks' };
  if (type === 'MESSAGE' && announcement === null) yield { path: ['announcement'], code: 'required' };
  if (type === 'MESSAGE' && offer !== null) yield { path: ['offer'], reason: 'messageGivesNothing' };
  if (type === 'MESSAGE' && challenge !== null) yield { path: ['challenge'], reason: 'messageGivesNothing' };
  if (join === 'JOINED' && offer === null && challenge === null && moneyOff === undefined)
    yield { path: ['join'], reason: 'nothingToJoin' };
  yield* ofGain(offer, ['offer']);
}

function* ofMoneyOff({
  schema,
  type,
  moneyOff,
  offer,
  challenge,
  budgets,
  leastToPay,
}: CampaignDraft): Generator<Contradiction> {
  if (moneyOff === undefined) {
    if (leastToPay !== undefined) yield { path: ['leastToPay'], reason: 'leastToPayOfMoneyOff' };
    return;
  }
  if (schema !== 3) yield { path: ['schema'], code: 'not_allowed', reason: 'moneyOffOfSchema3' };
  if (type === 'MESSAGE') yield { path: ['moneyOff'], reason: 'messageGivesNothing' };
  if (offer !== null) yield { path: ['offer'], reason: 'moneyOffAlone' };
  if (challenge !== null) yield { path: ['challenge'], reason: 'moneyOffAlone' };
  for (const [index, { unit }] of budgets.entries())
    if (unit === 'POINTS') yield { path: ['budgets', index, 'unit'], reason: 'moneyOffGivesNoPoints' };
  for (const { path, part } of namedParts(moneyOff))
    if (part.skus.length + part.categories.length === 0)
      yield { path: ['moneyOff', ...path], reason: 'comboPartNamesNothing' };
  if (moneyOff.kind === 'BUY_X_GET_Y' && isAllBought(moneyOff))
    yield { path: ['moneyOff', 'get'], reason: 'givenIsBought' };
}

/** Whether each good that would get cheaper is one that has to be bought, so that no line is left to get cheaper. */
function isAllBought({ buy, get }: Extract<MoneyOff, { kind: 'BUY_X_GET_Y' }>): boolean {
  const categories = new Set(buy.categories.map(categoryKey));
  const isNamed = get.skus.length + get.categories.length > 0;
  return (
    isNamed &&
    get.skus.every((sku) => buy.skus.includes(sku)) &&
    get.categories.every((category) => categories.has(categoryKey(category)))
  );
}

/** A campaign for everybody must not depend on a guest: an anonymous receipt has no tier, segments, limits or control group. */
function* ofEverybody({
  everybody,
  promoCode,
  moneyOff,
  audience,
  join,
  when,
  caps,
  ...rest
}: CampaignDraft): Generator<Contradiction> {
  if (promoCode !== undefined && moneyOff === undefined) yield { path: ['promoCode'], reason: 'promoCodeOfMoneyOff' };
  if (everybody === undefined) return;
  if (moneyOff === undefined) yield { path: ['everybody'], reason: 'everybodyOfMoneyOff' };
  for (const name of ['segments', 'tiers'] as const)
    if (audience[name].length > 0) yield { path: ['audience', name], reason: 'everybodyHasNoGuest' };
  if (join === 'JOINED') yield { path: ['join'], reason: 'everybodyHasNoGuest' };
  if ('control' in rest && rest.control !== null) yield { path: ['control'], reason: 'everybodyHasNoGuest' };
  for (const name of ['perDay', 'perWeek', 'perGuest', 'uses'] as const)
    if (caps != null && caps[name] !== null) yield { path: ['caps', name], reason: 'everybodyHasNoGuest' };
  if (when !== null && asksOfGuest(when)) yield { path: ['when'], reason: 'everybodyHasNoGuest' };
}

/** An effect is measured beside a control group, which can only get smaller. */
function* ofRails({
  rails,
  ...rest
}: CampaignDraft & Partial<Pick<CampaignDocument, 'control'>>): Generator<Contradiction> {
  if (rails === undefined) return;
  const { control = null } = rest;
  for (const name of ['stopBelow', 'shrinkAbove'] as const)
    if (rails[name] !== null && control === null) yield { path: ['rails', name], reason: 'railNeedsControl' };
  if (rails.shrinkAbove !== null && control !== null && rails.shrinkAbove.sharePpm > control.sharePpm)
    yield { path: ['rails', 'shrinkAbove', 'sharePpm'], reason: 'railShrinksControl' };
}

const OF_GUEST: ReadonlySet<ConditionField> = new Set([
  'tier',
  'segment',
  'birthdayToday',
  'birthdayMonth',
  'firstSale',
]);

function asksOfGuest({ rules }: RuleGroup): boolean {
  return rules.some((rule) => (isGroup(rule) ? asksOfGuest(rule) : OF_GUEST.has(rule.field)));
}

function* ofGain(gain: CampaignDraft['offer'], path: readonly (string | number)[]): Generator<Contradiction> {
  if (gain?.kind === 'MULTIPLIER' && Number(gain.multiplierPpm) <= MILLION)
    yield { path: [...path, 'multiplierPpm'], code: 'too_small', reason: 'multiplierGivesNothing' };
}

/** Points that expire before they are given, or begin after their end, could never be spent. */
function* ofValidity({
  schema,
  validity,
  offer,
  challenge,
  variants = [],
  schedule,
}: CampaignDraft): Generator<Contradiction> {
  if (validity === undefined) return;
  const path = ['validity'];
  if (schema === 1) yield { path: ['schema'], code: 'not_allowed', reason: 'validityOfSchema1' };
  const { from, until } = validity;
  const paysPoints = challenge?.steps !== undefined || payoutsOfKind(challenge?.payouts ?? [], 'points').length > 0;
  if (offer === null && !paysPoints && variants.length === 0) yield { path, code: 'not_allowed', reason: 'noPoints' };
  if ('date' in until) {
    const last = schedule.endsAt?.slice(0, ISO_DATE) ?? null;
    if (last === null || until.date < last) yield { path: [...path, 'until'], reason: 'endsBeforeGiven' };
  }
  const isBefore =
    from === null ||
    ('date' in from ? 'date' in until && from.date <= until.date : 'days' in until && from.days <= until.days);
  if (!isBefore) yield { path: [...path, 'from'], reason: 'beginsAfterEnd' };
}

/** The end date distinguishes the lots of one sale, so points that are limited to some places need validity days of their own. */
function* ofPlaces({ schema, spendableIn, validity }: CampaignDraft): Generator<Contradiction> {
  if (spendableIn === undefined) return;
  if (schema === 1) yield { path: ['schema'], code: 'not_allowed', reason: 'spendableInOfSchema1' };
  if (validity === undefined) yield { path: ['validity'], code: 'required', reason: 'placesWithoutDays' };
  yield* placeFaults(spendableIn, ['spendableIn']);
}

function* ofVariants({ schema, variants, offer, announcement }: CampaignDraft): Generator<Contradiction> {
  if (variants === undefined) return;
  if (schema === 1) yield { path: ['schema'], code: 'not_allowed', reason: 'variantsOfSchema1' };
  yield* twice(
    variants.map(({ id }) => id),
    ['variants'],
    'variantIdTwice',
  );
  if (variants.reduce((sum, { sharePpm }) => sum + sharePpm, 0) !== MILLION)
    yield { path: ['variants'], reason: 'variantShares' };
  for (const [index, variant] of variants.entries()) {
    const path = ['variants', index];
    if (variant.offer !== null && offer === null)
      yield { path: [...path, 'offer'], code: 'not_allowed', reason: 'noOfferToReplace' };
    if (variant.announcement !== null && announcement === null)
      yield { path: [...path, 'announcement'], code: 'not_allowed', reason: 'noMessageToReplace' };
    yield* ofGain(variant.offer, [...path, 'offer']);
  }
}

function* ofTiers({ schema, challenge, schedule }: CampaignDraft): Generator<Contradiction> {
  const payouts = challenge?.payouts ?? [];
  for (const [index, payout] of payouts.entries()) {
    if (!('until' in payout)) continue;
    const path = ['challenge', 'payouts', index];
    if (schema === 1) yield { path: ['schema'], code: 'not_allowed', reason: 'tierOfSchema1' };
    if ('date' in payout.until && payout.until.date < schedule.startsAt.slice(0, ISO_DATE))
      yield { path: [...path, 'until', 'date'], reason: 'endsBeforeBegins' };
  }
}

function* ofTasks({ challenge, where }: CampaignDraft): Generator<Contradiction> {
  for (const [index, task] of (challenge?.tasks ?? []).entries()) {
    if (task.kind !== 'BUY') continue;
    if (task.target > (MEASURES[task.measure].most?.(task, where.restaurantIds) ?? Infinity)) {
      const path = ['challenge', 'tasks', index, 'target'];
      yield { path, code: 'not_valid', reason: 'moreThanThereAre' };
    }
    if (task.freezes !== undefined && task.measure !== 'WEEKS')
      yield { path: ['challenge', 'tasks', index, 'freezes'], code: 'not_allowed', reason: 'freezesOfWeeks' };
  }
  const shares = (challenge?.steps ?? []).map(({ sharePpm }) => sharePpm);
  for (const [index, share] of shares.entries())
    if (index > 0 && share <= (shares[index - 1] ?? 0))
      yield { path: ['challenge', 'steps', index, 'sharePpm'], reason: 'notAboveStepBefore' };
  const members = (challenge?.payouts ?? []).map(kindOfPayout);
  for (const [index, member] of members.entries())
    if (isOnce(member) && members.indexOf(member) < index)
      yield { path: ['challenge', 'payouts', index, member], reason: 'valueTwice' };
  yield* twice(
    (challenge?.tasks ?? []).map(({ id }) => id),
    ['challenge', 'tasks'],
    'taskIdTwice',
  );
}

function* ofBudgets(document: CampaignDraft): Generator<Contradiction> {
  const { budgets, where } = document;
  yield* twice(
    budgets.map(({ unit, restaurantId }) => `${unit} ${restaurantId ?? ''}`),
    ['budgets'],
    'budgetTwice',
  );
  for (const [index, { unit, restaurantId, limit }] of budgets.entries()) {
    if (restaurantId !== null && where.restaurantIds.length > 0 && !where.restaurantIds.includes(restaurantId))
      yield { path: ['budgets', index, 'restaurantId'], code: 'not_allowed', reason: 'budgetElsewhere' };
    if (unit === 'POINTS' && limit < pointsOfOneAct(document))
      yield { path: ['budgets', index, 'limit'], code: 'too_small', reason: 'budgetBelowOneAct' };
  }
}
