import type { CompiledProgram } from '../program/compile';
import { BOOKS } from './parts/books';
import { CAMPAIGN_MONEY } from './parts/campaign-money';
import { EARNING } from './parts/earning';
import { REDEMPTION } from './parts/redemption';
import { REST_OF_LINES } from './parts/rest-of-lines';
import { RESTRICTIONS } from './parts/restrictions';
import { REWARDS } from './parts/rewards';
import { STAMPS } from './parts/stamps';
import { TASKS } from './parts/tasks';
import { TIER_DISCOUNT } from './parts/tier-discount';
import type { RefundDraft } from './refund-draft';
import type { SaleDraft, SalePart } from './sale-draft';

/**
 * The parts of a sale in their order, which docs/campaigns.md prints. Discounts come before points that pay, and both before points that are earned,
 * because points are earned for money alone. The tier comes first, since it is the guest's due; rewards follow campaigns, so that no share is counted from
 * lines that are free. Stamps and tasks count lines by what was paid for them. The books come last: until then nothing has moved.
 */
export const IN_ORDER: readonly SalePart[] = [
  RESTRICTIONS,
  TIER_DISCOUNT,
  CAMPAIGN_MONEY,
  REWARDS,
  REST_OF_LINES,
  REDEMPTION,
  EARNING,
  STAMPS,
  TASKS,
  BOOKS,
];

/**
 * The parts in the order in which a refund takes them back, which is neither their order nor its reverse. Redeemed points come back before earned
 * ones are taken, so that partial refunds end with the same state as a whole one; stamps and tasks come before earned points, which are taken together
 * with theirs.
 */
const TAKEN_BACK: readonly SalePart[] = [
  TIER_DISCOUNT,
  CAMPAIGN_MONEY,
  REDEMPTION,
  STAMPS,
  TASKS,
  EARNING,
  BOOKS,
  REWARDS,
];

/** Takes a sale back by all parts: what it stored decides what that is, and not the programme that is in force. */
export function takeBackSale(draft: RefundDraft): void {
  for (const { takeBack } of TAKEN_BACK) takeBack?.(draft);
}

type PartsOfProgram = { readonly all: readonly SalePart[]; readonly plain: readonly SalePart[] };
const compiled = new WeakMap<CompiledProgram, PartsOfProgram>();

/** The parts of a sale; a plain one by a programme without discounts and restrictions has three. */
export function salePartsOf(draft: SaleDraft): readonly SalePart[] {
  const { all, plain } = compiled.get(draft.program) ?? compileParts(draft.program);
  return draft.isPlain ? plain : all;
}

function compileParts(program: CompiledProgram): PartsOfProgram {
  const all = IN_ORDER.filter(({ isIn }) => isIn === undefined || isIn(program));
  const parts = { all, plain: all.filter(({ isInPlain }) => isInPlain === undefined || isInPlain(program)) };
  compiled.set(program, parts);
  return parts;
}
