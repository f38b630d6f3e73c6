import { open } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { listRequiredConsents, type NetworkProfile, Networks, Snapshots } from '../../../configuration';
import { countsHistory } from '../../../decision';
import { type BringResult, type BroughtGuest, BroughtGuests, type KnownOrUntouchable } from '../../../identity';
import { calendarOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { Audit, NO_ORIGIN } from '../../../security';
import { GivingWay, type Outcome, systemActOf, type TillAct, TillHistory } from '../../../transactions';
import { csvRecords, readHeader } from '../file/csv-records';
import { decodedText } from '../file/decoded-text';
import { identifyFile } from '../file/file-hash';
import { withGunzipped } from '../file/unpacked-text';
import { ImportFileError } from '../file/import-file.error';
import { findGuestMapping, saveMapping } from '../mapping/find-mapping';
import type { Progress } from '../rows/progress';
import { listRecorded, tryLockImport } from '../record/imports.sql';
import { IMPORTED_COUNTERS } from '../record/receipt-guests';
import { transactionIdsOf } from '../record/transaction-ids.rules';
import { cutRow, type Reject, type RejectCode } from '../rows/reject';
import { NO_REJECTS_FILE, openRejectsFile, type RejectsSink } from '../rows/rejects-file';
import { type UnreadColumn, unreadColumns } from '../mapping/unread-columns.rules';
import { guessColumns, guessDates, guessForm, isFlag } from './guess-mapping.rules';
import { columnsOf, sourceOf } from './guest-sources.rules';
import { type GuestAnswers, type GuestMapping, guestMappingSchema } from '../mapping/guest-mapping';
import {
  type GuestImportRow,
  type GuestLine,
  beginImport,
  findLastImport,
  insertLines,
  listLines,
  listTaken,
  listWithHistory,
  moveImport,
} from './guest-imports.sql';
import { type GuestRow, GuestRowReader } from './guest-row.rules';
import { SeenKeys } from './seen-keys';

type Answers = GuestAnswers & Pick<GuestMapping, 'roundPointsDown'>;

export interface GuestImportRequest {
  readonly networkId: string;
  /** `.csv` or `.csv.gz`. */
  readonly file: string;
  /** A saved name or a JSON file; null: guessed from the header and the first rows. */
  readonly mapping: string | GuestMapping | null;
  /** Answers about this file; what is left out is as the mapping says. */
  readonly answers?: Readonly<{ [Answer in keyof Answers]?: Answers[Answer] | undefined }>;
  /** Shows what would happen to each row, and writes only the file of rejects. */
  readonly dryRun: boolean;
  readonly rejectsFile: string | null;
  readonly progress: Progress;
  /** Called for each piece, in the transaction that moves the import on, so a repeated piece is counted once. */
  readonly onPiece?: (tx: Tx, piece: GuestPiece) => Promise<void>;
  /** When aborted, the import stops before its next piece; the next run continues. */
  readonly signal?: AbortSignal;
}

/** A piece of the file after its import or dry run. */
export interface GuestPiece {
  /** Null in a dry run. */
  readonly importId: string | null;
  /** The last line of the piece. */
  readonly line: number;
  readonly taken: readonly { readonly line: number; readonly isNew: boolean }[];
  readonly rejects: readonly Reject[];
  /** Points in the piece's readable rows, including rows that are refused later. */
  readonly points: number;
  /** Readable rows with totals that the programme's tiers do not count, because they carry no days. */
  readonly uncounted: number;
}

export interface GuestImportSummary {
  readonly status: 'DONE' | 'ALREADY_IMPORTED' | 'DRY_RUN' | 'STOPPED';
  /** The id by which the import can be undone; null in a dry run. */
  readonly importId: string | null;
  readonly mapping: GuestMapping;
  /** New guests, and guests that the network already had, in this run. */
  readonly made: number;
  readonly merged: number;
  readonly rejected: number;
  readonly rejects: Readonly<Partial<Record<RejectCode, number>>>;
  /** Rows with money spent or visits that the programme's tiers do not count: their window needs the days. */
  readonly uncounted: number;
  /** Columns that the mapping does not read. */
  readonly unread: readonly UnreadColumn[];
}

/** Rows in a piece. A piece is read, made and decided together, so a kill loses nothing and a till waits for at most one piece. */
const PIECE = 500;
/** Rows in a piece while tills sell; then each of its transactions takes some 15 ms. */
const PIECE_BESIDE_TILLS = 100;
/** The pause after each piece beside tills, as a share of the work before it; people wait for an import, so it is short. */
const REST_SHARE = 0.4;
const HEAD_BYTES = 64 * 1024;
const SAMPLE_ROWS = 200;
export const MOST_ROWS = 1_000_000;
/** A line has two ids: one for a new guest, and one for the act. */
const IDS_A_LINE = 2;

/**
 * Imports guests of an earlier system with their balances. A file is imported once. A stopped import continues after its last piece. Ids follow
 * from the import and the line, so a repeated piece adds nothing twice.
 */
@Injectable()
export class ImportGuests {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly snapshots: Snapshots,
    private readonly guests: BroughtGuests,
    private readonly till: TillHistory,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ImportFileError for faults of the whole file; ProblemError `plan_limit_reached` */
  run(request: GuestImportRequest): Promise<GuestImportSummary> {
    return withGunzipped(request.file, (text) => this.runText(request, text));
  }

  /** `text` is the decoded content of the file. The bytes of the file itself identify the import. */
  private async runText(request: GuestImportRequest, text: string): Promise<GuestImportSummary> {
    const { networkId, file } = request;
    const profile = await this.networks.getProfile(networkId);
    if (profile.isShadow) throw new ImportFileError('guests_in_shadow', profile.code);
    const mapping = await this.mappingOf({ ...request, file: text });
    const { hash } = await identifyFile(file);
    const take = async (lock: Tx): Promise<void> => {
      if (!(await tryLockImport(lock, networkId, hash))) throw new ImportFileError('import_running', file);
    };
    return this.database.underLocks(networkId, take, async () => {
      const last = await this.database.inNetwork(networkId, (tx) => findLastImport(tx, networkId, hash));
      if (last?.status === 'UNDOING') throw new ImportFileError('import_running', file);
      if (last?.status === 'DONE' && !request.dryRun) return alreadyImported(last);
      const begun = request.dryRun ? null : await this.begin(networkId, hash, mapping, last);
      const run = new GuestsRun(begun, begun !== null && begun.id === last?.id, request.onPiece);
      run.sink =
        request.rejectsFile === null
          ? NO_REJECTS_FILE
          : await openRejectsFile(request.rejectsFile, profile, [
              file,
              typeof request.mapping === 'string' ? request.mapping : file,
            ]);
      try {
        return await this.read({ ...request, file: text }, profile, begun?.mapping ?? mapping, run);
      } finally {
        // Nothing may be written after the caller knows how the import ended.
        await Promise.allSettled([run.behind]);
        request.progress.end();
        await run.sink.close();
      }
    });
  }

  private async begin(
    networkId: string,
    fileHash: string,
    mapping: GuestMapping,
    last: GuestImportRow | undefined,
  ): Promise<GuestImportRow> {
    if (last !== undefined && last.status !== 'UNDONE') return last;
    return this.database.inNetwork(networkId, async (tx) => {
      // A manager answers these three questions for each file anew, so the saved mapping leaves the answers out.
      const { consentBasis: _, tierEnd: _tierEnd, endedPoints: _endedPoints, ...saved } = mapping;
      await saveMapping(tx, networkId, saved);
      const begun = { id: newId(), fileHash, mapping, attempt: (last?.attempt ?? 0) + 1 };
      await this.audit.append(tx, networkId, {
        actor: 'system',
        origin: NO_ORIGIN,
        action: 'guests.import_begun',
        subjectKind: 'import',
        subjectId: begun.id,
        after: { columns: Object.keys(mapping.columns) },
      });
      return beginImport(tx, networkId, begun);
    });
  }

  private async read(
    { networkId, file, progress, signal }: GuestImportRequest,
    profile: NetworkProfile,
    mapping: GuestMapping,
    run: GuestsRun,
  ): Promise<GuestImportSummary> {
    const way = new GivingWay(this.database, REST_SHARE);
    const terms = await this.termsOf(networkId, profile);
    run.needsDays = terms.program.document.tierWindow.kind !== 'LIFETIME';
    let reader: GuestRowReader | null = null;
    let rows: GuestRow[] = [];
    let faults: Reject[] = [];
    let line = 0;
    for await (const records of csvRecords(decodedText(file, mapping.csv.encoding), mapping.csv.delimiter)) {
      await way.before(run.behind);
      for (const record of records) {
        if (reader === null) {
          const header = readHeader(record, Object.values(mapping.columns));
          reader = new GuestRowReader(mapping, header, terms);
          run.unread = unreadColumns([...header.keys()], mapping.columns);
          continue;
        }
        line = record.line;
        if (line > MOST_ROWS) throw new ImportFileError('too_many_rows', String(MOST_ROWS));
        const row = reader.read(record);
        const fault = 'reject' in row ? row.reject : run.repeated(row);
        // Lines of an earlier run are already counted, but their keys still show repeated guests.
        if (line <= run.position) continue;
        if (fault !== null) faults.push(fault);
        else if (!('reject' in row)) rows.push(row);
        if (rows.length + faults.length < (way.isBesideTills ? PIECE_BESIDE_TILLS : PIECE)) continue;
        if (signal?.aborted === true) {
          await run.behind;
          return summaryOf(run, 'STOPPED', mapping);
        }
        await this.doPiece(networkId, run, { rows, faults, position: line, isDone: false });
        [rows, faults] = [[], []];
        progress.reading(run.made + run.merged);
        await way.before(run.behind);
      }
    }
    if (reader === null) readHeader(undefined, []);
    await this.doPiece(networkId, run, { rows, faults, position: Math.max(line, run.position), isDone: true });
    await run.behind;
    const { begun } = run;
    if (begun !== null) await this.database.inNetwork(networkId, (tx) => tx.query`SELECT analyze_till_tables()`);
    return summaryOf(run, begun === null ? 'DRY_RUN' : 'DONE', mapping);
  }

  /**
   * Makes the guests of a piece. `settle` does the rest while the next piece is read and made. At most two pieces are under way, and they are
   * settled in order.
   */
  private async doPiece(networkId: string, run: GuestsRun, piece: ReadPiece): Promise<void> {
    const { begun } = run;
    if (begun === null) return this.lookAt(networkId, run, piece);
    const brought = await this.database.inNetwork(networkId, (tx) => this.bring(tx, networkId, run, begun, piece.rows));
    await run.behind;
    run.behind = this.settle(networkId, run, begun, piece, brought);
    // The next wait for `behind` throws its error.
    run.behind.catch(() => undefined);
  }

  /** Has the till decide the opening acts of a piece's guests, and then moves the import on. */
  private async settle(
    networkId: string,
    run: GuestsRun,
    begun: GuestImportRow,
    { rows, faults, position, isDone }: ReadPiece,
    { lines, refused, recorded }: BroughtPiece,
  ): Promise<void> {
    const fresh = lines.flatMap(({ row, openingId, guestId }) =>
      row.opening === null || openingId === null || recorded.has(openingId)
        ? []
        : [actOf(networkId, guestId, openingId, row.opening)],
    );
    const outcomes: ReadonlyMap<TillAct, Outcome> =
      fresh.length === 0 ? new Map() : await this.till.record(networkId, fresh);
    for (const reject of [...faults, ...refused]) await run.reject(reject);
    const lineOf = new Map(lines.map((one) => [one.openingId, one]));
    for (const [act, outcome] of outcomes) {
      const one = lineOf.get(act.id);
      if (outcome.kind !== 'REFUSED' || one === undefined) continue;
      // The guest exists, but the opening balance was refused.
      await run.reject({ line: one.row.line, code: 'refused', detail: outcome.code, row: cutRow(one.row.text) });
    }
    for (const { line, isNew } of lines) run.count(line, isNew);
    await this.database.inNetwork(networkId, async (tx) => {
      await moveImport(tx, networkId, begun.id, {
        position,
        isDone,
        accepted: run.accepted,
        rejected: run.rejectedInAll,
        from: run.movedTo,
        lastLine: lines.at(-1)?.line ?? null,
      });
      await run.tell(tx, position, rows);
    });
    run.movedTo = position;
  }

  /** Makes the rows' guests and their lines in one transaction; lines of an earlier try stay as they are. */
  private async bring(
    tx: Tx,
    networkId: string,
    run: GuestsRun,
    begun: GuestImportRow,
    rows: readonly GuestRow[],
  ): Promise<BroughtPiece> {
    // Each row has at most one line, and lines of these rows come first.
    const after = (rows[0]?.line ?? 0) - 1;
    const earlier = run.isResumed ? await listLines(tx, networkId, begun.id, after, rows.length) : [];
    const done = new Map(earlier.map((one) => [one.line, one]));
    const lines: BroughtPiece['lines'][number][] = [];
    const refused: Reject[] = [];
    const wanted: GuestRow[] = [];
    for (const row of rows) {
      const known = done.get(row.line);
      if (known === undefined) wanted.push(row);
      else lines.push({ ...known, row });
    }
    // Rows that must not touch a guest are found before anything is written.
    const found = await this.guests.find(
      tx,
      networkId,
      wanted.map((row) => run.guestOf(row)),
    );
    const ids = found.flatMap((one) => (one === undefined || 'refused' in one ? [] : [one.guestId]));
    const taken = await listTaken(tx, networkId, begun.id, ids);
    const withHistory = await listCountedTwice(tx, networkId, wanted, found);
    const kept: GuestRow[] = [];
    const keptFound: typeof found = [];
    for (const [place, row] of wanted.entries()) {
      const fault = faultOf(row, found[place], taken, withHistory);
      if (fault === null) {
        kept.push(row);
        keptFound.push(found[place]);
      } else refused.push(fault);
    }
    const brought = await this.guests.bring(
      tx,
      networkId,
      { importId: begun.id, counters: IMPORTED_COUNTERS },
      kept.map((row) => run.guestOf(row)),
      keptFound,
    );
    const fresh: typeof lines = [];
    const guestIds = new Set<string>();
    for (const [place, row] of kept.entries()) {
      const one = brought[place] as BringResult;
      const fault =
        'refused' in one
          ? rejectOf(row, one.refused)
          : guestIds.has(one.guestId)
            ? rejectOf(row, 'guest_ambiguous')
            : null;
      if (fault !== null || 'refused' in one) {
        if (fault !== null) refused.push(fault);
        continue;
      }
      guestIds.add(one.guestId);
      const { guestId, isNew, filled } = one;
      fresh.push({
        row,
        line: row.line,
        guestId,
        isNew,
        filled,
        openingId: row.opening === null ? null : run.openingIdOf(row.line),
      });
    }
    await insertLines(tx, networkId, begun.id, fresh);
    // Only openings of lines that an earlier try committed can be in the ledger.
    const openingIds = lines.flatMap(({ openingId }) => openingId ?? []);
    const recorded = openingIds.length === 0 ? new Set<string>() : await listRecorded(tx, networkId, openingIds);
    return { lines: [...lines, ...fresh], refused, recorded };
  }

  /** A dry run of a piece. */
  private async lookAt(networkId: string, run: GuestsRun, { rows, faults, position }: ReadPiece): Promise<void> {
    for (const fault of faults) await run.reject(fault);
    const { found, withHistory } = await this.database.inNetwork(networkId, async (tx) => {
      const guests = rows.map((row) => run.guestOf(row));
      const known = await this.guests.find(tx, networkId, guests);
      return { found: known, withHistory: await listCountedTwice(tx, networkId, rows, known) };
    });
    for (const [place, row] of rows.entries()) {
      const one = found[place];
      const fault = faultOf(row, one, run.met, withHistory);
      if (fault !== null) await run.reject(fault);
      else run.count(row.line, one === undefined);
      if (one !== undefined && !('refused' in one) && fault === null) run.met.set(one.guestId, row.line);
    }
    await this.database.inNetwork(networkId, (tx) => run.tell(tx, position, rows));
  }

  private async termsOf(networkId: string, profile: NetworkProfile) {
    const now = this.clock.now();
    const inForce = (await this.snapshots.current(networkId)).programInForce(now);
    if (inForce === undefined) throw new ImportFileError('no_program', profile.code);
    const calendar = calendarOf(profile.timeZone, profile.settings.dayStart);
    return {
      country: profile.country,
      currencyDigits: profile.currencyDigits,
      program: inForce.program,
      startOfDay: (day: number) => calendar.startOfDay(day),
      today: calendar.localDay(now.getTime()),
      requiredConsents: listRequiredConsents(profile.settings.consents, profile.country),
    };
  }

  private async mappingOf(request: GuestImportRequest): Promise<GuestMapping> {
    const { consentBasis, tierEnd, endedPoints, roundPointsDown } = request.answers ?? {};
    return {
      ...(await this.foundMappingOf(request)),
      ...(consentBasis !== undefined && { consentBasis }),
      ...(tierEnd !== undefined && { tierEnd }),
      ...(endedPoints !== undefined && { endedPoints }),
      ...(roundPointsDown !== undefined && { roundPointsDown }),
    };
  }

  private foundMappingOf({ networkId, mapping, file }: GuestImportRequest): Promise<GuestMapping> {
    if (mapping === null) return guessMapping(file);
    if (typeof mapping !== 'string') return Promise.resolve(mapping);
    return this.database.inNetwork(networkId, (tx) => findGuestMapping(tx, networkId, mapping));
  }
}

/** A piece of the file after reading. */
interface ReadPiece {
  readonly rows: readonly GuestRow[];
  /** Faults of rows that can't be read, or that repeat a guest of the file. */
  readonly faults: readonly Reject[];
  /** The number of its last line. */
  readonly position: number;
  /** Whether it is the last piece of the file. */
  readonly isDone: boolean;
}

/** A piece whose guests exist. */
interface BroughtPiece {
  readonly lines: readonly (GuestLine & { readonly row: GuestRow })[];
  readonly refused: readonly Reject[];
  /** Openings that are in the ledger. */
  readonly recorded: ReadonlySet<string>;
}

/** The figures of a run, and the keys of the file so far. */
class GuestsRun {
  made = 0;
  merged = 0;
  rejected = 0;
  readonly counts: Partial<Record<RejectCode, number>> = {};
  /** In a dry run: the guests found so far, with the line of each. */
  readonly met = new Map<string, number>();
  readonly position: number;
  /** The last line that the database counts as done. */
  movedTo: number;
  /** Resolves when the previous piece is settled. */
  behind: Promise<void> = Promise.resolve();
  sink: RejectsSink = NO_REJECTS_FILE;
  unread: readonly UnreadColumn[] = [];
  /** Whether the programme's tiers count by days, which totals of an earlier system lack. */
  needsDays = false;
  uncounted = 0;
  private refused: Reject[] = [];
  private taken: { readonly line: number; readonly isNew: boolean }[] = [];
  readonly openingIdOf: (line: number) => string;
  private readonly guestIdOf: (line: number) => string;
  private readonly keys = new SeenKeys();

  constructor(
    readonly begun: GuestImportRow | null,
    /** Whether lines of an earlier run may lie beyond the stored position. */
    readonly isResumed: boolean,
    private readonly onPiece: GuestImportRequest['onPiece'],
  ) {
    this.position = begun?.position ?? 0;
    this.movedTo = this.position;
    const idOf = transactionIdsOf(begun?.id ?? '', begun?.startedAt.getTime() ?? 0);
    this.guestIdOf = (line) => idOf(line * IDS_A_LINE);
    this.openingIdOf = (line) => idOf(line * IDS_A_LINE + 1);
  }

  /** Rows accepted in all runs of the import. */
  get accepted(): number {
    return (this.begun?.accepted ?? 0) + this.made + this.merged;
  }
  get rejectedInAll(): number {
    return (this.begun?.rejected ?? 0) + this.rejected;
  }

  count(line: number, isNew: boolean): void {
    this.taken.push({ line, isNew });
    if (isNew) this.made += 1;
    else this.merged += 1;
  }

  /** Calls `onPiece` with the current piece's outcome and forgets the piece's rows. `line` is the last line of the piece. */
  async tell(tx: Tx, line: number, rows: readonly GuestRow[]): Promise<void> {
    const points = rows.reduce((sum, { opening }) => sum + pointsOf(opening), 0);
    const uncounted = this.needsDays ? rows.filter(hasTotals).length : 0;
    this.uncounted += uncounted;
    const { taken, refused: rejects } = this;
    [this.taken, this.refused] = [[], []];
    await this.onPiece?.(tx, { importId: this.begun?.id ?? null, line, taken, rejects, points, uncounted });
  }

  /** Rejects a row whose guest appeared in an earlier row of the file. */
  repeated(row: GuestRow): Reject | null {
    const earlier = this.keys.add(row);
    return earlier === null ? null : rejectOf(row, 'guest_repeated', String(earlier));
  }

  reject(reject: Reject): Promise<void> {
    this.refused.push(reject);
    this.rejected += 1;
    this.counts[reject.code] = (this.counts[reject.code] ?? 0) + 1;
    return this.sink.add(reject);
  }

  guestOf(row: GuestRow): BroughtGuest {
    const { phone, externalId, name, email, birthDate, locale, note, cards, children, consents } = row;
    return {
      id: this.guestIdOf(row.line),
      phone,
      externalId,
      name,
      email,
      birthDate,
      locale,
      note,
      cards,
      children,
      consents: consents.map(({ at, ...consent }) => ({ ...consent, at: at === null ? null : new Date(at) })),
    };
  }
}

/** Guests of these rows whose imported receipts are already part of the balance in the row. */
function listCountedTwice(
  tx: Tx,
  networkId: string,
  rows: readonly GuestRow[],
  found: readonly (KnownOrUntouchable | undefined)[],
): Promise<ReadonlySet<string>> {
  const ids = rows.flatMap(({ opening }, place) => {
    const one = found[place];
    const isCounted = opening !== null && countsHistory(opening);
    return isCounted && one !== undefined && !('refused' in one) ? [one.guestId] : [];
  });
  return listWithHistory(tx, networkId, ids);
}

/** Why a row must not change the guest that it names, or make one; null: it may. */
function faultOf(
  row: GuestRow,
  found: KnownOrUntouchable | undefined,
  taken: ReadonlyMap<string, number>,
  withHistory: ReadonlySet<string>,
): Reject | null {
  if (found === undefined)
    return row.missingConsent === null ? null : rejectOf(row, 'consent_missing', row.missingConsent);
  if ('refused' in found) return rejectOf(row, found.refused);
  const earlier = taken.get(found.guestId);
  if (earlier !== undefined) return rejectOf(row, 'guest_repeated', String(earlier));
  if (row.opening === null) return null;
  if (found.openedAt !== null) return rejectOf(row, 'guest_opened');
  return countsHistory(row.opening) && withHistory.has(found.guestId) ? rejectOf(row, 'guest_has_history') : null;
}

function rejectOf({ line, text }: GuestRow, code: RejectCode, detail?: string): Reject {
  return { line, code, row: cutRow(text), ...(detail !== undefined && { detail }) };
}

function actOf(networkId: string, guestId: string, id: string, opening: NonNullable<GuestRow['opening']>): TillAct {
  return systemActOf(networkId, guestId, { kind: 'OPENING', opening }, { id, channel: 'IMPORT' });
}

function hasTotals({ opening }: GuestRow): boolean {
  return opening !== null && (opening.spend > 0 || opening.visits > 0);
}

function pointsOf(opening: GuestRow['opening']): number {
  return (opening?.lots ?? []).reduce((sum, lot) => sum + lot.points, 0);
}

function summaryOf(run: GuestsRun, status: GuestImportSummary['status'], mapping: GuestMapping): GuestImportSummary {
  const { begun, made, merged, rejected, counts, uncounted, unread } = run;
  return { status, importId: begun?.id ?? null, mapping, made, merged, rejected, rejects: counts, uncounted, unread };
}

function alreadyImported({ id, mapping, accepted, rejected }: GuestImportRow): GuestImportSummary {
  const counts = { made: accepted, merged: 0, rejected, rejects: {}, uncounted: 0, unread: [] };
  return { status: 'ALREADY_IMPORTED', importId: id, mapping, ...counts };
}

/** The format, the header and the first rows of a file. */
export interface FileHead {
  readonly csv: GuestMapping['csv'];
  readonly header: readonly string[];
  readonly samples: readonly (readonly string[])[];
}

/** Throws ImportFileError. */
export async function readHead(file: string): Promise<FileHead> {
  const csv = guessForm(await headOf(file));
  const rows: (readonly string[])[] = [];
  for await (const records of csvRecords(decodedText(file, csv.encoding), csv.delimiter)) {
    rows.push(...records.map(({ cells }) => cells));
    if (rows.length > SAMPLE_ROWS) break;
  }
  const [header, ...samples] = rows;
  if (header === undefined) throw new ImportFileError('file_empty');
  return { csv, header: header.map((name) => name.trim()), samples: samples.slice(0, SAMPLE_ROWS) };
}

/**
 * The mapping for a file: the built-in one of the system that wrote the header, else one by column names. `dateFormat` is null where the samples do
 * not show which number is the day and which the month.
 */
export function guessOf({ csv, header, samples }: FileHead) {
  const source = sourceOf(header);
  const valuesOf = (name: string | undefined) =>
    name === undefined ? [] : samples.map((cells) => cells[header.indexOf(name)] ?? '');
  const { tier, ...others } = source === null ? guessColumns(header) : columnsOf(source, header);
  const columns: GuestMapping['columns'] =
    tier === undefined || isFlag(tier, valuesOf(tier)) ? others : { ...others, tier };
  const { birthDate, tierUntil, pointsEnd, consentAt } = columns;
  const dateFormat = guessDates([birthDate, tierUntil, pointsEnd, consentAt].flatMap(valuesOf));
  const decimalMark = valuesOf(columns.spend).some((text) => /,\d{1,2}$/.test(text.trim())) ? ',' : '.';
  return { csv, columns, dateFormat, money: { unit: 'MAJOR', decimalMark } } as const;
}

/** The guessed mapping, which the network stores as `guests`. Throws ImportFileError. */
async function guessMapping(file: string): Promise<GuestMapping> {
  const head = await readHead(file);
  const { columns, dateFormat, ...form } = guessOf(head);
  if (columns.phone === undefined && columns.externalId === undefined && columns.cards === undefined) {
    const found = head.header.join(', ').slice(0, 300);
    throw new ImportFileError('header_wrong', `no column of phones, ids or cards among ${found}`);
  }
  if (dateFormat === null) throw new ImportFileError('dates_ambiguous');
  return guestMappingSchema.parse({ version: 1, kind: 'GUESTS', name: 'guests', ...form, dateFormat, columns });
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file).catch(() => null);
  if (handle === null) throw new ImportFileError('file_not_found', file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
