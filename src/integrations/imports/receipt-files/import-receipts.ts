import { Injectable } from '@nestjs/common';
import {
  type ConsentBasis,
  listRequiredConsents,
  type NetworkProfile,
  Networks,
  Snapshots,
} from '../../../configuration';
import { BroughtGuests } from '../../../identity';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { GivingWay, keepJobsAway, listReceiptHolders, Sealer, TillHistory } from '../../../transactions';
import { GuestPseudonyms, ShadowComparison } from '../../shadow-receipts';
import { identifyFile } from '../file/file-hash';
import { ImportFileError } from '../file/import-file.error';
import { type FileContents, readContents, type ReceiptChange } from './file-contents';
import type { ImportSummary } from './import-summary';
import { findMapping, saveMapping } from '../mapping/find-mapping';
import type { ReceiptMapping } from '../mapping/receipt-mapping';
import { listOpenPlaces } from './places.sql';
import type { Progress } from '../rows/progress';
import { DryRun } from '../record/dry-run';
import type { ImportPlan, PlannedPlace } from '../record/import-plan';
import {
  type ImportRow,
  beginAttempt,
  endAttempt,
  listAttempts,
  resumeAttempt,
  tryLockImport,
} from '../record/imports.sql';
import { type GuestProfile, ReceiptGuests } from '../record/receipt-guests';
import { type RecordedFigures, ReceiptRecorder } from '../record/recording';
import { ShadowSales } from '../record/shadow-sales';
import { instantOf, placeOf } from '../record/till-act-of';
import { transactionIdsOf } from '../record/transaction-ids.rules';
import type { PlannedSale } from '../receipts/planned-act';
import { shadowReceipt } from '../receipts/shadow-receipt';
import type { Reject } from '../rows/reject';
import { NO_REJECTS_FILE, openRejectsFile, type RejectsSink } from '../rows/rejects-file';
import { RejectShare } from './reject-share';
import { LineRanges } from '../rows/line-ranges';
import { Zone } from '../rows/zone';

/** How far a shop's clock may be ahead. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export interface ImportRequest {
  readonly networkId: string;
  /** `.csv` or `.csv.gz`. */
  readonly file: string;
  /** A saved or shipped mapping's name, or a JSON file, or the mapping itself. */
  readonly mapping: string | ReceiptMapping;
  /** Decides and counts, but writes only the file of rejects. */
  readonly dryRun?: boolean;
  readonly rejectsFile?: string | undefined;
  /** Takes the rejects in place of a file. The caller closes it. */
  readonly rejects?: RejectsSink;
  /** When aborted, the import stops and throws; the next run continues. */
  readonly signal?: AbortSignal;
  /** Continues even when most rows are rejected. */
  readonly acceptRejects?: boolean;
  /** Tries rows again that an earlier attempt rejected, even with the same mapping. */
  readonly again?: boolean;
  /** Moves all local times by the same number of days, so that the last day becomes yesterday. */
  readonly moveToYesterday: boolean;
  /** Where the guests of the file agreed whom it makes; left out: nowhere. */
  readonly consentBasis?: ConsentBasis | undefined;
  readonly progress: Progress;
  /** True: records small batches, one at a time, also while no till sells, so that a first sale finds none in its way. False: then batches are large, and several are under way. */
  readonly isBackground?: boolean;
  /** For a demonstration only: changes the file's receipts and gives guests profiles. */
  readonly retell?: ReceiptChange | undefined;
  readonly profileOf?: ((externalId: string) => GuestProfile) | undefined;
}

interface PreparedImport {
  readonly request: ImportRequest;
  readonly profile: NetworkProfile;
  readonly mapping: ReceiptMapping;
  readonly places: readonly PlannedPlace[];
  readonly fileHash: string;
  readonly way: GivingWay;
}

/** The file's earlier attempts, and the work for this run. */
interface Attempt {
  readonly number: number;
  /** The attempt to continue; undefined: this run begins a new one. */
  readonly resumed: ImportRow | undefined;
  /** Rows that earlier attempts recorded; null: none. */
  readonly recorded: LineRanges | null;
}

/**
 * Imports a network's history of receipts through the till's own decision and ledger. A file is imported once: a second run reports that. A stopped
 * import continues, and rejected rows can be tried again with another mapping.
 */
