/** Programs for tests of the decision. */
import {
  type Caps,
  type Condition,
  type ConditionField,
  type ConditionOperator,
  type ConditionValue,
  type EarningRule,
  type Gain,
  minorUnits,
  partsPerMillion,
  points,
  type ProgramDocument,
  type RuleGroup,
  type TierDocument,
} from '../../../src/decision';

/** A choice of goods that names none, for restrictions. */
export const NO_GOODS = { categories: [], skus: [], types: [] };

export function tierOf(code: string, changes: Partial<TierDocument> = {}): TierDocument {
  return {
    code,
    needs: needs(0),
    match: 'ALL',
    discountPpm: partsPerMillion(0),
    multiplierPpm: partsPerMillion(1_000_000),
    benefits: [],
    ...changes,
  };
}

export function needs(spend: number, visits = 0, ofPoints = 0): TierDocument['needs'] {
  return { spend: minorUnits(spend), visits, points: points(ofPoints), counters: {} };
}

/** How presets with a lifetime window, and presets with a rolling one, treat a tier that a guest no longer reaches. */
export const LIFETIME_KEEP: ProgramDocument['tierKeep'] = { grace: { kind: 'NONE' }, down: 'DESERVED' };
export const ROLLING_KEEP: ProgramDocument['tierKeep'] = { grace: { kind: 'END_OF_NEXT_MONTH' }, down: 'ONE' };

/** One point for each 1.00, worth 1.00; nothing else. */
export function programOf(changes: Partial<ProgramDocument> = {}): ProgramDocument {
  return {
    schema: 1,
    name: 'test',
    model: 'HYBRID',
    rounding: 'FLOOR',
    pointValue: 100_000_000,
    tiers: [tierOf('BASE')],
    tierCounters: [],
    tierWindow: { kind: 'LIFETIME' },
    tierKeep: LIFETIME_KEEP,
    earning: earningOf(),
    activities: activitiesOf(),
    redemption: { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) },
    expiry: { kind: 'DAYS', count: 365 },
    warning: null,
    pending: { kind: 'NONE' },
    refundPolicy: 'DEBT',
    ...changes,
  };
}

export function earningOf(changes: Partial<ProgramDocument['earning']> = {}): ProgramDocument['earning'] {
  return {
    base: { step: minorUnits(100), points: points(1) },
    rules: [],
    exclusions: { categories: [], skus: [] },
    caps: capsOf(),
    ...changes,
  };
}

export function capsOf(changes: Partial<Caps> = {}): Caps {
  return { perSale: null, perDay: null, perWeek: null, perGuest: null, ...changes };
}

/** A condition in the short form of tests. */
export function condition(field: ConditionField, operator: ConditionOperator, value: ConditionValue): Condition {
  return { field, operator, value };
}

/** A group in which all rules have to hold. */
export function allOf(...rules: RuleGroup['rules']): RuleGroup {
  return { combinator: 'and', rules };
}

export function anyOf(...rules: RuleGroup['rules']): RuleGroup {
  return { combinator: 'or', rules };
}

export function ruleOf(id: string, gain: Gain, when: RuleGroup | null = null, caps: Caps | null = null): EarningRule {
  return { id, when, gain, caps };
}

export function multiplierRule(
  id: string,
  multiplierPpm: number,
  when: RuleGroup | null = null,
  caps: Caps | null = null,
): EarningRule {
  return ruleOf(id, { kind: 'MULTIPLIER', multiplierPpm: partsPerMillion(multiplierPpm) }, when, caps);
}

export function pointsRule(
  id: string,
  gives: number,
  when: RuleGroup | null = null,
  caps: Caps | null = null,
): EarningRule {
  return ruleOf(id, { kind: 'POINTS', points: points(gives) }, when, caps);
}

export function activitiesOf(changes: Partial<ProgramDocument['activities']> = {}): ProgramDocument['activities'] {
  return { registration: null, firstSale: null, birthday: null, reported: [], ...changes };
}
