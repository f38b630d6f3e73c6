import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Networks, Sandboxes } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { ImportBalances } from '../balances/import-balances';
import { ImportFileError } from '../file/import-file.error';
import type { FileSteps } from '../guest-files/file-kinds';
import { GuestFiles } from '../guest-files/guest-files';
import { GuestFilesJob } from '../guest-files/guest-files.job';
import * as sql from '../guest-files/guest-files.prisma';
import type { FileHead } from '../guests/import-guests';
import { ImportReceipts } from '../receipt-files/import-receipts';
import { findSavedMapping } from '../mapping/find-mapping';
import type { Progress } from '../rows/progress';
import { KeptRejects } from './kept-rejects';
import { SHADOW_FILE_KINDS, shadowFileMappingSchema } from './shadow-file.dto';
import type { ShadowFileKind } from './shadow-fields';
import { againOf, balanceMappingOf, guessShadowMapping, receiptMappingOf, SAVED_AS } from './shadow-mapping.rules';

/** How often the progress of a step is stored. */
const TELL_EVERY_MS = 1_000;

/** Reads uploaded files of receipts and balances into the shadow of their network. */
@Injectable()
export class ShadowFileSteps implements FileSteps, OnModuleInit {
  constructor(
    private readonly job: GuestFilesJob,
    private readonly files: GuestFiles,
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly sandboxes: Sandboxes,
    private readonly receipts: ImportReceipts,
    private readonly balances: ImportBalances,
  ) {}

  onModuleInit(): void {
    for (const kind of SHADOW_FILE_KINDS) this.job.register(kind, this);
  }

  async guess(networkId: string, { kind }: sql.GuestFileRow, head: FileHead): Promise<object> {
    const shadowId = await this.shadowOf(networkId);
    const of = kind as ShadowFileKind;
    const saved = await this.database.inNetwork(shadowId, (tx) => findSavedMapping(tx, shadowId, SAVED_AS[of]));
    return againOf(of, saved, head) ?? guessShadowMapping(of, head);
  }

  async run(networkId: string, row: sql.GuestFileRow, path: string, signal: AbortSignal): Promise<boolean> {
    const shadowId = await this.shadowOf(networkId);
    const reader = await this.networks.getProfile(networkId);
    await this.begin(networkId, row);
    const rejects = new KeptRejects(this.database, this.files, { networkId, id: row.id, reader });
    const progress = new StoredProgress((share) => this.tell(networkId, row, share), row.lineCount ?? 0);
    try {
      const made = await this.read({ shadowId, row, path, signal, rejects, progress });
      if (made === null) return false;
      await this.database.inNetwork(networkId, (tx) => sql.changeFile(tx, networkId, row.id, { made }));
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    } finally {
      await progress.settled();
      await rejects.close();
    }
  }

  /** How many receipts or balances were taken; null: the signal stopped it. */
  private async read({
    shadowId: networkId,
    row,
    path: file,
    signal,
    rejects,
    progress,
  }: FileStep): Promise<number | null> {
    const mapping = shadowFileMappingSchema.parse(row.mapping);
    const dryRun = row.status === 'CHECKING';
    const request = { networkId, file, dryRun, rejects, progress, signal };
    if (row.kind === 'SHADOW_RECEIPTS') {
      const how = { mapping: receiptMappingOf(mapping), moveToYesterday: false };
      return (await this.receipts.run({ ...request, ...how })).accepted;
    }
    const how = { mapping: balanceMappingOf(mapping), day: mapping.day, rejectsFile: null };
    const { status, taken } = await this.balances.run({ ...request, ...how });
    return status === 'STOPPED' ? null : taken;
  }

  /** Deletes the refused rows of an earlier run, because each run writes all of them. */
  private begin(networkId: string, { id }: sql.GuestFileRow): Promise<unknown> {
    return this.database.inNetwork(networkId, async (tx) => {
      await sql.deleteParts(tx, networkId, id, ['REFUSED']);
      await sql.changeFile(tx, networkId, id, { made: 0, rejected: 0, position: 0, refusalsEncrypted: null });
    });
  }

  private tell(networkId: string, { id }: sql.GuestFileRow, position: number): Promise<unknown> {
    return this.database.inNetwork(networkId, (tx) => sql.changeFile(tx, networkId, id, { position }));
  }

  private async shadowOf(networkId: string): Promise<string> {
    const shadow = await this.sandboxes.find(networkId, 'SHADOW');
    if (shadow === undefined) throw new ImportFileError('shadow_ended');
    return shadow.id;
  }
}

interface FileStep {
  readonly shadowId: string;
  readonly row: sql.GuestFileRow;
  readonly path: string;
  readonly signal: AbortSignal;
  readonly rejects: KeptRejects;
  readonly progress: Progress;
}

/** Stores about how many lines are done, one store at a time. */
class StoredProgress implements Progress {
  private toldAt = 0;
  private telling: Promise<unknown> = Promise.resolve();
  private isTelling = false;

  constructor(
    private readonly tell: (position: number) => Promise<unknown>,
    private readonly lines: number,
  ) {}

  reading(rows: number): void {
    // Reading comes before recording, which takes nearly all the time.
    this.store(Math.min(rows, this.lines) / 10);
  }

  recording(done: number, total: number): void {
    this.store(this.lines * (0.1 + (0.9 * done) / Math.max(1, total)));
  }

  end(): void {
    this.toldAt = Infinity;
  }

  async settled(): Promise<void> {
    await this.telling;
  }

  private store(position: number): void {
    const now = performance.now();
    if (this.isTelling || now - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = now;
    this.isTelling = true;
    // A bar that stands still is no reason to end an import.
    this.telling = this.tell(Math.floor(position))
      .catch(() => undefined)
      .finally(() => {
        this.isTelling = false;
      });
  }
}
