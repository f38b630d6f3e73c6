import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../../configuration';
import { grouped } from '../../../platform/cli/progress-line';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { GivingWay } from '../../../transactions';
import { type BalanceRow, GuestPseudonyms, ShadowComparison } from '../../shadow-receipts';
import { csvRecords, readHeader } from '../file/csv-records';
import { decodedText } from '../file/decoded-text';
import { ImportFileError } from '../file/import-file.error';
import { withGunzipped } from '../file/unpacked-text';
import { SeenKeys } from '../guests/seen-keys';
import { MOST_ROWS } from '../guests/import-guests';
import type { BalanceMapping } from '../mapping/balance-mapping';
import { findBalanceMapping, saveMapping } from '../mapping/find-mapping';
import { type UnreadColumn, unreadColumns, unreadLines } from '../mapping/unread-columns.rules';
import type { Progress } from '../rows/progress';
import { cutRow, type Reject, type RejectCode } from '../rows/reject';
import { NO_REJECTS_FILE, openRejectsFile, type RejectsSink } from '../rows/rejects-file';
import { type BalanceOfGuest, BalanceRowReader } from './balance-row.rules';

export interface BalanceImportRequest {
  /** The shadow. */
  readonly networkId: string;
  /** `.csv` or `.csv.gz`. */
  readonly file: string;
  /** A saved name or a JSON file, or the mapping itself. */
  readonly mapping: string | BalanceMapping;
  /** `YYYY-MM-DD` of all balances, where the file has no column for it. */
  readonly day: string | null;
  /** Reads and counts, and writes only the rejects. */
  readonly dryRun: boolean;
  readonly rejectsFile: string | null;
  /** A second sink for rejected rows, besides the file; by default none. */
  readonly rejects?: RejectsSink;
  readonly progress: Progress;
  /** When aborted, the reading stops before its next piece. Balances that were taken stay, and the next run takes them again. */
  readonly signal?: AbortSignal;
  /** Called after each piece with the last line that was read. */
  readonly onPiece?: (line: number, taken: number) => Promise<void>;
}

export interface BalanceImportSummary {
  readonly status: 'DONE' | 'DRY_RUN' | 'STOPPED';
  readonly mapping: BalanceMapping;
  readonly taken: number;
  readonly rejected: number;
  readonly rejects: Readonly<Partial<Record<RejectCode, number>>>;
  readonly unread: readonly UnreadColumn[];
}

/** Balances that are compared together; the receipts of their guests are read with them. */
const PIECE = 500;

/**
 * Reads balances of guests in an earlier system into a shadow, and compares them. A balance that is read again replaces the one of its guest and day,
 * so a file may be read twice.
 */
