import type { ProgramChange } from '../../../configuration';
import type { CompiledProgram } from '../../../decision';

/** A difference between two programmes, and the guests that it concerns. */
interface ChangedTerm {
  readonly key: string;
  /** Guests who hold one of these tiers, without the change or with it. Null: every guest. */
  readonly tiers: ReadonlySet<string> | null;
}

/** Parts of a program that do not affect guests. */
const NO_TERMS: ReadonlySet<string> = new Set(['name', 'model', 'tierCounter']);

/**
 * The terms that differ between two programmes, with the guests that each concerns. A tier's benefits concern guests
 * who hold it; a tier's needs also those who hold the tier below; all other terms concern every guest.
 */
export class ChangedTerms {
  private readonly terms: readonly ChangedTerm[];
  private readonly found = new Map<string, readonly string[]>();

  constructor(changes: readonly ProgramChange[], before: CompiledProgram, after: CompiledProgram) {
    this.terms = changes.flatMap((change): ChangedTerm[] => {
      const said = change.after ?? change.before;
      if (said === undefined || NO_TERMS.has(said.code)) return [];
      const { key, code } = said;
      const tier = 'tier' in said.arguments ? said.arguments.tier : null;
      if (tier === null) return [{ key, tiers: null }];
      const isNeed = code.startsWith('tier.needs') || code === 'tier.match' || code === 'tier';
      const below = isNeed ? [tierBelow(before, tier), tierBelow(after, tier)] : [];
      return [{ key, tiers: new Set([tier, ...below.filter((one) => one !== null)]) }];
    });
  }

  /** Keys of the differences that concern a guest with these tiers, as `GET /programs/{version}/diff` names them. */
  of(without: string, withIt: string): readonly string[] {
    const pair = `${without}/${withIt}`;
    let keys = this.found.get(pair);
    if (keys === undefined) {
      keys = this.terms.flatMap(({ key, tiers }) =>
        tiers === null || tiers.has(without) || tiers.has(withIt) ? [key] : [],
      );
      this.found.set(pair, keys);
    }
    return keys;
  }
}

function tierBelow({ tiers, rankOf }: CompiledProgram, code: string): string | null {
  return tiers[(rankOf.get(code) ?? 0) - 1]?.code ?? null;
}
