/** Which values a condition lets through, as sets that can be cut with one another. */
import { categoryKey, type Condition, type FieldKind, listOf, numberOf } from '../../../decision';
import { BOUNDS_OF_TYPE } from './rule-tree-shape.rules';

/** Whole numbers from `from` to `to`, both included. */
type WholeRange = readonly [from: number, to: number];

/** Numbers are ascending spans. Texts are the listed ones, or all but the listed ones; `withMissing`: also a missing value. */
export type ValueSet =
  | { readonly kind: 'NUMBERS'; readonly spans: readonly WholeRange[] }
  | {
      readonly kind: 'TEXTS';
      readonly listed: ReadonlySet<string>;
      readonly isAllBut: boolean;
      readonly withMissing: boolean;
    };

const LAST_MINUTE = 24 * 60 - 1;
/** The year 2999 and more. */
const LAST_DAY = 400_000;

export function isEmpty(set: ValueSet): boolean {
  if (set.kind === 'NUMBERS') return set.spans.length === 0;
  return !set.isAllBut && !set.withMissing && set.listed.size === 0;
}

export function cut(a: ValueSet, b: ValueSet): ValueSet {
  if (a.kind === 'NUMBERS' && b.kind === 'NUMBERS') return { kind: 'NUMBERS', spans: cutSpans(a.spans, b.spans) };
  if (a.kind !== 'TEXTS' || b.kind !== 'TEXTS') throw new Error('the values of one field are of one kind');
  const withMissing = a.withMissing && b.withMissing;
  if (a.isAllBut && b.isAllBut)
    return { kind: 'TEXTS', listed: new Set([...a.listed, ...b.listed]), isAllBut: true, withMissing };
  const [listed, other] = a.isAllBut ? [b, a] : [a, b];
  const left = [...listed.listed].filter((text) => other.listed.has(text) !== other.isAllBut);
  return { kind: 'TEXTS', listed: new Set(left), isAllBut: false, withMissing };
}

/** The values for which a condition holds. @param tiers the programme's tier codes */
export function valuesOf(
  condition: Condition<string>,
  { type, mayBeMissing }: FieldKind,
  tiers: readonly string[],
): ValueSet {
  switch (type) {
    case 'TEXT':
    case 'ID':
    case 'SEGMENT':
    case 'MONTH':
      return textsOf(condition, mayBeMissing);
    case 'TIER':
      return cut(
        { kind: 'TEXTS', listed: new Set(tiers), isAllBut: false, withMissing: false },
        textsOf(condition, false),
      );
    case 'FLAG': {
      const wanted = (condition.operator === '=') === (condition.value === true) ? 1 : 0;
      return { kind: 'NUMBERS', spans: [[wanted, wanted]] };
    }
    case 'TIME':
      return { kind: 'NUMBERS', spans: timesOf(condition) };
    case 'DATE':
      return { kind: 'NUMBERS', spans: numbersOf(condition, [0, LAST_DAY]) };
    case 'COUNT':
    case 'TALLY':
    case 'MONEY':
    case 'QUANTITY':
    case 'WEEKDAY':
    case 'DAY_OF_MONTH':
      return { kind: 'NUMBERS', spans: numbersOf(condition, BOUNDS_OF_TYPE[type]) };
  }
}

function textsOf({ field, operator, value }: Condition<string>, mayBeMissing: boolean): ValueSet {
  const texts = listOf(value).map(String);
  const listed = new Set(field === 'category' ? texts.map(categoryKey) : texts);
  switch (operator) {
    case '!=':
    case 'notIn':
      return { kind: 'TEXTS', listed, isAllBut: true, withMissing: mayBeMissing };
    case 'null':
      return { kind: 'TEXTS', listed, isAllBut: false, withMissing: true };
    case 'notNull':
      return { kind: 'TEXTS', listed, isAllBut: true, withMissing: false };
    default:
      return { kind: 'TEXTS', listed, isAllBut: false, withMissing: false };
  }
}

function numbersOf({ operator, value }: Condition<string>, bounds: WholeRange): readonly WholeRange[] {
  const values = listOf(value).map(numberOf);
  const [first = 0, last = 0] = values;
  const [least, most] = bounds;
  switch (operator) {
    case '<':
      return within([[least, first - 1]], bounds);
    case '<=':
      return within([[least, first]], bounds);
    case '>':
      return within([[first + 1, most]], bounds);
    case '>=':
      return within([[first, most]], bounds);
    case 'between':
      return within([[first, last]], bounds);
    case 'notBetween':
      return without([[first, last]], bounds);
    case '!=':
    case 'notIn':
      return without(points(values), bounds);
    default:
      return within(points(values), bounds);
  }
}

/** The times of `between`, which excludes its end; a span that begins after its end crosses midnight. */
function timesOf(condition: Condition<string>): readonly WholeRange[] {
  const { operator, value } = condition;
  if (operator !== 'between' && operator !== 'notBetween') return numbersOf(condition, [0, LAST_MINUTE]);
  const [from = 0, to = 0] = listOf(value).map(numberOf);
  const spans: WholeRange[] =
    from <= to
      ? [[from, to - 1]]
      : [
          [0, to - 1],
          [from, LAST_MINUTE],
        ];
  return operator === 'between' ? within(spans, [0, LAST_MINUTE]) : without(spans, [0, LAST_MINUTE]);
}

function points(values: readonly number[]): WholeRange[] {
  return [...values].sort((a, b) => a - b).map((value) => [value, value]);
}

function within(spans: readonly WholeRange[], bounds: WholeRange): readonly WholeRange[] {
  return cutSpans(spans, [bounds]);
}

/** The parts of the bounds outside these ascending spans. */
function without(spans: readonly WholeRange[], [least, most]: WholeRange): readonly WholeRange[] {
  const left: WholeRange[] = [];
  let next = least;
  for (const [from, to] of within(spans, [least, most])) {
    if (from > next) left.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= most) left.push([next, most]);
  return left;
}

function cutSpans(a: readonly WholeRange[], b: readonly WholeRange[]): readonly WholeRange[] {
  return a.flatMap(([from, to]) =>
    b.flatMap(([least, most]): WholeRange[] => {
      const span: WholeRange = [Math.max(from, least), Math.min(to, most)];
      return span[0] <= span[1] ? [span] : [];
    }),
  );
}
