import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { ShadowDifference } from './difference.rules';
import { type OldRate, parseRate } from './old-rate.rules';
import * as sql from './shadow-receipts.sql';

/** The groups of a shadow in one transaction: those that stand, and those that it makes. */
export class ComparisonGroups {
  /** Rates by which the earlier system is known to give points. */
  readonly rates: OldRate[] = [];
  private readonly groups = new Map<string, sql.GroupRow>();
  private readonly made: sql.GroupRow[] = [];

  private constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
  ) {}

  static async read(tx: Tx, networkId: string): Promise<ComparisonGroups> {
    const groups = new ComparisonGroups(tx, networkId);
    for (const group of await sql.listGroups(tx, networkId)) {
      groups.groups.set(nameOf(group), group);
      const rate = group.reason === 'RATE' ? parseRate(group.detail) : null;
      if (rate !== null) groups.rates.push(rate);
    }
    return groups;
  }

  of(difference: ShadowDifference): sql.GroupRow {
    const name = nameOf(difference);
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const group = { ...difference, id: newId() };
    this.groups.set(name, group);
    this.made.push(group);
    return group;
  }

  list(): readonly sql.GroupRow[] {
    return [...this.groups.values()];
  }

  /** Stores the groups that were made since the last call. */
  async save(): Promise<void> {
    const made = this.made.splice(0);
    if (made.length > 0) await sql.insertGroups(this.tx, this.networkId, made);
  }
}

const nameOf = ({ reason, detail }: ShadowDifference): string => `${reason} ${detail}`;
