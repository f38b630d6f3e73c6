import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database, type Tx } from '../../../../platform/database/database';
import { Logger } from '../../../../platform/telemetry/logger';
import type { BudgetUseWrite } from '../../../ledger/write/till-rows';
import { closeLeases, leaseBudget, type LeaseAnswer } from './budget-leases.sql';
import { BudgetRound, type LeaseBook, type OpenLease } from './budget-round';

/** How long a lease is valid by the database's clock. The process stops using it a little earlier. */
const LEASE_SECONDS = 30;
const MARGIN_MS = 5_000;
/** How long a process waits before it asks again for a budget of which nothing could be leased. */
const DRY_MS = 1_000;
const MAX_LEASES_CLOSED = 1_000;

const NO_LEASES: readonly OpenLease[] = [];

interface OfNetwork {
  readonly leases: Map<string, OpenLease[]>;
  readonly dry: Map<string, { readonly until: number; readonly isHeldElsewhere: boolean }>;
}

/**
 * The leases of this process on budgets of campaigns (ledger.md, rule 9). They are taken in short transactions of their
 * own, spent in memory, and each use is written with its act. If the process is lost, nothing else is: the database
 * knows the uses, and the rest returns to the budgets.
 */
@Injectable()
export class CampaignBudgets implements OnApplicationShutdown {
  private readonly networks = new Map<string, OfNetwork>();

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  /** The budgets for the decisions of one batch. `given`: what decisions of one person gave guests of the batch, once it was read. */
  begin(networkId: string, given: ReadonlyMap<string, number> | null = null): BudgetRound {
    return new BudgetRound(this.bookOf(networkId), given === null ? null : new Map(given));
  }

  /** Whether more can be leased of the amounts that a round lacked. If not, its decisions stand. */
  mayHaveMore(networkId: string, { wanted }: BudgetRound): boolean {
    const dry = this.networks.get(networkId)?.dry;
    const now = performance.now();
    return [...wanted.keys()].some((key) => (dry?.get(key)?.until ?? 0) <= now);
  }

  /** Leases the amounts that a round lacked. `tx`: the transaction to use; by default one of its own, for which no guest waits. */
  async leaseMore(networkId: string, { wanted }: BudgetRound, tx: Tx | null = null): Promise<void> {
    const known = this.of(networkId);
    for (const [key, { terms, amount }] of wanted) {
      if ((known.dry.get(key)?.until ?? 0) > performance.now()) continue;
      const own = (known.leases.get(key) ?? []).reduce((sum, { granted }) => sum + granted, 0);
      const lease = (within: Tx) => leaseBudget(within, networkId, terms, { wanted: amount, own }, LEASE_SECONDS);
      const answer = await (tx === null ? this.database.inNetwork(networkId, lease) : lease(tx));
      this.keep(known, key, amount, answer);
    }
  }

  private keep(known: OfNetwork, key: string, wanted: number, { lease, isHeldElsewhere }: LeaseAnswer): void {
    const now = performance.now();
    if (lease === null || lease.granted < wanted) known.dry.set(key, { until: now + DRY_MS, isHeldElsewhere });
    if (lease === null) return;
    const open = (known.leases.get(key) ?? []).filter(isOpen);
    known.leases.set(key, [...open, { ...lease, used: 0, endsAt: now + LEASE_SECONDS * 1_000 - MARGIN_MS }]);
  }

  /** Counts uses that a transaction wrote after deciding outside of this memory. */
  confirm(networkId: string, uses: readonly BudgetUseWrite[]): void {
    for (const { leaseId, amount } of uses) {
      const lease = this.find(networkId, leaseId);
      if (lease !== undefined) lease.used += amount;
    }
  }

  /** Drops leases that the database refused to let spend: it knows of uses that this process forgot, or has closed them. */
  drop(networkId: string, uses: readonly BudgetUseWrite[]): void {
    const refused = new Set(uses.map(({ leaseId }) => leaseId));
    const leases = this.networks.get(networkId)?.leases;
    for (const [key, open] of leases ?? [])
      leases?.set(
        key,
        open.filter(({ leaseId }) => !refused.has(leaseId)),
      );
  }

  private find(networkId: string, leaseId: string): OpenLease | undefined {
    for (const open of this.networks.get(networkId)?.leases.values() ?? []) {
      const found = open.find((lease) => lease.leaseId === leaseId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Closes the leases of this process, so that their rest is free at once. Otherwise the job does it a little later. */
  async onApplicationShutdown(): Promise<void> {
    for (const [networkId, { leases }] of this.networks) {
      const ids = [...leases.values()].flat().map(({ leaseId }) => leaseId);
      leases.clear();
      if (ids.length === 0) continue;
      await this.database
        .inNetwork(networkId, (tx) => closeLeases(tx, networkId, ids, MAX_LEASES_CLOSED))
        .catch((error: unknown) =>
          this.logger.warn({ message: 'leases of budgets were left to the sweeper', networkId, error }),
        );
    }
  }

  private bookOf(networkId: string): LeaseBook {
    return {
      open: (key) => this.networks.get(networkId)?.leases.get(key)?.filter(isOpen) ?? NO_LEASES,
      isHeldElsewhere: (key) => {
        const dry = this.networks.get(networkId)?.dry.get(key);
        return dry?.isHeldElsewhere === true && dry.until > performance.now();
      },
    };
  }

  private of(networkId: string): OfNetwork {
    const known = this.networks.get(networkId) ?? { leases: new Map(), dry: new Map() };
    this.networks.set(networkId, known);
    return known;
  }
}

function isOpen({ endsAt }: OpenLease): boolean {
  return endsAt > performance.now();
}
