/** Mistakes of an automation's document that its schema cannot find: unknown names, loops without a wait, missing texts. */
import type { CampaignDocument, SpendableIn } from '../../../decision';
import {
  type Mistake as RuleMistake,
  parseText,
  placeFaults,
  placesMissing,
  type PlacedTextFault,
  textFaults,
  variablesOf,
} from '../../../configuration';
import { type KnownNames, mistakesOfRule } from '../../segments/guest-rule.rules';
import {
  type AutomationDocument,
  type AutomationStep,
  EVENT_FIELDS,
  type EventMatch,
  MILLION,
} from './automation-document.schema';

type DocumentPath = readonly (string | number)[];
/** A mistake with its place; `details` are the arguments of the message of its code. */
export type Mistake = RuleMistake & Partial<Pick<PlacedTextFault, 'details'>>;

const MAX_WAIT_MINUTES = 366 * 24 * 60;
const MINUTES = { MINUTES: 1, HOURS: 60, DAYS: 24 * 60 } as const;

/** The network's names that an automation may refer to. */
export interface AutomationNames extends KnownNames {
  /** The language of the network, in which every message needs a text. */
  readonly locale: 'ru' | 'en';
  readonly segmentCodes: ReadonlySet<string>;
  /** Codes of segments that are lists. */
  readonly lists: ReadonlySet<string>;
  readonly rewardCodes: ReadonlySet<string>;
  /** Campaigns that have not ended, by code. */
  readonly campaigns: ReadonlyMap<string, Pick<CampaignDocument, 'join'>>;
  /** Batches of single coupon codes that are neither stopped nor expired. */
  readonly batchIds: ReadonlySet<string>;
  /** Templates with the source AUTOMATION for messages that need consent, without archived templates. */
  readonly templateIds: ReadonlySet<string>;
}

export function* automationMistakes(document: AutomationDocument, known: AutomationNames): Generator<Mistake> {
  yield* ofTrigger(document, known);
  yield* ofEntry(document);
  if (document.condition !== null) yield* ofRule(document.condition, ['condition'], known);
  if (document.goal !== null) yield* ofEvent(document.goal, ['goal']);
  yield* ofNames(document);
  for (const [index, step] of document.steps.entries()) yield* ofStep(step, ['steps', index], known);
  yield* ofCoupons(document);
  yield* ofCycles(document);
}

/** The names of the steps that come after a step, each with its place; null: the run ends. */
export function waysOf(step: AutomationStep): { readonly to: string | null; readonly path: DocumentPath }[] {
  switch (step.kind) {
    case 'END':
      return [];
    case 'BRANCH':
      return [
        ...step.branches.map(({ next }, index) => ({ to: next, path: ['branches', index, 'next'] })),
        { to: step.otherwise, path: ['otherwise'] },
      ];
    case 'SPLIT':
      return step.shares.map(({ next }, index) => ({ to: next, path: ['shares', index, 'next'] }));
    case 'WAIT_EVENT':
      return [
        { to: step.next, path: ['next'] },
        { to: step.otherwise, path: ['otherwise'] },
      ];
    default:
      return [{ to: step.next, path: ['next'] }];
  }
}

function* ofTrigger({ trigger }: AutomationDocument, known: AutomationNames): Generator<Mistake> {
  const path = ['trigger'];
  if (trigger.kind === 'EVENT') yield* ofEvent(trigger, path);
  if (trigger.kind === 'SEGMENT' && !known.segmentCodes.has(trigger.segment))
    yield { path: [...path, 'segment'], code: 'segment_unknown' };
  if (trigger.kind === 'REWARD_TAKEN')
    for (const [index, code] of trigger.rewards.entries())
      if (!known.rewardCodes.has(code)) yield unknown([...path, 'rewards', index]);
  if (trigger.kind === 'TIER_CHANGED')
    for (const [index, code] of trigger.tiers.entries())
      if (!known.tiers.includes(code))
        yield { path: [...path, 'tiers', index], code: 'not_allowed', reason: 'noSuchTier' };
}

function* ofEntry({ entry: { mode, afterDays, perGuestPerDay } }: AutomationDocument): Generator<Mistake> {
  if (mode !== 'EVENT' && perGuestPerDay !== undefined)
    yield { path: ['entry', 'perGuestPerDay'], code: 'not_allowed' };
  if ((mode === 'AGAIN') !== (afterDays !== null))
    yield { path: ['entry', 'afterDays'], code: mode === 'AGAIN' ? 'required' : 'not_allowed' };
}

function* ofRule(rule: unknown, path: DocumentPath, known: AutomationNames): Generator<Mistake> {
  for (const mistake of mistakesOfRule(rule, known)) yield { ...mistake, path: [...path, ...mistake.path] };
}

function* ofEvent({ conditions }: EventMatch, path: DocumentPath): Generator<Mistake> {
  for (const [index, { field, operator, value }] of conditions.entries()) {
    const at = [...path, 'conditions', index];
    const isNumber = EVENT_FIELDS[field] === 'NUMBER';
    const isText = operator === '=' || operator === '!=' || operator === 'in';
    if (isNumber ? operator === 'in' : !isText) yield { path: [...at, 'operator'], code: 'not_allowed' };
    else if (Array.isArray(value) !== (operator === 'in')) yield { path: [...at, 'value'], code: 'not_valid' };
    else if (isNumber !== (typeof value === 'number')) yield { path: [...at, 'value'], code: 'not_valid' };
  }
}

function* ofNames({ steps }: AutomationDocument): Generator<Mistake> {
  const names = new Set(steps.map(({ name }) => name));
  const seen = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if (seen.has(step.name)) yield { path: ['steps', index, 'name'], code: 'not_valid', reason: 'stepNameTwice' };
    seen.add(step.name);
    for (const { to, path } of waysOf(step))
      if (to !== null && !names.has(to)) yield unknown(['steps', index, ...path]);
  }
}

