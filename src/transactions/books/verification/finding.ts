/** The eleven checks behind the promise "the ledger balances, always" (docs/ledger-format.md). */
export const CHECKS = {
  1: 'the balances of guests equal their transfers and their lots',
  2: 'the balances of all accounts sum to zero and equal their transfers',
  3: 'nothing is below zero without a policy that allows it',
  4: 'every decision made anew gives what is stored',
  5: 'every key points to its answer and every receipt to one transaction',
  6: 'every transaction has its event',
  7: 'every row belongs to the network of its parents',
  8: 'the seals are unbroken',
  9: 'the epoch was raised where the database was restored into another cluster',
  10: 'the kept figures of the liability equal the open lots and the journal',
  11: 'the money of gift cards equals their journal',
} as const;

export type Check = keyof typeof CHECKS;

/** A wrong row. */
export interface Finding {
  readonly check: Check;
  /** The kind of row: a table, or an account. */
  readonly row: string;
  readonly id: string;
  /** The fault, with the figures on both sides. */
  readonly problem: string;
}

/** How many findings of one check are listed; further ones are only counted. */
export const NAMED_FINDINGS = 20;

/** Collects findings in bounded memory. */
export class Findings {
  private readonly named = new Map<Check, Finding[]>();
  private readonly counts = new Map<Check, number>();

  add(finding: Finding): void {
    const count = (this.counts.get(finding.check) ?? 0) + 1;
    this.counts.set(finding.check, count);
    if (count > NAMED_FINDINGS) return;
    const named = this.named.get(finding.check);
    if (named === undefined) this.named.set(finding.check, [finding]);
    else named.push(finding);
  }

  addAll(findings: Iterable<Finding>): void {
    for (const finding of findings) this.add(finding);
  }

  countOf(check: Check): number {
    return this.counts.get(check) ?? 0;
  }

  /** At most `NAMED_FINDINGS` of each check, in the order of the checks. */
  list(): Finding[] {
    return (Object.keys(CHECKS) as `${Check}`[]).flatMap((check) => this.named.get(Number(check) as Check) ?? []);
  }
}