@Injectable()
export class ImportBalances {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pseudonyms: GuestPseudonyms,
    private readonly comparison: ShadowComparison,
    private readonly clock: Clock,
  ) {}

  /** @throws ImportFileError for faults of the whole file, and `balances_in_network` for a network that is no shadow */
  run(request: BalanceImportRequest): Promise<BalanceImportSummary> {
    return withGunzipped(request.file, (text) => this.runText(request, text));
  }

  private async runText(request: BalanceImportRequest, text: string): Promise<BalanceImportSummary> {
    const { networkId, mapping: named, rejectsFile, file } = request;
    const profile = await this.networks.getProfile(networkId);
    if (!profile.isShadow) throw new ImportFileError('balances_in_network', profile.code);
    const mapping =
      typeof named === 'string'
        ? await this.database.inNetwork(networkId, (tx) => findBalanceMapping(tx, networkId, named))
        : named;
    const { columns } = mapping;
    if (columns.guest === undefined && columns.card === undefined && columns.phone === undefined)
      throw new ImportFileError('mapping_invalid', 'columns names neither guest nor card nor phone');
    if ((columns.date === undefined) === (request.day === null))
      throw new ImportFileError(columns.date === undefined ? 'day_missing' : 'day_twice');
    const inputs = typeof named === 'string' ? [file, named] : [file];
    const sink = rejectsFile === null ? NO_REJECTS_FILE : await openRejectsFile(rejectsFile, profile, inputs);
    try {
      return await this.read({ ...request, mapping, file: text }, profile, sink);
    } finally {
      request.progress.end();
      await sink.close();
    }
  }

  private async read(
    {
      networkId,
      file,
      mapping,
      day,
      dryRun,
      progress,
      signal,
      onPiece,
      ...request
    }: BalanceImportRequest & {
      readonly mapping: BalanceMapping;
    },
    profile: NetworkProfile,
    sink: RejectsSink,
  ): Promise<BalanceImportSummary> {
    const run = new BalancesRun(mapping);
    const way = new GivingWay(this.database);
    const calendar = calendarOf(profile.timeZone, profile.settings.dayStart);
    const today = calendar.businessDay(this.clock.now().getTime());
    const terms = { country: profile.country, today, day: day === null ? null : dayOfIsoDate(day) };
    const endOf = (one: number) => calendar.instantOf(`${isoDateOf(one + 1)}T${profile.settings.dayStart}`);
    let reader: BalanceRowReader | null = null;
    let line = 0;
    const settle = async (): Promise<void> => {
      const rows = run.takeRows();
      if (!dryRun && rows.length > 0) await this.comparison.compareBalances(networkId, rows);
      for (const reject of run.takeRejects()) {
        await sink.add(reject);
        await request.rejects?.add(reject);
      }
      await onPiece?.(line, run.taken);
      progress.reading(run.taken);
    };
    if (!dryRun) await this.database.inNetwork(networkId, (tx) => saveMapping(tx, networkId, mapping));
    for await (const records of csvRecords(decodedText(file, mapping.csv.encoding), mapping.csv.delimiter)) {
      for (const record of records) {
        if (reader === null) {
          const header = readHeader(record, Object.values(mapping.columns));
          reader = new BalanceRowReader(mapping, header, terms);
          run.unread = unreadColumns([...header.keys()], mapping.columns);
          continue;
        }
        line = record.line;
        if (line > MOST_ROWS) throw new ImportFileError('too_many_rows', String(MOST_ROWS));
        const row = reader.read(record);
        if ('reject' in row) run.reject(row.reject);
        else run.take(row, this.pseudonyms.of(networkId, row) ?? '', endOf);
        if (!run.isPieceFull()) continue;
        if (signal?.aborted === true) return run.summary('STOPPED');
        await way.before();
        await settle();
      }
    }
    if (reader === null) readHeader(undefined, []);
    await settle();
    return run.summary(dryRun ? 'DRY_RUN' : 'DONE');
  }
}

/** The piece under way, and the figures of the file so far. */
class BalancesRun {
  taken = 0;
  rejected = 0;
  unread: readonly UnreadColumn[] = [];
  private rows: BalanceRow[] = [];
  private refused: Reject[] = [];
  private readonly counts: Partial<Record<RejectCode, number>> = {};
  private readonly keys = new SeenKeys();

  constructor(private readonly mapping: BalanceMapping) {}

  take({ line, text, day, balance }: BalanceOfGuest, externalId: string, endOf: (day: number) => number): void {
    const key = `${externalId} ${String(day)}`;
    const earlier = this.keys.add({ line, phone: null, externalId: key, cards: [] });
    if (earlier !== null) {
      this.reject({ line, code: 'guest_repeated', detail: String(earlier), row: cutRow(text) });
      return;
    }
    this.taken += 1;
    this.rows.push({ externalId, day: isoDateOf(day), endsAt: endOf(day), oldBalance: balance });
  }

  reject(reject: Reject): void {
    this.rejected += 1;
    this.counts[reject.code] = (this.counts[reject.code] ?? 0) + 1;
    this.refused.push(reject);
  }

  isPieceFull(): boolean {
    return this.rows.length + this.refused.length >= PIECE;
  }

  takeRows(): readonly BalanceRow[] {
    return this.rows.splice(0);
  }

  takeRejects(): readonly Reject[] {
    return this.refused.splice(0);
  }

  summary(status: BalanceImportSummary['status']): BalanceImportSummary {
    const { mapping, taken, rejected, counts, unread } = this;
    return { status, mapping, taken, rejected, rejects: counts, unread };
  }
}

/** The summary for people. */
export function balanceSummaryLines({ status, taken, rejected, rejects, unread }: BalanceImportSummary): string[] {
  const reasons = Object.entries(rejects).toSorted(([, a], [, b]) => b - a);
  return [
    `${grouped(taken)} balances ${status === 'DRY_RUN' ? 'would be' : 'were'} compared.`,
    `${grouped(rejected)} rows rejected${reasons.length === 0 ? '.' : ':'}`,
    ...reasons.map(([code, count]) => `  ${code.padEnd(26)}${grouped(count)}`),
    ...unreadLines(unread),
  ];
}