function* ofPlaces(places: SpendableIn, path: DocumentPath, { restaurantIds }: AutomationNames): Generator<Mistake> {
  for (const { code = 'not_valid', ...fault } of placeFaults(places, path)) yield { ...fault, code };
  yield* placesMissing(places, restaurantIds, path);
}

function* ofStep(step: AutomationStep, path: DocumentPath, known: AutomationNames): Generator<Mistake> {
  switch (step.kind) {
    case 'WAIT':
    case 'WAIT_EVENT':
      if (step.amount * MINUTES[step.unit] > MAX_WAIT_MINUTES) yield { path: [...path, 'amount'], code: 'not_allowed' };
      if (step.kind === 'WAIT_EVENT') yield* ofEvent(step.until, [...path, 'until']);
      return;
    case 'WAIT_UNTIL':
      if (new Set(step.weekdays).size < step.weekdays.length)
        yield { path: [...path, 'weekdays'], code: 'not_valid', reason: 'valueTwice' };
      return;
    case 'BRANCH':
      for (const [index, { condition }] of step.branches.entries())
        yield* ofRule(condition, [...path, 'branches', index, 'condition'], known);
      return;
    case 'SPLIT':
      if (step.shares.reduce((sum, { sharePpm }) => sum + sharePpm, 0) !== MILLION)
        yield { path: [...path, 'shares'], code: 'not_valid', reason: 'sharesAddUp' };
      return;
    case 'POINTS':
      if (step.endsOn !== undefined && step.validDays !== null)
        yield { path: [...path, 'endsOn'], code: 'not_allowed', reason: 'endsTwice' };
      if (step.validDays !== null && (step.beginsAfterDays ?? 0) > step.validDays)
        yield { path: [...path, 'beginsAfterDays'], code: 'not_valid', reason: 'beginsAfterEnd' };
      if (step.spendableIn !== undefined) yield* ofPlaces(step.spendableIn, [...path, 'spendableIn'], known);
      return;
    case 'COUPON':
      if (!known.batchIds.has(step.batchId)) yield unknown([...path, 'batchId']);
      return;
    case 'REWARD':
      if (!known.rewardCodes.has(step.reward)) yield unknown([...path, 'reward']);
      return;
    case 'CAMPAIGN':
      if (known.campaigns.get(step.campaign)?.join !== 'JOINED') yield unknown([...path, 'campaign']);
      return;
    case 'LIST':
      if (!known.segmentCodes.has(step.segment)) yield { path: [...path, 'segment'], code: 'segment_unknown' };
      else if (!known.lists.has(step.segment))
        yield { path: [...path, 'segment'], code: 'not_allowed', reason: 'noList' };
      return;
    case 'MESSAGE':
      yield* ofMessage(step, path, known);
      return;
    default:
      return;
  }
}

function* ofMessage(
  { message, templateId }: Extract<AutomationStep, { kind: 'MESSAGE' }>,
  path: DocumentPath,
  { locale, templateIds }: AutomationNames,
): Generator<Mistake> {
  if ((message === null) === (templateId === null)) yield { path: [...path, 'message'], code: 'required' };
  if (templateId !== null && !templateIds.has(templateId)) yield unknown([...path, 'templateId']);
  if (message === null) return;
  if (message[locale] === undefined) yield { path: [...path, 'message', locale], code: 'required' };
  yield* textFaults('AUTOMATION', message, 'title', [...path, 'message']);
}

/** A message may name `coupon.code` without a default only where every path to it passes a COUPON step. */
function* ofCoupons({ steps }: AutomationDocument): Generator<Mistake> {
  const reached = reachedWithout(steps, ({ kind }) => kind === 'COUPON');
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'MESSAGE' || step.message === null || !reached.has(step.name)) continue;
    for (const [language, { text }] of Object.entries(step.message)) {
      const parsed = parseText(text, variablesOf('AUTOMATION'));
      if ('text' in parsed && parsed.text.needed.includes('coupon.code'))
        yield { path: ['steps', index, 'message', language, 'text'], code: 'not_allowed', reason: 'noCouponBefore' };
    }
  }
}

/** Names of the steps that a run can reach without passing a step for which `stops` holds. */
function reachedWithout(steps: readonly AutomationStep[], stops: (step: AutomationStep) => boolean): Set<string> {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const reached = new Set<string>();
  const open = steps.slice(0, 1);
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (reached.has(step.name)) continue;
    reached.add(step.name);
    if (!stops(step)) open.push(...waysOf(step).flatMap(({ to }) => (to === null ? [] : (byName.get(to) ?? []))));
  }
  return reached;
}

/** Loops without a waiting step, in which a run would never stop. */
function* ofCycles({ steps }: AutomationDocument): Generator<Mistake> {
  const byName = new Map(steps.map((step, index) => [step.name, { step, index }]));
  const done = new Set<string>();
  const under = new Set<string>();
  function* walk(name: string): Generator<Mistake> {
    const found = byName.get(name);
    if (found === undefined || done.has(name) || found.step.kind.startsWith('WAIT')) return;
    under.add(name);
    for (const { to, path } of waysOf(found.step)) {
      if (to !== null && under.has(to))
        yield { path: ['steps', found.index, ...path], code: 'not_valid', reason: 'cycleWithoutWait' };
      else if (to !== null) yield* walk(to);
    }
    under.delete(name);
    done.add(name);
  }
  for (const { name } of steps) yield* walk(name);
}

function unknown(path: DocumentPath): Mistake {
  return { path: [...path], code: 'not_allowed', reason: 'noSuchName' };
}
