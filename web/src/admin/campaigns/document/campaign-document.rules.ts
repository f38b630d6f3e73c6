import type { RuleGroupType } from 'react-querybuilder';
import type { Campaign, CampaignDraft } from '../../../entities/campaign/campaign.api';
import { isGainKind, readGain, type TypedGain, typedGain } from '../../../entities/campaign/gains';
import { spendableIn } from '../../../entities/program/spendable-in';
import { decimalText, parseDecimal } from '../../../shared/format/decimal';
import { parseAmount, typedAmount } from '../../../shared/format/money';
import { spokenOf } from '../../../shared/i18n/spoken';
import { withoutIds } from '../../../entities/condition/condition-fields';
import { moneyOffOf, moneyOffValuesOf } from './money-off.rules';
import { payoutOf, payoutValuesOf } from './payouts.rules';
import { railsOf, railValuesOf } from './rails.rules';
import { taskOf, taskValuesOf } from './tasks.rules';
import {
  type CampaignValues,
  EMPTY,
  type Gives,
  givesPoints,
  hasOffer,
  isTold,
  type MessageValues,
  type StepValues,
  type Unit,
  USUAL_PRIORITY,
  type VariantGives,
  type VariantValues,
} from './campaign-values.rules';

const PPM_OF_PERCENT = 10_000;
const PERCENT_DECIMALS = 4;

export function valuesOf(document: Campaign['document'], currency: string): CampaignValues {
  const { audience, where, offer, challenge, moneyOff, schedule, caps, budgets, group, control, announcement } =
    document;
  const budget = (unit: Unit) => budgets.find((one) => one.unit === unit && one.restaurantId === null)?.limit;
  const money = budget('MONEY');
  return {
    ...EMPTY,
    type: document.type,
    nameRu: document.name['ru'] ?? '',
    nameEn: document.name['en'] ?? '',
    segments: audience.segments,
    tiers: audience.tiers,
    restaurantIds: where.restaurantIds,
    mustJoin: document.join === 'JOINED',
    ...typedGain(offer, currency),
    gives: moneyOff !== undefined ? 'MONEY_OFF' : challenge !== null ? 'TASKS' : (offer?.kind ?? 'MESSAGE'),
    ...moneyOffValuesOf(document, currency),
    tasks: challenge?.tasks.map((task) => taskValuesOf(task, currency)) ?? EMPTY.tasks,
    payouts: challenge?.payouts.map((payout) => payoutValuesOf(payout, currency)) ?? EMPTY.payouts,
    steps: (challenge?.steps ?? []).map(({ sharePpm, points }) => ({ percent: sharePpm / PPM_OF_PERCENT, points })),
    ...validityValuesOf(document.validity),
    spendableIn: document.spendableIn?.restaurantIds ?? [],
    spendableOn: document.spendableIn?.categories ?? [],
    when: document.when as RuleGroupType | null,
    ...scheduleValuesOf(schedule),
    ...capValuesOf(document, currency),
    uses: caps?.uses ?? '',
    budgetPoints: budget('POINTS') ?? '',
    budgetMoney: money === undefined ? '' : typedAmount(money, currency),
    budgetUses: budget('USES') ?? '',
    placeBudgets: budgets.flatMap(({ unit, restaurantId, limit }) =>
      restaurantId === null
        ? []
        : [{ restaurantId, unit, limit: unit === 'MONEY' ? typedAmount(limit, currency) : String(limit) }],
    ),
    isCut: document.onShortBudget === 'CUT',
    group: group?.code ?? '',
    isExclusive: group?.mode !== 'STACKABLE',
    priority: document.priority,
    controlPercent: control === null ? 0 : Math.round(control.sharePpm / PPM_OF_PERCENT),
    ...railValuesOf(document.rails, currency),
    variants: (document.variants ?? []).map((variant) => variantValuesOf(variant, currency)),
    isTold: announcement !== null,
    ...messageValuesOf(announcement),
  };
}

