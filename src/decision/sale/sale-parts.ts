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
import type { SalePart } from './sale-draft';

/**
 * The parts of a sale in their order, which docs/campaigns.md prints. Discounts come before points that pay, and both before points that are earned,
 * because points are earned for money alone. The tier comes first, since it is the guest's due; rewards follow campaigns, so that no share is counted from
 * lines that are free. Stamps and tasks count lines by what was paid for them. The books come last: until then nothing has moved.
 */
const IN_ORDER: readonly SalePart[] = [
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

const compiled = new WeakMap<CompiledProgram, readonly SalePart[]>();

/** The parts that sales of a programme have. */
export function salePartsOf(program: CompiledProgram): readonly SalePart[] {
  const known = compiled.get(program);
  if (known !== undefined) return known;
  const parts = IN_ORDER.filter(({ isIn }) => isIn === undefined || isIn(program));
  compiled.set(program, parts);
  return parts;
}
