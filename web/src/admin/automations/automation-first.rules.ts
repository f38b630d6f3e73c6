import type { AutomationDocument, AutomationStep, StepKind, Trigger } from '../../entities/automation/automation.api';
import { freshName, type StepNode } from './automation-tree.rules';

const MORNING = '10:00';
const DAYS_AWAY = 30;
const WEEK = 7;
const GIFT = 100;
const HALF_PPM = 500_000;

/** Condition of a new branch or automation before a manager changes it: the guest came at least three times. */
export const FIRST_RULE: NonNullable<AutomationDocument['condition']> = {
  combinator: 'and',
  rules: [{ field: 'visits', operator: '>=', value: 3 }],
};
/** Event of a new trigger, goal or waiting step before a manager changes it: a purchase without conditions. */
export const FIRST_EVENT = { event: 'transaction.sale', conditions: [] };

/** Kinds of steps that a manager can add, in the order of the menu. The end of a path is offered apart. */
export const OFFERED = [
  'WAIT',
  'WAIT_UNTIL',
  'WAIT_EVENT',
  'BRANCH',
  'SPLIT',
  'MESSAGE',
  'POINTS',
  'COUPON',
  'REWARD',
  'CAMPAIGN',
  'LIST',
  'WEBHOOK',
] as const satisfies readonly StepKind[];

const TRIGGERS = [
  'JOINED',
  'FIRST_SALE',
  'NTH_VISIT',
  'ABSENT',
  'BIRTHDAY',
  'POINTS_END',
  'REWARD_TAKEN',
  'TIER_CHANGED',
  'BAD_ANSWER',
  'SEGMENT',
  'EVENT',
] as const satisfies readonly Trigger['kind'][];

/** A new step with usual values; values that a manager has to choose, such as a reward, are empty. */
export function firstNode(kind: StepKind, names: Set<string>): StepNode {
  const step = firstStep(kind, freshName(kind, names));
  const ways = { BRANCH: 2, SPLIT: 2, WAIT_EVENT: 2 } as const satisfies Partial<Record<StepKind, number>>;
  return { step, arms: Array.from({ length: kind in ways ? ways[kind as keyof typeof ways] : 0 }, () => []) };
}

function firstStep(kind: StepKind, name: string): AutomationStep {
  const next = null;
  switch (kind) {
    case 'WAIT':
      return { name, kind, amount: 1, unit: 'DAYS', next };
    case 'WAIT_UNTIL':
      return { name, kind, weekdays: [], at: MORNING, next };
    case 'WAIT_EVENT':
      return { name, kind, until: FIRST_EVENT, amount: WEEK, unit: 'DAYS', next, otherwise: null };
    case 'BRANCH':
      return { name, kind, branches: [{ condition: FIRST_RULE, next }], otherwise: null };
    case 'SPLIT':
      return { name, kind, shares: [HALF_PPM, HALF_PPM].map((sharePpm) => ({ sharePpm, next })) };
    case 'POINTS':
      return { name, kind, points: GIFT, validDays: null, next };
    case 'COUPON':
      return { name, kind, batchId: '', next };
    case 'REWARD':
      return { name, kind, reward: '', next };
    case 'CAMPAIGN':
      return { name, kind, campaign: '', next };
    case 'MESSAGE':
      return { name, kind, message: {}, templateId: null, next };
    case 'LIST':
      return { name, kind, segment: '', isIn: true, next };
    case 'WEBHOOK':
      return { name, kind, topic: '', next };
    case 'END':
      return { name, kind };
  }
}

function firstTrigger(kind: Trigger['kind']): Trigger {
  switch (kind) {
    case 'NTH_VISIT':
      return { kind, visit: 3 };
    case 'REWARD_TAKEN':
      return { kind, rewards: [] };
    case 'TIER_CHANGED':
      return { kind, tiers: [] };
    case 'BAD_ANSWER':
      return { kind, maxScore: 2 };
    case 'EVENT':
      return { kind, ...FIRST_EVENT };
    case 'BIRTHDAY':
      return { kind, daysBefore: 3, at: MORNING };
    case 'POINTS_END':
      return { kind, daysBefore: WEEK, at: MORNING };
    case 'ABSENT':
      return { kind, days: DAYS_AWAY, existing: false, at: MORNING };
    case 'SEGMENT':
      return { kind, segment: '', existing: false };
    case 'FIRST_SALE':
    case 'JOINED':
      return { kind };
  }
}

export const FIRST_TRIGGERS = Object.fromEntries(TRIGGERS.map((kind) => [kind, firstTrigger(kind)]));

/** Sets the limits of entry to the usual values of a newly chosen mode, which counts days between entries or entries a day. */
export function tidiedEntry(changed: AutomationDocument, before: AutomationDocument): AutomationDocument {
  const { perGuestPerDay: _, ...entry } = changed.entry;
  if (entry.mode === before.entry.mode) return changed;
  return { ...changed, entry: { ...entry, afterDays: entry.mode === 'AGAIN' ? DAYS_AWAY : null } };
}

/** Document of a new automation: one wait after registration. */
export function blankDocument(name: string): AutomationDocument {
  return {
    schema: 1,
    name,
    description: '',
    trigger: firstTrigger('JOINED'),
    condition: null,
    entry: { mode: 'ONCE', afterDays: null, perDay: null, inAll: null },
    quietHours: null,
    goal: null,
    steps: [firstStep('WAIT', 'wait')],
  };
}
