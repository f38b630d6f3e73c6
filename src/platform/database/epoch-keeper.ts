import { Inject, Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { settings } from '../settings/settings';
import { Logger } from '../telemetry/logger';
import { Database } from './database';
import { DatabaseGuard } from './database-guard';

/** Injection token: true in a process that must not change anything. */
export const ONLY_READS = Symbol('ONLY_READS');

/** How long a check is cached, because it costs some queries for each network and the health page is public. */
const LOOKED_FOR_MS = 5_000;

/**
 * Raises the epoch of networks whose next positions would be lower than stored ones: after a restore into another cluster, an upgrade by dump, or a
 * move (ledger.md, rule 12). In a running process the database function `epoch_of` does the same before the first event that another cluster
 * writes.
 */
@Injectable()
export class EpochKeeper implements OnModuleInit {
  private looked: { readonly atMs: number; readonly due: Promise<string[]> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly guard: DatabaseGuard,
    private readonly logger: Logger,
    @Optional() @Inject(ONLY_READS) private readonly onlyReads = false,
  ) {}

  /** Runs before anything is served; an error ends the start. */
  async onModuleInit(): Promise<void> {
    // Without a database `DatabaseGuard` refuses this start and says what is missing.
    if (settings.databaseUrl === '' || this.onlyReads) return;
    await this.guard.refusePowerfulRoles();
    for (const networkId of await this.listDue()) {
      const { epoch } = await this.database.inNetwork(
        networkId,
        (tx) => tx.one<{ epoch: number }>`SELECT raise_epoch(${networkId}) AS "epoch!"`,
      );
      this.logger.event('warn', "positions of a network are another cluster's: its epoch was raised", {
        networkId,
        epoch,
      });
    }
  }

  /** The networks whose epoch has to be raised; the result may be a few seconds old. */
  listDueLately(): Promise<string[]> {
    const nowMs = performance.now();
    if (this.looked === undefined || nowMs - this.looked.atMs > LOOKED_FOR_MS)
      this.looked = { atMs: nowMs, due: this.listDue() };
    return this.looked.due;
  }

  private async listDue(): Promise<string[]> {
    const networks = await this.database.asPlatform((tx) => tx.query<{ id: string }>`SELECT id FROM networks`);
    const due = await this.database.callInNetwork<{ id: string }>(LIST_DUE, [networks.map(({ id }) => id)]);
    return due.map(({ id }) => id);
  }
}

const LIST_DUE = { name: 'list_due_epochs', text: 'SELECT d AS id FROM list_due_epochs($1) d' };