/** Caps are points, for a campaign that takes money off minor units. */
function capValuesOf({ caps, moneyOff }: Pick<CampaignDraft, 'caps' | 'moneyOff'>, currency: string) {
  if (moneyOff === undefined)
    return { perSale: caps?.perSale ?? '', perDay: caps?.perDay ?? '', perGuest: caps?.perGuest ?? '' } as const;
  const typed = (cap: number | null | undefined) => (cap == null ? '' : typedAmount(cap, currency));
  return {
    offPerSale: typed(caps?.perSale),
    offPerDay: typed(caps?.perDay),
    offPerGuest: typed(caps?.perGuest),
  };
}

function capsOf(
  values: CampaignValues,
  currency: string,
  before: Pick<CampaignDraft, 'caps' | 'moneyOff'> | null,
): CampaignDraft['caps'] {
  const isMoney = values.gives === 'MONEY_OFF';
  const isSameUnit = isMoney === (before?.moneyOff !== undefined);
  // A text that is no amount is refused as too small, at its field.
  const money = (typed: string) => (typed.trim() === '' ? null : (parseAmount(typed, currency) ?? 0));
  const caps = {
    perSale: isMoney ? money(values.offPerSale) : orNull(values.perSale),
    perDay: isMoney ? money(values.offPerDay) : orNull(values.perDay),
    perWeek: isSameUnit ? (before?.caps?.perWeek ?? null) : null,
    perGuest: isMoney ? money(values.offPerGuest) : orNull(values.perGuest),
    uses: orNull(values.uses),
  };
  return Object.values(caps).some((cap) => cap !== null) ? caps : null;
}

function scheduleValuesOf({ startsAt, endsAt, recurrence, exceptions }: CampaignDraft['schedule']) {
  return {
    startsAt,
    endsAt: endsAt ?? '',
    repeat: recurrence?.by ?? EMPTY.repeat,
    weekdays: recurrence?.by === 'WEEK' ? recurrence.weekdays.map(String) : EMPTY.weekdays,
    monthDay: recurrence?.by === 'MONTH_DAY' ? recurrence.day : EMPTY.monthDay,
    nth: recurrence?.by === 'MONTH_WEEKDAY' ? String(recurrence.nth) : EMPTY.nth,
    weekday: recurrence?.by === 'MONTH_WEEKDAY' ? String(recurrence.weekday) : EMPTY.weekday,
    from: recurrence?.from ?? EMPTY.from,
    to: recurrence?.to ?? EMPTY.to,
    days: recurrence?.days ?? EMPTY.days,
    exceptions,
  };
}

/** The document of the typed values. Members that the form does not show are kept from `before`; the server reports missing ones. */
export function documentOf(
  values: CampaignValues,
  currency: string,
  before: Campaign['document'] | null,
): CampaignDraft {
  const budget = (unit: Unit, limit: number | '') => (limit === '' ? [] : [{ unit, restaurantId: null, limit }]);
  const money = values.budgetMoney === '' ? '' : (parseAmount(values.budgetMoney, currency) ?? 0);
  const moneyOff = moneyOffOf(values, currency);
  const hasVariants = values.variants.length > 0;
  const givesTier = values.gives === 'TASKS' && values.payouts.some(({ kind }) => kind === 'tier');
  const validity = validityOf(values);
  const rails = railsOf(values, currency);
  const places = spendableIn(values.spendableIn, values.spendableOn);
  return {
    schema: moneyOff !== null ? 3 : hasVariants || givesTier || validity !== null ? 2 : 1,
    name: spokenOf(values.nameRu, values.nameEn),
    type: typeOf(values),
    audience: { segments: [...values.segments], tiers: [...values.tiers] },
    join: values.mustJoin ? 'JOINED' : 'ALL',
    where: { restaurantIds: [...values.restaurantIds], channels: before?.where.channels ?? [] },
    schedule: {
      startsAt: values.startsAt,
      endsAt: values.endsAt === '' ? null : values.endsAt,
      recurrence: recurrenceOf(values),
      exceptions: [...values.exceptions],
    },
    when:
      values.when === null || values.when.rules.length === 0
        ? null
        : (withoutIds(values.when) as CampaignDraft['when']),
    offer: offerOf(values, currency),
    challenge: challengeOf(values, currency),
    caps: capsOf(values, currency, before),
    budgets: [
      ...(moneyOff === null ? budget('POINTS', values.budgetPoints) : []),
      ...budget('MONEY', money),
      ...budget('USES', values.budgetUses),
      ...values.placeBudgets.map(({ restaurantId, unit, limit }) => ({
        unit,
        restaurantId,
        limit: (unit === 'MONEY' ? parseAmount(limit, currency) : parseDecimal(limit, 0)) ?? 0,
      })),
    ],
    onShortBudget: values.isCut ? 'CUT' : 'REFUSE',
    group:
      values.group.trim() === ''
        ? null
        : { code: values.group.trim().toUpperCase(), mode: values.isExclusive ? 'EXCLUSIVE' : 'STACKABLE' },
    priority: values.priority === '' ? USUAL_PRIORITY : values.priority,
    control: values.controlPercent === 0 ? null : { sharePpm: values.controlPercent * PPM_OF_PERCENT },
    announcement: isTold(values) ? announcementOf(values) : null,
    ...(moneyOff !== null && { moneyOff, ...takingOffBeside(values, currency, before) }),
    ...(validity !== null && { validity }),
    ...(validity !== null && places !== undefined && { spendableIn: places }),
    ...(rails !== undefined && { rails }),
    ...(hasVariants && { variants: values.variants.map((variant) => variantOf(variant, values, currency)) }),
  };
}

