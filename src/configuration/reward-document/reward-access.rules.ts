import type { Benefit, ProgramDocument } from '../../decision';
import type { RewardDocument } from './reward-document.schema';

/** Which guests may take an item at an instant, by the programme in force. */
export interface RewardAccess {
  /** Null: every tier. */
  readonly tiers: readonly string[] | null;
  /** Tiers that may take it before its date; null: its date has come. */
  readonly earlyTiers: readonly string[] | null;
}

/**
 * An exclusive item is for its own tiers, else for those with the benefit EXCLUSIVE_PRODUCTS. Before its date it is open
 * from `earlyFrom` on to tiers with EARLY_ACCESS.
 */
export function rewardAccess(
  { tiers, exclusive, validFrom, earlyFrom }: RewardDocument,
  program: ProgramDocument | undefined,
  now: number,
): RewardAccess {
  const isBefore = validFrom !== null && Date.parse(validFrom) > now;
  const isEarly = isBefore && earlyFrom !== null && Date.parse(earlyFrom) <= now;
  return {
    tiers: tiers === null && exclusive ? tiersWith(program, 'EXCLUSIVE_PRODUCTS') : tiers,
    earlyTiers: isBefore ? (isEarly ? tiersWith(program, 'EARLY_ACCESS') : []) : null,
  };
}

/** When an item opens to guests of a tier; null: it always was open. */
export function opensAt(document: RewardDocument, program: ProgramDocument | undefined, tier: string | null) {
  const { validFrom, earlyFrom } = document;
  const isEarly = earlyFrom !== null && tier !== null && tiersWith(program, 'EARLY_ACCESS').includes(tier);
  return isEarly ? earlyFrom : validFrom;
}

function tiersWith(program: ProgramDocument | undefined, kind: Benefit['kind']): readonly string[] {
  return (program?.tiers ?? []).flatMap(({ code, benefits }) =>
    benefits.some((benefit) => benefit.kind === kind) ? [code] : [],
  );
}
