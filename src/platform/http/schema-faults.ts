import type { z } from 'zod';
import { pathText } from './json-body';
import type { BodyFault } from '../problems/problem';
import { ONE_LINE } from './schemas';

type Issue = z.core.$ZodIssue;

/** The most faults in a response, because a hostile body could have any number. */
const FAULT_LIMIT = 50;
const NAME_LIMIT = 64;

/** Turns a schema's issues into faults with stable codes (docs/errors.md), still without words. */
export function faultsOf(issues: readonly Issue[], input: unknown): BodyFault[] {
  const faults = new Map<string, BodyFault>();
  for (const issue of issues) {
    // A number beyond 2^53 has two issues, and only the second one states the field's bound.
    for (const found of faultsOfIssue(issue, input)) faults.set(`${found.path}\n${found.code}`, found);
    if (faults.size >= FAULT_LIMIT) break;
  }
  return [...faults.values()].slice(0, FAULT_LIMIT);
}

function faultsOfIssue(issue: Issue, input: unknown): BodyFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, FAULT_LIMIT)
      .map((key) => fault([...issue.path, key.slice(0, NAME_LIMIT)], 'unknown_field'));
  }
  const [code, details] = isMissing(issue, input) ? ['required'] : meaningOf(issue);
  return [fault(issue.path, code, details)];
}

function fault(path: readonly PropertyKey[], code: string, details: Record<string, unknown> = {}): BodyFault {
  return { path: pathText(path), code, message: '', arguments: details };
}

function meaningOf(
  issue: Exclude<Issue, { code: 'unrecognized_keys' }>,
): [code: string, details?: Record<string, unknown>] {
  switch (issue.code) {
    case 'invalid_type':
      return ['wrong_type', { expected: issue.expected === 'int' ? 'integer' : issue.expected }];
    case 'too_big':
      return [
        sizeCode(issue.origin, 'too_big'),
        issue.inclusive === false ? { below: Number(issue.maximum) } : { max: Number(issue.maximum) },
      ];
    case 'too_small':
      return [
        sizeCode(issue.origin, 'too_small'),
        issue.inclusive === false ? { above: Number(issue.minimum) } : { min: Number(issue.minimum) },
      ];
    case 'not_multiple_of':
      return ['not_a_multiple', { divisor: issue.divisor }];
    case 'invalid_format':
      if (issue.pattern === String(ONE_LINE)) return ['not_one_line'];
      // Other patterns have no name that would help the caller.
      return ['wrong_format', issue.format === 'regex' ? {} : { format: issue.format }];
    case 'invalid_value':
      return ['not_allowed', { values: issue.values.map(String).join(', ') }];
    case 'invalid_union':
      return 'note' in issue ? ['not_allowed', { values: optionsOf(issue) }] : ['no_alternative'];
    case 'invalid_key':
    case 'invalid_element':
      return ['no_alternative'];
    case 'custom':
      return [typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'not_valid', issue.params];
  }
}

/** Whether the value is missing from the input. The issue itself has no input, because the input may be personal. */
function isMissing(issue: Issue, input: unknown): boolean {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value' && issue.code !== 'invalid_union') return false;
  let at = input;
  for (const step of issue.path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return true;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at === undefined;
}

function sizeCode(origin: string, numeric: 'too_big' | 'too_small'): string {
  const big = numeric === 'too_big';
  if (origin === 'string') return big ? 'too_long' : 'too_short';
  if (origin === 'array' || origin === 'set' || origin === 'map') return big ? 'too_many' : 'too_few';
  return numeric;
}

/** The values that may select the variant of a union. */
function optionsOf(issue: z.core.$ZodIssueInvalidUnion): string {
  const { options } = issue as { options?: readonly unknown[] };
  return (options ?? []).map(String).join(', ');
}