@Injectable()
export class ImportReceipts {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly snapshots: Snapshots,
    private readonly guests: BroughtGuests,
    private readonly till: TillHistory,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly pseudonyms: GuestPseudonyms,
    private readonly comparison: ShadowComparison,
  ) {}

  /** Throws ImportFileError for faults that prevent the import. */
  async run(request: ImportRequest): Promise<ImportSummary> {
    const prepared = await this.prepare(request);
    const { networkId } = request;
    const take = async (lock: Tx): Promise<void> => {
      if (!(await tryLockImport(lock, networkId, prepared.fileHash)))
        throw new ImportFileError('import_running', request.file);
      await keepJobsAway(lock, networkId);
    };
    const summary = await this.database.underLocks(networkId, take, () => this.runLocked(prepared));
    // The history is sealed at once, because without a published seal head it could be changed unseen.
    if (summary.status === 'DONE') await this.sealer.sealAndPublish(networkId);
    return summary;
  }

  private async prepare(request: ImportRequest): Promise<PreparedImport> {
    const { networkId, file } = request;
    const profile = await this.networks.getProfile(networkId);
    const { mapping, places } = await this.database.inNetwork(networkId, async (tx) => ({
      mapping:
        typeof request.mapping === 'string' ? await findMapping(tx, networkId, request.mapping) : request.mapping,
      places: await listOpenPlaces(tx, networkId),
    }));
    const isNaming = ['guest', 'card', 'phone'].some((key) => key in mapping.columns);
    // A shadow makes no guests, so it needs no consent.
    const isConsentAsked =
      !profile.isShadow && listRequiredConsents(profile.settings.consents, profile.country).length > 0;
    if (isNaming && isConsentAsked && request.consentBasis === undefined)
      throw new ImportFileError('consent_basis_missing', profile.code);
    if (places.length === 0) throw new ImportFileError('no_point_of_sale', profile.code);
    if ((await this.snapshots.current(networkId)).programInForce(this.clock.now()) === undefined) {
      throw new ImportFileError('no_program', profile.code);
    }
    const { hash } = await identifyFile(file);
    return { request, profile, mapping, places, fileHash: hash, way: new GivingWay(this.database) };
  }

  private async runLocked(prepared: PreparedImport): Promise<ImportSummary> {
    const { request, fileHash } = prepared;
    const { networkId } = request;
    const began = performance.now();
    const attempts = await this.database.inNetwork(networkId, (tx) => listAttempts(tx, networkId, fileHash));
    const attempt = attemptOf(attempts, prepared);
    if (attempt === undefined) return summaryOf(attempts.at(-1), began);
    const rejects = new CountedRejects(await this.openRejects(prepared));
    try {
      return await this.importFile(prepared, attempt, rejects, began);
    } finally {
      request.progress.end();
      await rejects.close();
    }
  }

  private async importFile(
    prepared: PreparedImport,
    attempt: Attempt,
    rejects: CountedRejects,
    began: number,
  ): Promise<ImportSummary> {
    const { request, profile } = prepared;
    const known = attempt.resumed;
    const mapping = known?.plan.mapping ?? prepared.mapping;
    const places = known?.plan.pointsOfSale ?? prepared.places;
    const zone = new Zone(calendarOf(profile.timeZone, profile.settings.dayStart));
    const now = this.clock.now().getTime();
    const contents = await readContents(request.file, {
      mapping,
      currencyDigits: profile.currencyDigits,
      country: profile.country,
      zone,
      profile,
      places,
      rejects,
      share: request.acceptRejects === true ? null : new RejectShare(profile),
      recorded: attempt.recorded,
      progress: request.progress,
      way: prepared.way,
      retell:
        request.retell ?? (profile.isShadow ? (receipt) => shadowReceipt(this.pseudonyms, profile.id, receipt) : null),
      until: untilOf(request, known, now),
      signal: request.signal,
    });
    try {
      if (request.dryRun === true) return await this.dryRun(prepared, contents, zone, rejects, began);
      const plan = known?.plan ?? { mapping, dayShift: dayShiftOf(request, contents, zone, now), pointsOfSale: places };
      const row = await this.inNetwork(request, (tx, networkId) =>
        this.begin(tx, networkId, { fileHash: prepared.fileHash, plan, attempt }),
      );
      const recorded = await this.record(prepared, row, { contents, zone, rejects, resumed: known !== undefined });
      await this.inNetwork(request, (tx) => tx.query`SELECT analyze_till_tables()`);
      return {
        status: 'DONE',
        ...recorded,
        accepted: recorded.sales + recorded.repayments,
        rejected: rejects.total,
        rejects: rejects.counts,
        resumed: known === undefined ? null : { mapping: known.plan.mapping.name, position: known.position },
        rejectsFile: request.rejectsFile ?? null,
        seconds: secondsSince(began),
      };
    } finally {
      await contents.receipts.close();
    }
  }

  private async dryRun(
    { request, profile, mapping, places }: PreparedImport,
    contents: FileContents,
    zone: Zone,
    rejects: CountedRejects,
    began: number,
  ): Promise<ImportSummary> {
    const now = this.clock.now().getTime();
    const plan = { mapping, dayShift: dayShiftOf(request, contents, zone, now), pointsOfSale: places };
    const figures = await new DryRun({
      snapshot: await this.snapshots.current(request.networkId),
      calendar: calendarOf(profile.timeZone, profile.settings.dayStart),
      zone,
      plan,
      contents,
      guests: this.guestsOf(profile, request, { plan, zone }, null),
      recordedAt: now,
      hasCreditNotes: mapping.corrections.creditNotePrefix !== undefined,
      reject: (reject) => rejects.add(reject),
      findRecorded: (sales) => this.findRecorded({ request, profile }, { plan, zone }, sales),
    }).run();
    return {
      status: 'DRY_RUN',
      ...figures,
      accepted: figures.sales + figures.repayments,
      unread: contents.unread,
      rejected: rejects.total,
      rejects: rejects.counts,
      resumed: null,
      rejectsFile: request.rejectsFile ?? null,
      seconds: secondsSince(began),
    };
  }

  /** Which sales are already recorded, by position, because their receipts are claimed. */
  private async findRecorded(
    { request, profile }: Pick<PreparedImport, 'request' | 'profile'>,
    terms: { readonly plan: ImportPlan; readonly zone: Zone },
    sales: readonly PlannedSale[],
  ): Promise<ReadonlyMap<number, string>> {
    const calendar = calendarOf(profile.timeZone, profile.settings.dayStart);
    const receipts = sales.map((sale) => ({
      pointOfSaleId: placeOf(sale, terms.plan.pointsOfSale).id,
      receiptNumber: sale.receipt.number,
      businessDate: isoDateOf(calendar.businessDay(instantOf(sale.receipt, terms))),
    }));
    const holders = await this.inNetwork(request, (tx, networkId) =>
      listReceiptHolders(tx, networkId, receipts, profile.settings.receiptScope),
    );
    const recorded = new Map<number, string>();
    sales.forEach(({ position }, index) => {
      const holder = holders[index] ?? null;
      if (holder !== null) recorded.set(position, holder);
    });
    return recorded;
  }

  private async begin(
    tx: Tx,
    networkId: string,
    { fileHash, plan, attempt }: { fileHash: string; plan: ImportPlan; attempt: Attempt },
  ): Promise<ImportRow> {
    await saveMapping(tx, networkId, plan.mapping);
    if (attempt.resumed !== undefined) return resumeAttempt(tx, networkId, attempt.resumed.id);
    return beginAttempt(tx, networkId, { id: newId(), fileHash, plan, attempt: attempt.number });
  }

  /** Records the file's acts. Also notes the recorded rows when it stops because most were rejected. */
  private async record(
    prepared: PreparedImport,
    row: ImportRow,
    {
      contents,
      zone,
      rejects,
      resumed,
    }: { contents: FileContents; zone: Zone; rejects: CountedRejects; resumed: boolean },
  ): Promise<RecordedFigures> {
    const recording = this.recordingOf(prepared, row, contents, zone, rejects);
    const end = (status: 'DONE' | 'FAILED'): Promise<void> =>
      this.inNetwork(prepared.request, (tx, networkId) =>
        endAttempt(tx, networkId, row.id, {
          status,
          rejected: rejects.total,
          recordedLines: recording.lines.list(),
        }),
      );
    try {
      const recorded = await recording.run(resumed);
      await end('DONE');
      return recorded;
    } catch (error) {
      if (error instanceof ImportFileError && error.code === 'mostly_rejected') await end('FAILED');
      throw error;
    }
  }

  private recordingOf(
    { request, way, profile }: PreparedImport,
    row: ImportRow,
    contents: FileContents,
    zone: Zone,
    rejects: CountedRejects,
  ): ReceiptRecorder {
    const { networkId } = request;
    const { plan } = row;
    const guests = this.guestsOf(profile, request, { plan, zone }, row.id);
    const idOf = transactionIdsOf(row.id, row.startedAt.getTime());
    return new ReceiptRecorder(this.database, this.till, guests, {
      networkId,
      row,
      contents,
      hasCreditNotes: plan.mapping.corrections.creditNotePrefix !== undefined,
      acts: { networkId, importId: row.id, idOf, plan, zone },
      reject: (reject) => rejects.add(reject),
      share: request.acceptRejects === true ? null : new RejectShare(profile),
      progress: request.progress,
      signal: request.signal,
      way: request.isBackground === true ? { before: () => way.before(), isBesideTills: true } : way,
      shadow: profile.isShadow ? new ShadowSales(this.till, this.comparison, networkId, guests, idOf) : null,
    });
  }

  private guestsOf(
    { settings, country }: NetworkProfile,
    { networkId, profileOf, consentBasis }: ImportRequest,
    terms: { readonly plan: ImportPlan; readonly zone: Zone },
    importId: string | null,
  ): ReceiptGuests {
    return new ReceiptGuests(this.database, this.guests, {
      networkId,
      importId,
      consents: listRequiredConsents(settings.consents, country).flatMap(({ kind, version }) =>
        consentBasis === undefined ? [] : [{ kind, version, given: true, at: null, basis: consentBasis }],
      ),
      profileOf: profileOf ?? null,
      placeOf: (sale) => placeOf(sale, terms.plan.pointsOfSale),
      instantOf: ({ receipt }) => instantOf(receipt, terms),
    });
  }

  private openRejects({ request, profile }: PreparedImport): Promise<RejectsSink> {
    const { rejectsFile, rejects, file, mapping } = request;
    if (rejects !== undefined) return Promise.resolve({ ...NO_REJECTS_FILE, add: (reject) => rejects.add(reject) });
    if (rejectsFile === undefined) return Promise.resolve(NO_REJECTS_FILE);
    return openRejectsFile(rejectsFile, profile, typeof mapping === 'string' ? [file, mapping] : [file]);
  }

  private inNetwork<T>({ networkId }: ImportRequest, work: (tx: Tx, networkId: string) => Promise<T>): Promise<T> {
    return this.database.inNetwork(networkId, (tx) => work(tx, networkId));
  }
}

