import type { ArmSums } from './campaign-results.sql';

type ArmFigures = Omit<ArmSums, 'arm' | 'variant'>;

/** One row for each arm, whatever variants its guests have; in the order in which the arms come. */
export function withoutVariants(arms: readonly ArmSums[]): ArmSums[] {
  const merged = new Map<ArmSums['arm'], ArmSums>();
  for (const arm of arms) {
    const known = merged.get(arm.arm);
    merged.set(arm.arm, known === undefined ? { ...arm, variant: null } : { ...known, ...sumOf(known, arm) });
  }
  return [...merged.values()];
}

function sumOf({ arm: _arm, variant: _variant, ...first }: ArmSums, second: ArmSums): ArmFigures {
  const names = Object.keys(first) as (keyof ArmFigures)[];
  return Object.fromEntries(names.map((name) => [name, first[name] + second[name]])) as unknown as ArmFigures;
}