/** The terms of money off. The form does not show `promoCode` and `everybody`, so both stay as they were. */
function takingOffBeside(
  { leastToPay }: CampaignValues,
  currency: string,
  before: Campaign['document'] | null,
): Pick<CampaignDraft, 'leastToPay' | 'everybody' | 'promoCode'> {
  const { everybody, promoCode } = before?.moneyOff === undefined ? {} : before;
  return {
    // A text that is no amount is refused as too small, at its field.
    ...(leastToPay.trim() !== '' && { leastToPay: parseAmount(leastToPay, currency) ?? 0 }),
    ...(everybody !== undefined && { everybody }),
    ...(promoCode !== undefined && { promoCode }),
  };
}

type Offer = CampaignDraft['offer'];
type PointsValidity = CampaignDraft['validity'];

function validityValuesOf(validity: PointsValidity) {
  const { from = null, until = null } = validity ?? {};
  const days = (time: typeof from): number | '' => (time !== null && 'days' in time ? time.days : '');
  const date = (time: typeof from): string => (time !== null && 'date' in time ? time.date : '');
  return {
    validity: until === null ? EMPTY.validity : 'days' in until ? 'DAYS' : 'DATES',
    validFromDays: days(from),
    validUntilDays: days(until),
    validFromDate: date(from),
    validUntilDate: date(until),
  } as const;
}

/** Null: as the programme says. */
function validityOf(values: CampaignValues): NonNullable<PointsValidity> | null {
  if (values.validity === 'PROGRAM' || !givesPoints(values)) return null;
  const { validFromDays, validUntilDays, validFromDate, validUntilDate } = values;
  // An empty last day is sent as 0 days or as an empty date, which the server reports as a mistake at its field.
  return values.validity === 'DAYS'
    ? {
        from: validFromDays === '' ? null : { days: validFromDays },
        until: { days: validUntilDays === '' ? 0 : validUntilDays },
      }
    : { from: validFromDate === '' ? null : { date: validFromDate }, until: { date: validUntilDate } };
}

const TASK_TYPES: ReadonlySet<CampaignDraft['type']> = new Set([
  'TIER_CHALLENGE',
  'VISIT_CHALLENGE',
  'REFERRAL',
  'TASKS',
]);

