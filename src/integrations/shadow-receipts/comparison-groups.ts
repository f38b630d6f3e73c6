import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { ShadowDifference, DifferenceReason } from './difference.rules';
import { type OldRate, parseRate } from './old-rate.rules';

interface GroupRow {
  readonly id: string;
  readonly reason: DifferenceReason;
  readonly detail: string;
}

/** A group is a reason with a code, a rate or nothing, so a network has few. */
const MOST_GROUPS = 2_000;

/** The groups of a shadow in one transaction: those that stand, and those that it makes. */
export class ComparisonGroups {
  /** Rates by which the earlier system is known to give points. */
  readonly rates: OldRate[] = [];
  private readonly groups = new Map<string, GroupRow>();
  private readonly made: GroupRow[] = [];

  private constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
  ) {}

  static async read(tx: Tx, networkId: string): Promise<ComparisonGroups> {
    const groups = new ComparisonGroups(tx, networkId);
    for (const group of await listGroups(tx, networkId)) {
      groups.groups.set(nameOf(group), group);
      const rate = group.reason === 'RATE' ? parseRate(group.detail) : null;
      if (rate !== null) groups.rates.push(rate);
    }
    return groups;
  }

  of(difference: ShadowDifference): GroupRow {
    const name = nameOf(difference);
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const group = { ...difference, id: newId() };
    this.groups.set(name, group);
    this.made.push(group);
    return group;
  }

  list(): readonly GroupRow[] {
    return [...this.groups.values()];
  }

  /** Stores the groups that were made since the last call. */
  async save(): Promise<void> {
    const made = this.made.splice(0);
    if (made.length > 0)
      await this.tx.query`
        INSERT INTO shadow_groups (network_id, id, reason, detail, created_at)
         SELECT ${this.networkId}, g.*, ledger_now()
         FROM unnest(${made.map(({ id }) => id)}::uuid[], ${made.map(({ reason }) => reason)}::text[],
         ${made.map(({ detail }) => detail)}::text[]) AS g (id, reason, detail)`;
  }
}

const nameOf = ({ reason, detail }: ShadowDifference): string => `${reason} ${detail}`;

function listGroups(tx: Tx, networkId: string) {
  return tx.query<GroupRow>`
    SELECT g.id, g.reason, g.detail FROM shadow_groups g WHERE g.network_id = ${networkId} ORDER BY g.id
     LIMIT ${MOST_GROUPS}`;
}
