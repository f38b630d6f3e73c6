/** The lines and the points of a rule, whether the programme's own or a campaign's offer. */
import { allHold, firstFailed } from '../conditions/condition-trees';
import type { CompiledRule } from './compile-rule';
import { divideByWeights, floorDivide } from '../basics/integers';
import type { SaleFacts } from '../act/sale-facts';
import { countedQuantities } from '../spending/combos';
import type { Line, TraceArguments } from '../act/types';

/** The points of one rule, the lines that bring them, and the lines' weights. */
export type RuleGain = {
  readonly rule: CompiledRule;
  points: number;
  readonly lines: readonly number[];
  readonly weights: readonly number[];
};

/** The lines that the rule acts on, or the first condition that failed. */
export function matchedLines(
  { condition }: Pick<CompiledRule, 'condition'>,
  facts: SaleFacts,
  earning: readonly number[],
): readonly number[] | TraceArguments {
  const { ofSale, ofLine, categories } = condition;
  const [firstLine] = facts.lines;
  if (firstLine === undefined) return NO_LINES;
  const failed = firstFailed(ofSale, facts, firstLine);
  if (failed !== null) return failed;
  if (earning.length === 0) return NO_LINES;
  if (ofLine.length === 0) return earning;
  const matched = categories === null ? linesThatHold(ofLine, facts, earning) : linesOf(categories, facts, earning);
  if (matched.length > 0) return matched;
  return firstFailed(ofLine, facts, facts.lines[earning[0] as number] as Line) ?? NO_LINES;
}

function linesThatHold(
  ofLine: CompiledRule['condition']['ofLine'],
  facts: SaleFacts,
  earning: readonly number[],
): readonly number[] {
  const matched: number[] = [];
  for (const index of earning) if (allHold(ofLine, facts, facts.lines[index] as Line)) matched.push(index);
  return matched;
}

/** The matched lines of a rule that only asks for these categories, found by the sale's grouping of lines. */
function linesOf(categories: readonly string[], facts: SaleFacts, earning: readonly number[]): readonly number[] {
  const [first = ''] = categories;
  const named =
    categories.length === 1
      ? facts.linesOf(first)
      : categories.flatMap((category) => facts.linesOf(category)).sort((a, b) => a - b);
  if (earning.length === facts.lines.length) return named;
  const matched: number[] = [];
  let at = 0;
  for (const index of named) {
    while (at < earning.length && (earning[at] as number) < index) at += 1;
    if (earning[at] === index) matched.push(index);
  }
  return matched;
}

export function isLines(matched: readonly number[] | TraceArguments): matched is readonly number[] {
  return Array.isArray(matched);
}

const NO_LINES: TraceArguments = { failed: 'lines' };

export type RuleLines = Pick<RuleGain, 'lines' | 'weights'>;

/** The weights of the lines: a gain is counted by them and divided over the lines by them. */
export function weightsOf(
  { adds }: CompiledRule,
  matched: readonly number[],
  all: RuleLines,
  shares: readonly number[],
  lines: readonly Line[],
): readonly number[] {
  if (adds?.step?.counts !== 'QUANTITY') return matched === all.lines ? all.weights : weightsByShare(matched, shares);
  return countedQuantities(lines, matched);
}

export function weightsByShare(matched: readonly number[], shares: readonly number[]): number[] {
  const weights = new Array<number>(matched.length);
  for (let at = 0; at < matched.length; at += 1) weights[at] = shares[matched[at] as number] as number;
  return weights;
}

/** The points that the rule adds to the sale; 0 for a rule that multiplies. */
export function pointsOf({ adds }: CompiledRule, weights: readonly number[]): number {
  if (adds === null) return 0;
  return adds.step === null ? adds.points : floorDivide(sumOf(weights), adds.step.size) * adds.points;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Adds the points to the lines of the gain, by their weights. */
export function addTo(byLine: number[], { lines, weights }: RuleLines, points: number): void {
  if (lines.length === 1) {
    const only = lines[0] as number;
    byLine[only] = (byLine[only] as number) + points;
    return;
  }
  const parts = divideByWeights(points, weights);
  for (let at = 0; at < lines.length; at += 1) {
    const index = lines[at] as number;
    byLine[index] = (byLine[index] as number) + (parts[at] as number);
  }
}
