import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Directory } from '../../platform/cells/directory';
import { JobQueue } from '../../platform/queue/job-queue';

const EVERY_MS = 30_000;
const AT_ONCE = 1_000;

/** Corrects the directory for this cell's networks: adds those that are older than the cells, and removes those that were never completely made. */
@Injectable()
export class CellNetworksJob implements OnModuleInit {
  private readonly logger = new Logger(CellNetworksJob.name);
  /** Networks that the directory had in this cell in the last round, but this cell's database did not. */
  private absent = new Set<string>();

  constructor(
    private readonly directory: Directory,
    private readonly networks: Networks,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.define(this, (job) => ({ name: 'cell-networks', everyMs: EVERY_MS, run: () => job.compare() }));
  }

  async compare(): Promise<void> {
    if (!this.directory.wasRead) return;
    const here = new Map<string, string>();
    for (let after: string | undefined; ;) {
      const profiles = await this.networks.listProfiles(after, AT_ONCE);
      for (const { id, code } of profiles) here.set(id, code);
      if (profiles.length < AT_ONCE) break;
      after = profiles.at(-1)?.id;
    }
    const taken = await this.directory.enterNetworks([...here].map(([id, code]) => ({ id, code })));
    if (taken.length > 0)
      this.logger.error(`networks of other cells have the codes of networks here: ${taken.join(', ')}`);
    const absent = this.directory.listHere().filter(({ networkId }) => !here.has(networkId));
    // Removed only in the second round: a network that is being made is in the directory before it is in the database.
    for (const { networkId } of absent) if (this.absent.has(networkId)) await this.directory.release(networkId);
    this.absent = new Set(absent.map(({ networkId }) => networkId));
  }
}
