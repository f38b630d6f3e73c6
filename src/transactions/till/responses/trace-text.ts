import { TRACE_RULES, type FailedCondition, type TraceEntry, type TraceRule } from '../../../decision';
import { TraceFormat, type TraceLanguage, type TraceReading } from './trace-format';
import { traceEnglish } from './trace-text.en';
import { traceRussian } from './trace-text.ru';

/** A rule that can give nothing because a condition failed. */
export type RuleThatCanFail =
  | 'tier.*.birthdayDiscount'
  | 'earning.base'
  | 'earning.rule.*'
  | 'activity.firstSale'
  | 'activity.registration'
  | 'activity.birthday'
  | 'activity.*'
  | 'counter.*'
  | 'stamps.collected'
  | 'lot.warned';

type Sentence = (format: TraceFormat) => string;

/** The sentences of one language: a missing one does not compile. */
export type TraceCatalog = {
  readonly rules: Readonly<Record<TraceRule, Sentence>>;
  readonly subjects: Readonly<Record<RuleThatCanFail, Sentence>>;
  readonly failed: Readonly<Record<FailedCondition, string>>;
  /** Which segments the guest is in but had not to be, and the other way round. */
  readonly segments: { readonly in: string; readonly notIn: string };
  readonly nothing: (subject: string, reason: string) => string;
};

export const TRACE_CATALOGS: Readonly<Record<TraceLanguage, TraceCatalog>> = { en: traceEnglish, ru: traceRussian };

/** One entry of a trace as a sentence in the reader's language. */
export function renderTrace(entry: TraceEntry, reading: TraceReading): string {
  const catalog = TRACE_CATALOGS[reading.language];
  const rule = traceRuleOf(entry.rule);
  // A rule of a later version, read by an older program: its code says more than nothing.
  if (rule === null) return entry.rule;
  const format = new TraceFormat(entry, reading);
  const { failed } = entry.arguments;
  if (typeof failed !== 'string' || !(rule in catalog.subjects)) return catalog.rules[rule](format);
  const reasons: Readonly<Record<string, string>> = catalog.failed;
  const reason = segmentReason(entry, catalog) ?? reasons[failed] ?? failed;
  return catalog.nothing(catalog.subjects[rule as RuleThatCanFail](format), reason);
}

function segmentReason({ arguments: { failed, operator, segment } }: TraceEntry, { segments }: TraceCatalog) {
  if (failed !== 'segment' || typeof segment !== 'string') return undefined;
  const words = operator === '=' || operator === 'in' ? segments.notIn : segments.in;
  return words.replace('{codes}', () => segment);
}

/** The rule with `*` for the tier's code or the rule's id. Codes are those of programmes, so each is read once. */
export function traceRuleOf(code: string): TraceRule | null {
  const known = rulesOfCodes.get(code);
  if (known !== undefined) return known;
  const [head, second, third, fourth] = code.split('.');
  const ofRule = fourth === undefined ? 'earning.rule.*' : `earning.rule.*.${fourth}`;
  const pattern =
    head === 'tier'
      ? `tier.*.${third ?? ''}`
      : head === 'counter'
        ? 'counter.*'
        : head === 'earning' && second === 'rule'
          ? ofRule
          : code;
  const named = TRACE_RULES.find((candidate) => candidate === pattern) ?? null;
  const rule = named === null && head === 'activity' && second !== undefined ? 'activity.*' : named;
  if (rulesOfCodes.size >= MAX_CODES) rulesOfCodes.clear();
  rulesOfCodes.set(code, rule);
  return rule;
}

const MAX_CODES = 10_000;
const rulesOfCodes = new Map<string, TraceRule | null>();