class CountedRejects implements RejectsSink {
  readonly counts: Partial<Record<Reject['code'], number>> = {};
  total = 0;

  constructor(private readonly sink: RejectsSink) {}

  async add(reject: Reject): Promise<void> {
    this.total += 1;
    this.counts[reject.code] = (this.counts[reject.code] ?? 0) + 1;
    await this.sink.add(reject);
  }

  close(): Promise<void> {
    return this.sink.close();
  }
}

/** A continued import keeps the value from its start. */
function untilOf({ moveToYesterday }: ImportRequest, known: ImportRow | undefined, now: number): number | null {
  const isMoved = known === undefined ? moveToYesterday : known.plan.dayShift !== 0;
  return isMoved ? null : (known?.startedAt.getTime() ?? now) + CLOCK_TOLERANCE_MS;
}

function dayShiftOf(request: ImportRequest, contents: FileContents, zone: Zone, now: number): number {
  if (!request.moveToYesterday || contents.lastDay === null) return 0;
  return zone.dayOf(now) - 1 - contents.lastDay;
}

/** The work for this run; undefined: the file was imported, and its rejected rows are not requested. */
function attemptOf(attempts: readonly ImportRow[], { request, mapping }: PreparedImport): Attempt | undefined {
  const last = attempts.at(-1);
  if (last === undefined) return { number: 1, resumed: undefined, recorded: null };
  const isOther = JSON.stringify(last.plan.mapping) !== JSON.stringify(mapping);
  // A killed attempt continues with its first choices, because nobody has seen its rejects yet.
  const goesOn = last.status === 'RUNNING' || (last.status === 'FAILED' && !isOther && request.again !== true);
  if (goesOn) return { number: last.attempt, resumed: last, recorded: recordedIn(attempts.slice(0, -1), request) };
  if (last.status === 'DONE' && (last.rejected === 0 || !(isOther || request.again === true))) return undefined;
  return { number: last.attempt + 1, resumed: undefined, recorded: recordedIn(attempts, request) };
}

function recordedIn(attempts: readonly ImportRow[], { file }: ImportRequest): LineRanges | null {
  const isUnknown = attempts.some(({ recordedLines, accepted }) => recordedLines === null && accepted > 0);
  if (isUnknown) throw new ImportFileError('recorded_rows_unknown', file);
  return attempts.length === 0 ? null : LineRanges.of(attempts.map(({ recordedLines }) => recordedLines ?? []));
}

function summaryOf(row: ImportRow | undefined, began: number): ImportSummary {
  const { accepted, rejected } = row ?? { accepted: 0, rejected: 0 };
  return {
    status: 'ALREADY_IMPORTED',
    sales: 0,
    repayments: 0,
    ownActs: 0,
    joined: null,
    accepted,
    rejected,
    rejects: {},
    resumed: null,
    rejectsFile: null,
    seconds: secondsSince(began),
  };
}

/** Seconds since a time of `performance.now()`, to the millisecond. */
function secondsSince(began: number): number {
  return Math.round(performance.now() - began) / 1_000;
}
