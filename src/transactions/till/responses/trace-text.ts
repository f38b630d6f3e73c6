import {
  FAILED_CONDITIONS,
  TRACE_RULES,
  type FailedCondition,
  type TraceEntry,
  type TraceRule,
} from '../../../decision';
import { trace, type TraceArguments } from '../../../generated/words/trace';
import type { Words } from '../../../generated/words/words';
import { FORMATTERS, formattersFor } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import { EntryGiven, namesOfSegments, type TraceReading } from './entry-given';
import type { ShownNames } from './shown-names';

type SubjectKey = Extract<keyof TraceArguments, `subjects.${string}`>;
type GuestText = Extract<keyof TraceArguments, `rulesForGuests.${string}`>;
type GuestSubject = Extract<keyof TraceArguments, `subjectsForGuests.${string}`>;

/** A trace's rule with the keys of its texts. */
interface KnownRule {
  readonly rule: TraceRule;
  /** The part of the rule code in the place of `*`: the tier's code or the rule's id. */
  readonly name: string;
  readonly text: `rules.${TraceRule}`;
  /** Null: the rule always gives something, so no sentence about nothing is needed. */
  readonly subject: SubjectKey | null;
  /** Texts without the network's codes, which tell a guest nothing. Null: the texts above name no codes. */
  readonly guestText: GuestText | null;
  readonly guestSubject: GuestSubject | null;
}

/** One entry of a trace as a sentence in the reader's language. */
export function renderTrace(entry: TraceEntry, reading: TraceReading): string {
  const known = knownRuleOf(entry.rule);
  // A later version of the platform wrote this rule; its code says more than no text.
  if (known === null) return entry.rule;
  const words = trace[reading.language];
  const figures = formattersFor(reading.currency, reading.currencyDigits);
  const { names } = reading;
  const isForGuest = names?.isForGuest ?? false;
  const given = new EntryGiven(entry, nameOf(known, names) ?? known.name, reading, known.name);
  const { failed } = entry.arguments;
  if (typeof failed !== 'string' || known.subject === null)
    return words[(isForGuest ? known.guestText : null) ?? known.text](figures, given);
  const subject = words[(isForGuest ? known.guestSubject : null) ?? known.subject](figures, given);
  return words.nothing(figures, {
    subject,
    reason: (isForGuest ? undefined : segmentReason(entry, words, reading)) ?? failedText(failed, reading.language),
  });
}

/** The name of the campaign or rule that the entry's code names. Null: it names another thing, or the name is unknown. */
function nameOf({ rule, name }: KnownRule, names: ShownNames | undefined): string | null {
  if (rule.startsWith('campaign.')) return names?.campaign(name) ?? null;
  return rule.startsWith('earning.rule.') ? (names?.rule(name) ?? null) : null;
}

/** A failed condition in the reader's words. A condition of a later version is shown by its code. */
export function failedText(failed: string, language: Language): string {
  return isCondition(failed) ? trace[language][`failed.${failed}`](FORMATTERS, {}) : failed;
}

/** The rule code with `*` for the tier's code or the rule's id. */
export function traceRuleOf(code: string): TraceRule | null {
  return knownRuleOf(code)?.rule ?? null;
}

/** Which segments kept the guest out: those that the guest is in, or those that the guest is not in. */
function segmentReason(
  { arguments: { failed, operator, segment } }: TraceEntry,
  words: Words<TraceArguments>,
  reading: TraceReading,
) {
  if (failed !== 'segment' || typeof segment !== 'string') return undefined;
  const isRequired = operator === '=' || operator === 'in';
  return words[isRequired ? 'notInSegments' : 'inSegments'](FORMATTERS, {
    segments: namesOfSegments(segment, reading),
  });
}

function isCondition(failed: string): failed is FailedCondition {
  return FAILED_CONDITIONS.some((condition) => condition === failed);
}

/** The keys of a rule's texts. Rule codes come from programmes, so each is parsed once and remembered. */
function knownRuleOf(code: string): KnownRule | null {
  const known = rulesOfCodes.get(code);
  if (known !== undefined) return known;
  const found = readRule(code);
  if (rulesOfCodes.size >= MAX_CODES) rulesOfCodes.clear();
  rulesOfCodes.set(code, found);
  return found;
}

function readRule(code: string): KnownRule | null {
  const [head, second, third, fourth] = code.split('.');
  const ofRule = fourth === undefined ? 'earning.rule.*' : `earning.rule.*.${fourth}`;
  const pattern =
    head === 'tier'
      ? `tier.*.${third ?? ''}`
      : head === 'counter'
        ? 'counter.*'
        : head === 'earning' && second === 'rule'
          ? ofRule
          : head === 'campaign'
            ? `campaign.*${third === undefined ? '' : `.${third}`}`
            : code;
  const named = TRACE_RULES.find((candidate) => candidate === pattern) ?? null;
  const rule = named === null && head === 'activity' && second !== undefined ? 'activity.*' : named;
  if (rule === null) return null;
  return {
    rule,
    name: (head === 'earning' ? third : second) ?? '',
    text: `rules.${rule}`,
    subject: keyOf<SubjectKey>(`subjects.${rule}`),
    guestText: keyOf<GuestText>(`rulesForGuests.${rule}`),
    guestSubject: keyOf<GuestSubject>(`subjectsForGuests.${rule}`),
  };
}

function keyOf<Key extends keyof TraceArguments>(key: string): Key | null {
  return Object.hasOwn(trace.en, key) ? (key as Key) : null;
}

const MAX_CODES = 10_000;
const rulesOfCodes = new Map<string, KnownRule | null>();
