import type { Tx } from '../../../platform/database/database';
import { AccountTotals } from '../seals/account-totals.rules';
import { type Leaf, listGains, listVisibleLeaves } from '../seals/journal.sql';
import { merkleRootOf } from '../seals/merkle.rules';
import {
  comparePositions,
  JOURNAL_START,
  NO_SEAL_BEFORE,
  type Position,
  type Seal,
  SEAL_FORM,
  sealHashOf,
} from '../seals/seal-head.rules';
import type { SealKeys } from '../seals/seal-keys';
import { listSealsAfter } from '../seals/seals.sql';
import type { WitnessedHead } from '../seals/witness';
import type { Finding } from './finding';

const SEALS_A_PAGE = 500;
const LEAVES_A_PAGE = 5_000;

/**
 * Check 8: the chain from the first seal to the last, recomputed from the rows: numbers, hashes, signatures, ranges,
 * counts, Merkle roots and totals; and the heads that were written outside of the database.
 */
export class SealsCheck {
  private readonly findings: Finding[] = [];
  private readonly totals = new AccountTotals();
  private readonly witnessed: ReadonlyMap<number, WitnessedHead>;
  private previous: Seal | undefined;
  private seals = 0;

  constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
    private readonly keys: SealKeys,
    witnessed: readonly WitnessedHead[],
  ) {
    this.witnessed = new Map(witnessed.map((head) => [head.number, head]));
  }

  /** Findings in the order of the chain, and how many seals were read. */
  async run(): Promise<{ findings: Finding[]; seals: number }> {
    const leaves = new LeafReader(this.tx, this.networkId);
    for (;;) {
      const page = await listSealsAfter(this.tx, this.networkId, this.previous?.number ?? 0, SEALS_A_PAGE);
      for (const seal of page) {
        this.checkHead(seal);
        this.checkRows(seal, await leaves.takeUpTo(seal.to));
        await this.checkTotals(seal);
        this.previous = seal;
        this.seals += 1;
      }
      if (page.length < SEALS_A_PAGE) break;
    }
    this.checkWitnessed();
    return { findings: this.findings, seals: this.seals };
  }

  private checkHead(seal: Seal): void {
    const before = this.previous;
    if (seal.number !== (before?.number ?? 0) + 1)
      this.report(seal, `seal ${String((before?.number ?? 0) + 1)} is missing`);
    if (!seal.previous.equals(before?.hash ?? NO_SEAL_BEFORE))
      this.report(seal, 'it does not follow the seal before it');
    if (comparePositions(seal.from, before?.to ?? JOURNAL_START) !== 0) {
      this.report(seal, 'its range does not begin where the seal before it ends');
    }
    if (seal.form !== SEAL_FORM) this.report(seal, `its form ${String(seal.form)} is unknown to this version`);
    if (!seal.hash.equals(sealHashOf(seal))) this.report(seal, 'its head was changed: the hash does not fit');
    const signed = this.keys.check(seal.keyId, seal.hash, seal.signature);
    if (signed === 'wrong') this.report(seal, 'its signature is wrong');
    if (signed === 'unknown') this.report(seal, `SEAL_KEYS has no key "${seal.keyId}"`);
    const outside = this.witnessed.get(seal.number);
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

  private checkWitnessed(): void {
    const newest = Math.max(0, ...this.witnessed.keys());
    if (newest > (this.previous?.number ?? 0)) {
      const problem = `seal ${String(newest)} was written outside of the database and is not in it`;
      this.findings.push({ check: 8, row: 'seals', id: String(newest), problem });
    }
  }

  private report(seal: Seal, problem: string): void {
    this.findings.push({ check: 8, row: 'seals', id: String(seal.number), problem });
  }
}

/** Reads the journal once, page by page, and hands out what belongs to one seal. */
class LeafReader {
  private page: Leaf[] = [];
  private at: Position = JOURNAL_START;
  private isDone = false;

  constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
  ) {}

  async takeUpTo(end: Position): Promise<Leaf[]> {
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
