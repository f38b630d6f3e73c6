import { type Condition, isGroup, type ProgramDocument, type RuleGroup } from '../../decision';
import type { Contradiction } from './contradiction';
import { activitiesOf } from './activities-of.rules';
import { placesMissing } from './spendable-in.schema';
import { rewardsMissing } from './stamp-cards.schema';

/** Names that a programme may use: the network's codes, and restaurants and tills by id. */
export interface NetworkNames {
  readonly rewardCodes: ReadonlySet<string>;
  readonly segmentCodes: ReadonlySet<string>;
  readonly restaurantIds: ReadonlySet<string>;
  readonly pointOfSaleIds: ReadonlySet<string>;
}

type DocumentPath = readonly (string | number)[];
type NameAtPath = { readonly name: string; readonly path: DocumentPath };

/** Names in a programme that its network lacks; checked by `validate`, and again before publication. */
export function* namesMissing(document: ProgramDocument, known: NetworkNames): Generator<Contradiction> {
  yield* rewardsMissing(document, known.rewardCodes);
  for (const { name, path } of segmentsIn(document))
    if (!known.segmentCodes.has(name)) yield { path: [...path], code: 'segment_unknown' };
  for (const { name, path } of namedInRules(document, 'restaurant'))
    if (!known.restaurantIds.has(name)) yield { path: [...path], code: 'not_allowed', reason: 'noSuchRestaurant' };
  for (const [place, { spendableIn }] of activitiesOf(document))
    yield* placesMissing(spendableIn, known.restaurantIds, [...place, 'spendableIn']);
  for (const [index, limit] of (document.redemption?.limits ?? []).entries())
    yield* placesMissing(limit, known.restaurantIds, ['redemption', 'limits', index]);
  for (const { name, path } of namedInRules(document, 'pointOfSale'))
    if (!known.pointOfSaleIds.has(name)) yield { path: [...path], code: 'not_allowed', reason: 'noSuchTill' };
}

/** Codes of the segments in a document's rules and exclusions. */
export function segmentsNamed(document: ProgramDocument): ReadonlySet<string> {
  return new Set([...segmentsIn(document)].map(({ name }) => name));
}

function* segmentsIn(document: ProgramDocument): Generator<NameAtPath> {
  yield* namedInRules(document, 'segment');
  for (const [index, name] of (document.earning.exclusions.segments ?? []).entries())
    yield { name, path: ['earning', 'exclusions', 'segments', index] };
}

function* namedInRules({ earning: { rules } }: ProgramDocument, field: Condition['field']): Generator<NameAtPath> {
  for (const [index, { when }] of rules.entries())
    if (when !== null) yield* namedInGroup(when, field, ['earning', 'rules', index, 'when']);
}

/** Values of the conditions on one field, with their paths. */
export function* namedInGroup(group: RuleGroup, field: Condition['field'], path: DocumentPath): Generator<NameAtPath> {
  for (const [index, rule] of group.rules.entries()) {
    const at = [...path, 'rules', index];
    if (isGroup(rule)) yield* namedInGroup(rule, field, at);
    else if (rule.field === field) {
      const { value } = rule;
      if (typeof value === 'string') yield { name: value, path: [...at, 'value'] };
      else if (Array.isArray(value))
        for (const [place, name] of value.entries()) yield { name: String(name), path: [...at, 'value', place] };
    }
  }
}
