import type { AnalyticsTiers } from '../../../entities/analytics/analytics.api';

export const MOVES = ['joined', 'rose', 'fell', 'left'] as const;

interface FlowPicture {
  readonly nodes: readonly { readonly name: string }[];
  readonly links: readonly { readonly source: number; readonly target: number; readonly value: number }[];
}

/** The picture of a flow: tiers before to the left, tiers after to the right, whatever moved the guests. */
export function flowPictureOf(flows: AnalyticsTiers['flows'], outside: string, gone: string): FlowPicture {
  const [before, after]: [string[], string[]] = [[], []];
  const values = new Map<string, number>();
  for (const { from, to, guests } of flows) {
    const [source, target] = [from ?? outside, to ?? gone];
    if (!before.includes(source)) before.push(source);
    if (!after.includes(target)) after.push(target);
    const key = `${String(before.indexOf(source))} ${String(after.indexOf(target))}`;
    values.set(key, (values.get(key) ?? 0) + guests);
  }
  return {
    nodes: [...before, ...after].map((name) => ({ name })),
    links: [...values].map(([key, value]) => {
      const [source = 0, target = 0] = key.split(' ').map(Number);
      return { source, target: before.length + target, value };
    }),
  };
}
