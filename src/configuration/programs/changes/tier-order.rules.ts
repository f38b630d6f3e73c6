import { isGroup, type ProgramDocument, type RuleGroup, type TierDocument } from '../../../decision';
import { implies } from '../../program-document/tier-needs.rules';
import { isAtLeastAsGood } from '../../program-document/tier-worth.rules';

/** Whether a guest who met a tier's needs still meets them. False for a tier that only one of the programmes has. */
export function isReachedNoLater(tier: string, before: ProgramDocument, after: ProgramDocument): boolean {
  const [old, now] = [before, after].map(({ tiers }) => tiers.find(({ code }) => code === tier));
  if (old === undefined || now === undefined) return false;
  const counters = [...before.tierCounters, ...after.tierCounters].map(({ code }) => code);
  return implies(old, now, counters);
}

/** Whether each tier gives at least as much as the one below in everything, so that a guest who rises loses nothing. */
export function tiersRise({ tiers, earning }: ProgramDocument): boolean {
  // A guest who leaves a tier, even upwards, loses the rules for that tier.
  if (earning.rules.some(({ when }) => when !== null && asksForTier(when))) return false;
  return tiers.every((tier, rank) => rank === 0 || isAtLeastAsGood(tier, tiers[rank - 1] as TierDocument));
}

function asksForTier(group: RuleGroup): boolean {
  return group.rules.some((rule) => (isGroup(rule) ? asksForTier(rule) : rule.field === 'tier'));
}
