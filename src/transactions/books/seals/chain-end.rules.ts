import type { PublishedLines } from './published-heads';
import { NO_SEAL_BEFORE, type Seal } from './seal-head.rules';

/** A signed seal is missing in the database: a restore lost it, or somebody removed it. No new seal may take its number. */
class ChainBehindError extends Error {
  constructor(networkId: string, has: number, signed: number) {
    super(
      `network ${networkId}: seal ${String(signed)} was signed and the database ends with seal ${String(has)}. After a restore: ` +
        'npm run cli -- seals restored (docs/backup.md). Otherwise somebody deleted seals: verify-ledger says which.',
    );
  }
}

/** Where the chain of seals in a database continues. */
export interface ChainEnd {
  /** The number of the next seal: the last number plus one, unless a restore lost seals with used numbers. */
  readonly next: number;
  /** A seal that was signed with this number and has no row. It is appended before any other. */
  readonly signed: Seal | undefined;
}

/** Throws ChainBehindError where a signed seal with the next number does not follow the last seal. */
export function chainEndOf(
  networkId: string,
  last: Seal | undefined,
  signed: Seal | undefined,
  published: PublishedLines,
): ChainEnd {
  const next = 1 + Math.max(last?.number ?? 0, lostAfter(last, published));
  const hash = last?.hash ?? NO_SEAL_BEFORE;
  const used = Math.max(signed?.number ?? 0, ...published.heads.map(({ number }) => number));
  if (used < next) return { next, signed: undefined };
  if (signed?.number === next && used === next && signed.previous.equals(hash)) return { next, signed };
  throw new ChainBehindError(networkId, last?.number ?? 0, used);
}

/** The highest number after the last seal that the operator accepted as lost. 0: none. */
export function lostAfter(last: Pick<Seal, 'number' | 'hash'> | undefined, { lost }: PublishedLines): number {
  const hash = (last?.hash ?? NO_SEAL_BEFORE).toString('hex');
  return Math.max(
    0,
    ...lost
      .filter((loss) => loss.restoredTo === (last?.number ?? 0) && loss.hash === hash)
      .map((loss) => loss.lostUpTo),
  );
}
