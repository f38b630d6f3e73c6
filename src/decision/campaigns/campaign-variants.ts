/** Variants of a campaign that are compared with one another: which one a guest has. */
import type { CampaignDocument, CampaignVariant } from '../act/campaign.types';
import type { CompiledRule } from './compile-rule';
import { invariant } from '../basics/numbers';
import type { Gain } from '../act/program.types';
import type { TraceArguments } from '../act/types';

export type CompiledVariants = {
  readonly seed: string;
  readonly all: readonly CompiledVariant[];
};

export type CompiledVariant = {
  readonly id: string;
  /** The variant's share plus the shares of the variants before it. */
  readonly upTo: number;
  readonly rule: CompiledRule;
  /** Trace arguments where the variant's offer gives something. */
  readonly given: TraceArguments;
};

/** The seed of the draw that assigns a campaign's guests to its variants. */
export function variantSeed(code: string): string {
  return `variants:${code}`;
}

/**
 * The variant of a guest.
 *
 * @param drawn the draw by `variantSeed`, 0 to 999,999
 */
export function variantAt<Variant extends Pick<CampaignVariant, 'sharePpm'>>(
  variants: readonly Variant[],
  drawn: number,
): Variant {
  let upTo = 0;
  for (const variant of variants) {
    upTo += variant.sharePpm;
    if (drawn < upTo) return variant;
  }
  return lastOf(variants);
}

/** Null: one offer for all guests, or no offer. */
export function compileVariants(
  code: string,
  { offer, variants = [] }: CampaignDocument,
  ruleOf: (gain: Gain) => CompiledRule,
): CompiledVariants | null {
  if (offer === null || variants.length === 0) return null;
  let upTo = 0;
  const all = variants.map(({ id, sharePpm, offer: own }) => {
    const rule = ruleOf(own ?? offer);
    upTo += sharePpm;
    return { id, upTo, rule, given: { ...rule.multiplierArguments, variant: id } };
  });
  return { seed: variantSeed(code), all };
}

export function compiledVariantAt({ all }: CompiledVariants, drawn: number): CompiledVariant {
  for (const variant of all) if (drawn < variant.upTo) return variant;
  return lastOf(all);
}

function lastOf<Variant>(variants: readonly Variant[]): Variant {
  const last = variants.at(-1);
  invariant(last !== undefined, 'a campaign with variants has one');
  return last;
}
