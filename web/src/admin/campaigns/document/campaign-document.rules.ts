import type { Campaign, CampaignDraft } from '../../../entities/campaign/campaign.api';
import { type GainKind, GAIN_KINDS, isGainKind } from '../../../entities/campaign/gains';
import { spokenOf } from '../../../shared/i18n/spoken';

/** The gain, discount, challenge or message that a campaign is about. */
export type Gives = GainKind | 'MONEY_OFF' | 'TASKS' | 'MESSAGE';
export const GIVES: readonly Gives[] = [...GAIN_KINDS, 'MONEY_OFF', 'TASKS', 'MESSAGE'];
export type Announcement = NonNullable<CampaignDraft['announcement']>;

/**
 * A campaign while it is edited. The document can hold an offer, a discount and a challenge at once: `gives` says which of the three is sent, and the
 * form keeps the other two in case the manager changes back. `type` null: `documentOf` derives the campaign's type from the other members.
 */
export type EditedCampaign = Omit<CampaignDraft, 'type' | 'schema'> & {
  readonly gives: Gives;
  readonly type: CampaignDraft['type'] | null;
};

const USUAL_PRIORITY = 100;
const NO_CAPS = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: null };
const NO_RAILS = { stopBelow: null, shrinkAbove: null, visitCost: null };

/** A campaign before anything is typed. */
export const BLANK: EditedCampaign = {
  gives: 'MULTIPLIER',
  type: null,
  name: {},
  audience: { segments: [], tiers: [] },
  join: 'ALL',
  where: { restaurantIds: [], channels: [] },
  schedule: { startsAt: '', endsAt: null, recurrence: null, exceptions: [] },
  when: null,
  offer: { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 },
  challenge: null,
  caps: null,
  budgets: [],
  onShortBudget: 'CUT',
  group: null,
  priority: USUAL_PRIORITY,
  control: null,
  announcement: null,
};

export function editedOf({ schema: _, control, ...document }: Campaign['document']): EditedCampaign {
  const { moneyOff, challenge, offer } = document;
  const gives = moneyOff !== undefined ? 'MONEY_OFF' : challenge !== null ? 'TASKS' : (offer?.kind ?? 'MESSAGE');
  return { ...document, gives, control: control && { sharePpm: control.sharePpm } };
}

/**
 * The request body for the edited campaign, without the parts that do not belong to its `gives`. The body can be incomplete: the server reports
 * missing values.
 */
export function documentOf(edited: EditedCampaign): CampaignDraft {
  const { gives, offer, challenge, moneyOff, leastToPay, everybody, promoCode, validity, spendableIn, ...rest } =
    edited;
  const { variants = [], rails, caps, group, announcement, priority, ...others } = rest;
  const isMoneyOff = gives === 'MONEY_OFF';
  const timed = givesPoints(edited) ? validity : undefined;
  const hasTier = gives === 'TASKS' && challenge?.payouts.some((payout) => 'tier' in payout) === true;
  return {
    ...others,
    schema: isMoneyOff ? 3 : variants.length > 0 || hasTier || timed !== undefined ? 2 : 1,
    name: spokenOf(edited.name),
    type: typeOf(edited),
    offer: isGainKind(gives) ? offer : null,
    challenge: gives === 'TASKS' && challenge !== null ? challengeOf(challenge) : null,
    caps: Object.values(caps ?? {}).some((cap) => cap != null) ? { ...NO_CAPS, ...caps } : null,
    group: group?.code.trim() === '' ? null : group,
    priority: (priority as unknown) === '' ? USUAL_PRIORITY : priority,
    announcement: isTold(edited) ? withoutEmpty(announcement ?? {}) : null,
    ...(isMoneyOff && {
      moneyOff,
      ...(leastToPay !== undefined && { leastToPay }),
      ...(everybody !== undefined && { everybody }),
      ...(promoCode !== undefined && { promoCode }),
    }),
    ...(timed !== undefined && { validity: timed, ...(spendableIn !== undefined && { spendableIn }) }),
    ...(Object.values(rails ?? {}).some((rail) => rail !== null) && { rails: { ...NO_RAILS, ...rails } }),
    ...(variants.length > 0 && { variants: variants.map((variant) => variantOf(variant, edited)) }),
  };
}

