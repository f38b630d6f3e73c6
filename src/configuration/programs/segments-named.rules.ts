/** Which segments a programme names, and where: the network has to have them before it is published. */
import { z } from 'zod';
import { isGroup, type ProgramDocument, type RuleGroup } from '../../decision';
import { SEGMENT_CODE } from './conditions/rule-tree-shape.rules';
import type { Contradiction } from './contradiction';

export const segmentCode = z.string().regex(SEGMENT_CODE);

type Path = readonly (string | number)[];
type Named = { readonly code: string; readonly path: Path };

/** Codes of the segments that a document's rules and exclusions name. */
export function segmentsNamed(document: ProgramDocument): ReadonlySet<string> {
  return new Set([...namedIn(document)].map(({ code }) => code));
}

/** Names of segments that the network does not have, or that are archived. */
export function* segmentsMissing(document: ProgramDocument, known: ReadonlySet<string>): Generator<Contradiction> {
  for (const { code, path } of namedIn(document)) {
    if (known.has(code)) continue;
    yield { path: [...path], code: 'segment_unknown', message: 'The network has no such segment.' };
  }
}

function* namedIn({ earning: { rules, exclusions } }: ProgramDocument): Generator<Named> {
  for (const [index, { when }] of rules.entries())
    if (when !== null) yield* namedInGroup(when, ['earning', 'rules', index, 'when']);
  for (const [index, code] of (exclusions.segments ?? []).entries())
    yield { code, path: ['earning', 'exclusions', 'segments', index] };
}

function* namedInGroup(group: RuleGroup, path: Path): Generator<Named> {
  for (const [index, rule] of group.rules.entries()) {
    const at = [...path, 'rules', index];
    if (isGroup(rule)) yield* namedInGroup(rule, at);
    else if (rule.field === 'segment') {
      const { value } = rule;
      if (typeof value === 'string') yield { code: value, path: [...at, 'value'] };
      else if (Array.isArray(value))
        for (const [place, code] of value.entries()) yield { code: String(code), path: [...at, 'value', place] };
    }
  }
}
