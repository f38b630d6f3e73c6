import { hashOfDocument } from '../../../configuration';
import type { ProgramDocument } from '../../../decision';
import type { Tx } from '../../../platform/database/database';
import { AccountTotals } from '../seals/account-totals.rules';
import { lostAfter } from '../seals/chain-end.rules';
import { type Leaf, listGains, listVisibleLeaves } from '../seals/journal.sql';
import { merkleRootOf } from '../seals/merkle.rules';
import type { PublishedHead, PublishedLines } from '../seals/published-heads';
import {
  comparePositions,
  JOURNAL_START,
  NO_SEAL_BEFORE,
  type JournalPosition,
  type Seal,
  type SealedProgram,
  SEAL_FORM,
  sealHashOf,
} from '../seals/seal-head.rules';
import type { CarriedSealKeys, SealKeys } from '../seals/seal-keys';
import { covers } from '../seals/sealer';
import { listSealsAfter } from '../seals/seals.sql';
import type { Finding } from './finding';

const SEALS_A_PAGE = 500;
const LEAVES_A_PAGE = 5_000;

/** Records about a network's seals that are kept outside of the database. */
export interface SealsOutside {
  readonly published: PublishedLines;
  /** The last signed seal, read while no process sealed. */
  readonly signed: Seal | undefined;
  /** Keys of the installations from which the network moved here. */
  readonly carried: readonly CarriedSealKeys[];
}

/**
 * Check 8: recomputes the chain of seals from the rows: numbers, hashes, signatures, ranges, counts, Merkle roots,
 * totals and versions of the programme. Compares it with the records outside of the database. For seals that were
 * verified before, only heads are read.
 */
export class SealsCheck {
  private readonly findings: Finding[] = [];
  private totals = new AccountTotals();
  private readonly published: ReadonlyMap<number, PublishedHead>;
  private readonly programs = new Map<number, SealedProgram>();
  private previous: Seal | undefined;
  private seals = 0;
  private readonly leaves: LeafReader;

  constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
    private readonly keys: SealKeys,
    private readonly outside: SealsOutside,
    /** A seal that was verified before. Rows covered by it or by earlier seals are not read again. */
    private readonly since?: Seal,
  ) {
    this.leaves = new LeafReader(tx, networkId, since?.to ?? JOURNAL_START);
    this.published = new Map(outside.published.heads.map((head) => [head.number, head]));
  }

  /** The findings in the order of the chain, how many seals were checked with their rows, and the last seal. */
  async run(): Promise<{ findings: Finding[]; seals: number; last: Seal | undefined }> {
    for (;;) {
      const page = await listSealsAfter(this.tx, this.networkId, this.previous?.number ?? 0, SEALS_A_PAGE);
      for (const seal of page) {
        this.checkHead(seal);
        if (seal.number > (this.since?.number ?? 0)) {
          this.checkRows(seal, await this.leaves.takeUpTo(seal.to));
          await this.checkTotals(seal);
          this.seals += 1;
        } else if (seal.number === this.since?.number) this.totals = AccountTotals.parse(seal.totals);
        for (const program of JSON.parse(seal.programs ?? '[]') as SealedProgram[])
          this.programs.set(program[0], program);
        this.previous = seal;
      }
      if (page.length < SEALS_A_PAGE) break;
    }
    await this.checkPrograms();
    await this.checkTail();
    return { findings: this.findings, seals: this.seals, last: this.previous };
  }

  private checkHead(seal: Seal): void {
    const before = this.previous;
    const expected = 1 + Math.max(before?.number ?? 0, lostAfter(before, this.outside.published));
    if (seal.number !== expected && seal.number !== (before?.number ?? 0) + 1)
      this.report(seal, `seal ${String((before?.number ?? 0) + 1)} is missing`);
    if (!seal.previous.equals(before?.hash ?? NO_SEAL_BEFORE))
      this.report(seal, 'it does not follow the seal before it');
    if (comparePositions(seal.from, before?.to ?? JOURNAL_START) !== 0) {
      this.report(seal, 'its range does not begin where the seal before it ends');
    }
    if (seal.form < 1 || seal.form > SEAL_FORM)
      this.report(seal, `its form ${String(seal.form)} is unknown to this version`);
    if (!seal.hash.equals(sealHashOf(seal))) this.report(seal, 'its head was changed: the hash does not fit');
    const signed = this.keys.check(seal, this.outside.carried);
    if (signed === 'wrong') this.report(seal, 'its signature is wrong');
    if (signed === 'unknown') this.report(seal, `SEAL_KEYS has no key "${seal.keyId}"`);
    const outside = this.published.get(seal.number);
    if (outside !== undefined && outside.hash !== seal.hash.toString('hex')) {
      this.report(seal, 'another seal of this number was written outside of the database');
    }
  }

  private checkRows(seal: Seal, leaves: readonly Leaf[]): void {
    const transfers = leaves.reduce((sum, leaf) => sum + leaf.transfers, 0);
    if (leaves.length !== seal.transactions) {
      this.report(seal, `it covers ${String(seal.transactions)} transactions, ${String(leaves.length)} are there`);
    }
    if (transfers !== seal.transfers) {
      this.report(seal, `it covers ${String(seal.transfers)} transfers, ${String(transfers)} are there`);
    }
    const root = leaves.length === 0 ? undefined : merkleRootOf(leaves.map((leaf) => leaf.hash));
    if (root?.equals(seal.merkleRoot) !== true) {
      const to = leaves.at(-1)?.position.id ?? seal.to.id;
      this.report(seal, `a row of its range was changed (${leaves[0]?.position.id ?? seal.to.id} to ${to})`);
    }
  }

  private async checkTotals(seal: Seal): Promise<void> {
    this.totals.addAll(await listGains(this.tx, this.networkId, this.previous?.to ?? JOURNAL_START, seal.to));
    if (this.totals.toJson() !== seal.totals) this.report(seal, 'its totals are not those of the transfers up to it');
  }

  /** Checks each published version of the programme: its document against its hash, and both against the seal. */
  private async checkPrograms(): Promise<void> {
    const stored = await this.tx.query<{
      version: number;
      hash: string;
      effectiveFrom: number;
      document: ProgramDocument;
    }>`
      SELECT p.version, p.document_hash AS "hash!", (extract(epoch FROM p.effective_from) * 1000000)::bigint AS "effective_from!", p.document
        FROM program_versions p WHERE p.network_id = ${this.networkId} AND p.status <> 'DRAFT' ORDER BY p.version`;
    for (const { version, hash, effectiveFrom, document } of stored) {
      if (hashOfDocument(document) !== hash)
        this.reportProgram(version, 'its document was changed: the hash does not fit');
      const sealed = this.programs.get(version);
      if (sealed === undefined) continue;
      const [, sealedHash, sealedEffect] = sealed;
      if (sealedHash !== hash) this.reportProgram(version, 'another document of this version is under a seal');
      if (sealedEffect !== effectiveFrom) this.reportProgram(version, 'another time of effect is under a seal');
    }
    const there = new Set(stored.map(({ version }) => version));
    for (const version of this.programs.keys())
      if (!there.has(version)) this.reportProgram(version, 'it is under a seal and is not there any more');
  }

  /** Reports signed seals that are missing, and missing rows that the last seal covers. */
  private async checkTail(): Promise<void> {
    const last = this.previous?.number ?? 0;
    const newest = Math.max(0, ...this.published.keys());
    if (newest > last) this.reportLost(newest, 'was published outside of the database and is not in it');
    const { signed } = this.outside;
    const isLost = this.outside.published.lost.some(({ lostUpTo }) => lostUpTo >= (signed?.number ?? 0));
    if (signed === undefined || isLost || signed.number <= Math.max(last, newest)) return;
    // A crash before the commit leaves one such seal, which the next sealing appends if its rows match.
    const follows = signed.number === last + 1 && signed.previous.equals(this.previous?.hash ?? NO_SEAL_BEFORE);
    if (!follows || !(await covers(this.tx, this.previous, signed)))
      this.reportLost(signed.number, 'was signed, and what it covers is not in the database any more');
  }

  private reportLost(number: number, problem: string): void {
    this.findings.push({ check: 8, row: 'seals', id: String(number), problem: `seal ${String(number)} ${problem}` });
  }

  private reportProgram(version: number, problem: string): void {
    this.findings.push({ check: 8, row: 'program_versions', id: String(version), problem });
  }

  private report(seal: Seal, problem: string): void {
    this.findings.push({ check: 8, row: 'seals', id: String(seal.number), problem });
  }
}

/** Reads the journal once, page by page, and returns the leaves of one seal at a time. */
class LeafReader {
  private page: Leaf[] = [];
  private isDone = false;

  constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
    private at: JournalPosition,
  ) {}

  async takeUpTo(end: JournalPosition): Promise<Leaf[]> {
    const taken: Leaf[] = [];
    for (;;) {
      const cut = this.page.findIndex((leaf) => comparePositions(leaf.position, end) > 0);
      taken.push(...this.page.splice(0, cut === -1 ? this.page.length : cut));
      if (cut !== -1 || this.isDone) return taken;
      await this.readPage();
    }
  }

  private async readPage(): Promise<void> {
    this.page = await listVisibleLeaves(this.tx, this.networkId, this.at, LEAVES_A_PAGE);
    const last = this.page.at(-1);
    if (last !== undefined) this.at = last.position;
    this.isDone = this.page.length < LEAVES_A_PAGE;
  }
}
