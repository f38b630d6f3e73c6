/** Rules of an automation's document: the events that bring guests in, the steps, their waits and what they listen to. */
import { isoDateOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import type {
  AutomationDocument,
  AutomationStep,
  AutomationTrigger,
  EventField,
  EventMatch,
} from './automation-document.schema';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAYS_A_WEEK = 7;
/** Prefix of the event types of ledger transactions (`transactions`); other events stand in `events` alone. */
export const OF_JOURNAL = 'transaction.';
const ANY_TRANSACTION = 'transaction.*';

/** Facts of an event by field; a field that the event does not have is left out. */
export type EventFacts = Readonly<Partial<Record<EventField, string | number>>>;

export interface HeardEvent {
  readonly type: string;
  readonly facts: EventFacts;
}

type EventCondition = EventMatch['conditions'][number];
/** Events that bring a guest into an automation; the type `transaction.*` stands for every type of transaction. */
export interface EntryEvent {
  readonly type: string;
  readonly test: (facts: EventFacts) => boolean;
  /** Whether imported events count: only where the automation has a condition on the channel or the source. */
  readonly takesImports: boolean;
}

export type DayTrigger = Extract<AutomationTrigger, { at: string }>;

/** The trigger of an automation that guests enter on a certain day; null: they enter by events. */
export function dayTriggerOf({ trigger }: AutomationDocument): DayTrigger | null {
  return 'at' in trigger ? trigger : null;
}

/** The events that bring guests in; null: guests enter on a certain day. */
export function bringingOf({ trigger }: AutomationDocument): EntryEvent | null {
  switch (trigger.kind) {
    case 'FIRST_SALE':
      return bringing('transaction.sale', (facts) => facts.visit === 1);
    case 'NTH_VISIT':
      return bringing('transaction.sale', (facts) => facts.visit === trigger.visit);
    case 'REWARD_TAKEN':
      return bringing(
        'transaction.redemption',
        ({ reward }) => reward !== undefined && isAmong(trigger.rewards, reward),
      );
    case 'TIER_CHANGED':
      return bringing(
        ANY_TRANSACTION,
        ({ tier, tierBefore }) => tier !== undefined && tier !== tierBefore && isAmong(trigger.tiers, tier),
      );
    case 'JOINED':
      return bringing('guest.registered', () => true);
    case 'BAD_ANSWER':
      return bringing('feedback.answered', ({ score }) => Number(score) <= trigger.maxScore);
    case 'SEGMENT':
      return bringing('segment.entered', ({ segment }) => segment === trigger.segment);
    case 'EVENT': {
      const { event, conditions } = trigger;
      const takesImports = conditions.some(({ field }) => field === 'channel' || field === 'source');
      return { type: event, test: (facts) => holdsAll(conditions, facts), takesImports };
    }
    default:
      return null;
  }
}

export function fitsType(wanted: string, type: string): boolean {
  return wanted === ANY_TRANSACTION ? type.startsWith(OF_JOURNAL) : wanted === type;
}

export function matches({ event, conditions }: EventMatch, { type, facts }: HeardEvent): boolean {
  return event === type && holdsAll(conditions, facts);
}

/** The highest number of a sale of a guest that the automation asks for; 0: it asks for none. */
export function mostVisitsOf({ trigger, goal, steps }: AutomationDocument): number {
  const asked = [
    ...(trigger.kind === 'EVENT' ? [trigger] : []),
    ...(goal === null ? [] : [goal]),
    ...steps.flatMap((step) => (step.kind === 'WAIT_EVENT' ? [step.until] : [])),
  ].flatMap(({ conditions }) => conditions.filter(({ field }) => field === 'visit').map(({ value }) => Number(value)));
  const ofTrigger = trigger.kind === 'FIRST_SALE' ? 1 : trigger.kind === 'NTH_VISIT' ? trigger.visit : 0;
  return Math.max(0, ofTrigger, ...asked);
}

export function stepOf({ steps }: AutomationDocument, name: string): AutomationStep | undefined {
  return steps.find((step) => step.name === name);
}

/** Types of events that a run listens to while it stands at a step; null: none. */
export function hearsAt({ goal }: AutomationDocument, step: AutomationStep): string[] | null {
  const types = [...(goal === null ? [] : [goal.event]), ...(step.kind === 'WAIT_EVENT' ? [step.until.event] : [])];
  return types.length === 0 ? null : [...new Set(types)];
}

/** Instant in milliseconds at which a run that came to a step at `at` goes on at the latest; `at` itself where the step does not wait. */
export function dueAt(step: AutomationStep, at: number, calendar: ZoneCalendar): number {
  switch (step.kind) {
    case 'WAIT':
    case 'WAIT_EVENT':
      return later(at, step.amount, step.unit, calendar);
    case 'WAIT_UNTIL':
      return nextTime(step, at, calendar);
    default:
      return at;
  }
}

/** The first instant from `at` on, in milliseconds, that has this local time `HH:MM` on one of the weekdays (1 is Monday; empty: any day). */
export function nextTime(
  { weekdays, at: time }: { readonly weekdays: readonly number[]; readonly at: string },
  at: number,
  calendar: ZoneCalendar,
): number {
  const today = calendar.localDay(at);
  for (let day = today; day <= today + DAYS_A_WEEK + 1; day += 1) {
    const instant = calendar.instantOf(`${isoDateOf(day)}T${time}`);
    const fits = weekdays.length === 0 || weekdays.includes(calendar.weekday(calendar.startOfDay(day)));
    if (fits && instant >= at) return instant;
  }
  throw new Error('a week has each of its days');
}

/** The instant so long after `at`. Days are local days, so that a wait over a change of the clocks ends at the same hour. */
function later(at: number, amount: number, unit: 'MINUTES' | 'HOURS' | 'DAYS', calendar: ZoneCalendar): number {
  if (unit !== 'DAYS') return at + amount * (unit === 'MINUTES' ? MINUTE_MS : HOUR_MS);
  const minutes = calendar.minuteOfDay(at);
  const time = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return calendar.instantOf(`${isoDateOf(calendar.localDay(at) + amount)}T${time}`) + (at % MINUTE_MS);
}

/** Index of the share of a split in which a draw from 0 to 999,999 falls. */
export function shareAt(shares: readonly { readonly sharePpm: number }[], draw: number): number {
  let upTo = 0;
  const index = shares.findIndex(({ sharePpm }) => draw < (upTo += sharePpm));
  return index === -1 ? shares.length - 1 : index;
}

function bringing(type: string, test: EntryEvent['test']): EntryEvent {
  return { type, test, takesImports: false };
}

function isAmong(codes: readonly string[], code: string | number): boolean {
  return codes.length === 0 || codes.includes(String(code));
}

function holdsAll(conditions: readonly EventCondition[], facts: EventFacts): boolean {
  return conditions.every((condition) => holds(condition, facts[condition.field]));
}

/** Whether an event could fit the conditions, where only some of its fields are known. */
export function couldFit(conditions: readonly EventCondition[], known: EventFacts): boolean {
  return conditions.every(
    (condition) => known[condition.field] === undefined || holds(condition, known[condition.field]),
  );
}

function holds({ operator, value }: EventCondition, fact: string | number | undefined): boolean {
  if (fact === undefined) return false;
  switch (operator) {
    case '=':
      return fact === value;
    case '!=':
      return fact !== value;
    case 'in':
      return Array.isArray(value) && value.includes(String(fact));
    case '<':
      return fact < value;
    case '<=':
      return fact <= value;
    case '>':
      return fact > value;
    case '>=':
      return fact >= value;
  }
}