/** The kind by which lists show it: the known one where it fits what the campaign gives. */
function typeOf({ type, gives, tasks, when, repeat }: CampaignValues): CampaignDraft['type'] {
  if (gives === 'MESSAGE' || gives === 'MONEY_OFF') return gives;
  const isOfTasks = gives === 'TASKS';
  if (type !== null && type !== 'MESSAGE' && type !== 'MONEY_OFF' && TASK_TYPES.has(type) === isOfTasks) return type;
  if (isOfTasks) return tasks.length === 1 && tasks[0]?.deed !== 'ACTIVITY' ? 'VISIT_CHALLENGE' : 'TASKS';
  if (when?.rules.some((rule) => 'field' in rule && rule.field.startsWith('birthday')) === true) return 'BIRTHDAY';
  if (when?.rules.some((rule) => 'field' in rule && rule.field === 'category') === true) return 'CATEGORY_BONUS';
  return gives === 'MULTIPLIER' || repeat !== 'NONE' ? 'POINTS_MULTIPLIER' : 'WIN_BACK';
}

function recurrenceOf(values: CampaignValues): CampaignDraft['schedule']['recurrence'] {
  const hours = { from: values.from, to: values.to, days: values.days === '' ? 1 : values.days };
  switch (values.repeat) {
    case 'NONE':
      return null;
    case 'WEEK':
      return { by: 'WEEK', weekdays: values.weekdays.map(Number).sort((a, b) => a - b), ...hours };
    case 'MONTH_DAY':
      return { by: 'MONTH_DAY', day: values.monthDay === '' ? 1 : values.monthDay, ...hours };
    case 'MONTH_WEEKDAY':
      return {
        by: 'MONTH_WEEKDAY',
        nth: Number(values.nth) as 1 | 2 | 3 | 4 | -1,
        weekday: Number(values.weekday),
        ...hours,
      };
  }
}

/** Null: the campaign has no offer at sales. */
export function offerOf(values: TypedGain & { readonly gives: Gives | VariantGives }, currency: string): Offer {
  return isGainKind(values.gives) ? readGain(values.gives, values, currency) : null;
}

type Variant = NonNullable<CampaignDraft['variants']>[number];

function variantValuesOf({ id, sharePpm, offer, announcement }: Variant, currency: string): VariantValues {
  return {
    id,
    percent: decimalText(sharePpm, PERCENT_DECIMALS, '.'),
    ...typedGain(offer, currency),
    gives: offer?.kind ?? 'SAME',
    ...messageValuesOf(announcement),
  };
}

function variantOf(values: VariantValues, campaign: CampaignValues, currency: string): Variant {
  const message = announcementOf(values);
  return {
    id: values.id,
    sharePpm: parseDecimal(values.percent, PERCENT_DECIMALS) ?? 0,
    offer: hasOffer(campaign) ? offerOf(values, currency) : null,
    announcement: !isTold(campaign) || Object.keys(message).length === 0 ? null : message,
  };
}

export function messageValuesOf(message: CampaignDraft['announcement']): MessageValues {
  const { ru, en } = message ?? {};
  return {
    titleRu: ru?.title ?? '',
    titleEn: en?.title ?? '',
    textRu: ru?.text ?? '',
    textEn: en?.text ?? '',
  };
}

function challengeOf(values: CampaignValues, currency: string): CampaignDraft['challenge'] {
  if (values.gives !== 'TASKS') return null;
  return {
    tasks: values.tasks.map((task) => taskOf(task, currency)),
    payouts: values.payouts.map((payout) => payoutOf(payout, currency)),
    ...(values.steps.length === 0 ? {} : { steps: values.steps.map(stepOf) }),
  };
}

type TaskStep = NonNullable<NonNullable<CampaignDraft['challenge']>['steps']>[number];

function stepOf({ percent, points }: StepValues): TaskStep {
  return { sharePpm: percent === '' ? 0 : Math.round(percent * PPM_OF_PERCENT), points: points === '' ? 0 : points };
}

function announcementOf(values: MessageValues): NonNullable<CampaignDraft['announcement']> {
  const ru = { title: values.titleRu.trim(), text: values.textRu.trim() };
  const en = { title: values.titleEn.trim(), text: values.textEn.trim() };
  const isTyped = ({ title, text }: typeof ru) => title !== '' || text !== '';
  return { ...(isTyped(ru) && { ru }), ...(isTyped(en) && { en }) };
}

const orNull = (value: number | ''): number | null => (value === '' ? null : value);