/** Whether the campaign gives points for a sale. Only then can a variant have an offer of its own. */
export function hasOffer({ gives }: Pick<EditedCampaign, 'gives'>): boolean {
  return isGainKind(gives);
}

/** Whether the campaign gives points, whose validity may be set. */
export function givesPoints(edited: Pick<EditedCampaign, 'gives' | 'challenge'>): boolean {
  const { gives, challenge } = edited;
  return hasOffer(edited) || (gives === 'TASKS' && challenge?.payouts.some((payout) => 'points' in payout) === true);
}

export function isTold({ announcement, gives }: Pick<EditedCampaign, 'announcement' | 'gives'>): boolean {
  return announcement !== null || gives === 'MESSAGE';
}

/** Whether a person has written the message: it is neither empty nor the generated one. */
export function isWritten(typed: Announcement, made: Announcement | null): boolean {
  return !isSameMessage(typed, {}) && (made === null || !isSameMessage(typed, made));
}

export function isSameMessage(one: Announcement, other: Announcement): boolean {
  return (['ru', 'en'] as const).every((language) =>
    (['title', 'text'] as const).every(
      (part) => (one[language]?.[part] ?? '').trim() === (other[language]?.[part] ?? '').trim(),
    ),
  );
}

/** The text of a message in a language; empty: the message has no text in this language. */
export function textIn(message: Readonly<Partial<Announcement>>, language: 'ru' | 'en'): string {
  return message[language]?.text ?? '';
}

const TASK_TYPES: ReadonlySet<CampaignDraft['type']> = new Set([
  'TIER_CHALLENGE',
  'VISIT_CHALLENGE',
  'REFERRAL',
  'TASKS',
]);

/** The kind by which lists show it: the known one where it fits what the campaign gives. */
function typeOf({ type, gives, challenge, when, schedule }: EditedCampaign): CampaignDraft['type'] {
  if (gives === 'MESSAGE' || gives === 'MONEY_OFF') return gives;
  const isOfTasks = gives === 'TASKS';
  if (type !== null && type !== 'MESSAGE' && type !== 'MONEY_OFF' && TASK_TYPES.has(type) === isOfTasks) return type;
  const tasks = challenge?.tasks ?? [];
  if (isOfTasks) return tasks.length === 1 && tasks[0]?.kind !== 'ACTIVITY' ? 'VISIT_CHALLENGE' : 'TASKS';
  const asked = ((when?.rules ?? []) as readonly { readonly field?: string }[]).map(({ field = '' }) => field);
  if (asked.some((field) => field.startsWith('birthday'))) return 'BIRTHDAY';
  if (asked.includes('category')) return 'CATEGORY_BONUS';
  return gives === 'MULTIPLIER' || schedule.recurrence !== null ? 'POINTS_MULTIPLIER' : 'WIN_BACK';
}

/** The challenge as it is sent: `freezes` only in tasks that count weeks in a row, and `steps` only if the list has any. */
function challengeOf({
  steps = [],
  ...challenge
}: NonNullable<CampaignDraft['challenge']>): CampaignDraft['challenge'] {
  const tasks = challenge.tasks.map((task) => {
    if (task.kind === 'ACTIVITY') return task;
    const { freezes, ...others } = task;
    return task.measure === 'WEEKS' && freezes !== undefined && freezes !== 0 ? { ...others, freezes } : others;
  });
  return { ...challenge, tasks, ...(steps.length > 0 && { steps }) };
}

type Variant = NonNullable<CampaignDraft['variants']>[number];

function variantOf({ offer, announcement, ...variant }: Variant, edited: EditedCampaign): Variant {
  const message = withoutEmpty(announcement ?? {});
  return {
    ...variant,
    offer: hasOffer(edited) ? offer : null,
    announcement: !isTold(edited) || Object.keys(message).length === 0 ? null : message,
  };
}

/** A message while it is edited: a language can have only the title or only the text. */
type TypedMessage = Readonly<Record<string, { readonly title?: string; readonly text?: string }>>;

function withoutEmpty(message: TypedMessage): Announcement {
  return Object.fromEntries(
    Object.entries(message).flatMap(([language, { title = '', text = '' }]) =>
      title.trim() + text.trim() === '' ? [] : [[language, { title: title.trim(), text: text.trim() }]],
    ),
  );
}
