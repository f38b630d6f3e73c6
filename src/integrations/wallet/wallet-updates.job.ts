import { createHash } from 'node:crypto';
import { Pii } from '../../security';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { ApplePush } from './apple-push';
import { GoogleWallet } from './google-wallet';
import type { WalletAccount, Wallet } from './wallet-accounts';
import { type WalletCard, WalletCards } from './wallet-card';
import { WalletPasses } from './wallet-passes';
import { TOLD_AFTER, MOST_DEVICES } from './wallet-passes.sql';
import type { Statements } from '../../platform/database/database';
import { Outbox } from '../../platform/outbox/outbox';

/** How long the row of an ended pass stays, for phones that still request the pass. */
const KEPT_AFTER_END_DAYS = 1;

/** After this time a process that updates a wallet has finished or died. */
const LEASE_SECONDS = 120;

/** A pass whose wallet has to be updated. */
interface DuePass {
  readonly id: string;
  readonly wallet: Wallet;
  readonly guestId: string;
  /** The time of the last change as text, with microseconds. */
  readonly changedAt: string;
  readonly shownDigest: Buffer | null;
  readonly hasEnded: boolean;
  /** Whether the pass ended so long ago that its row may go. */
  readonly isOver: boolean;
  readonly attempts: number;
}

const UPDATES = new Outbox<DuePass>({
  table: 'wallet_passes',
  key: ['id'],
  columns: `id, wallet, guest_id AS "guestId", changed_at::text AS "changedAt", shown_digest AS "shownDigest",
    ended_at IS NOT NULL AS "hasEnded", coalesce(ended_at + make_interval(days => ${String(KEPT_AFTER_END_DAYS)}) <= clock_timestamp(), false) AS "isOver", attempts`,
  waits: 'due_at IS NOT NULL',
  reason: 'failure',
  lease: { column: 'due_at', seconds: LEASE_SECONDS },
  retries: { first: 60, last: 3_600 },
});

const PASSES_A_PIECE = 20;

/** Updates changed passes: Apple's by a push to the phones, Google's by writing the pass. */
@Job('wallet-updates', {
  everyMs: 10_000,
  signs: ['due'],
  isLong: true,
  failure: 'telling a wallet of a change failed',
})
export class WalletUpdatesJob extends NetworkJob {
  constructor(
    private readonly passes: WalletPasses,
    private readonly cards: WalletCards,
    private readonly push: ApplePush,
    private readonly google: GoogleWallet,
    private readonly pii: Pii,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const limit = rowsOf(PASSES_A_PIECE, options);
    if (!(await hasWaiting(this.database.readsOf(networkId), networkId))) return 'idle';
    const due = await this.database.inNetwork(networkId, (tx) => UPDATES.claim(tx, networkId, limit));
    await Promise.all(due.map((pass) => this.update(networkId, pass)));
    return due.length === limit ? 'more' : 'done';
  }

  private async update(networkId: string, pass: DuePass): Promise<void> {
    try {
      if (pass.isOver)
        await this.database.inNetwork(
          networkId,
          (tx) => tx.query`DELETE FROM wallet_passes WHERE network_id = ${networkId} AND id = ${pass.id}`,
        );
      else await this.tell(networkId, pass);
    } catch (error) {
      this.note(networkId, error);
      const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
      const failed = { reason, afterSeconds: UPDATES.retryAfter(pass) };
      await this.database.inNetwork(networkId, (tx) => UPDATES.postpone(tx, networkId, [pass.id], failed));
    }
  }

  private async tell(networkId: string, pass: DuePass): Promise<void> {
    const account = await this.passes.findAccount(networkId, pass.wallet);
    const reads = this.database.readsOf(networkId);
    const card = pass.hasEnded ? undefined : await this.cards.find(reads, networkId, pass.guestId);
    const digest = card === undefined ? null : digestOf(card);
    const isSame = digest !== null && pass.shownDigest?.equals(digest) === true;
    if (account !== null && !isSame) {
      if (pass.wallet === 'APPLE') await this.tellApple(networkId, account, pass.id);
      else if (card === undefined) await this.google.endObject(account, pass.id);
      else await this.google.putObject(account, pass.id, card);
    }
    // Records that the wallet was updated. A change that came meanwhile is sent next; an ended pass waits until its row may go.
    await this.database.inNetwork(
      networkId,
      (tx) => tx.query`
      UPDATE wallet_passes SET attempts = 0, failure = NULL, shown_digest = ${digest}, due_at = CASE
          WHEN changed_at::text <> ${pass.changedAt} THEN clock_timestamp() + ${TOLD_AFTER}
          WHEN ended_at IS NOT NULL THEN ended_at + make_interval(days => ${KEPT_AFTER_END_DAYS}) END
       WHERE network_id = ${networkId} AND id = ${pass.id}`,
    );
  }

  private async tellApple(networkId: string, account: WalletAccount, passId: string): Promise<void> {
    const devices = await this.database.readsOf(networkId).query<{ id: string; token: Buffer }>`
      SELECT id, token_encrypted AS token FROM wallet_devices WHERE network_id = ${networkId} AND pass_id = ${passId}
       ORDER BY id LIMIT ${MOST_DEVICES}`;
    if (devices.length === 0) return;
    const tokens = devices.map(({ token }) => this.pii.decrypt(networkId, 'recipient', token));
    const outcomes = await this.push.send(account, tokens);
    const gone = devices.filter((_, place) => outcomes[place] === 'GONE').map(({ id }) => id);
    if (gone.length > 0)
      await this.database.inNetwork(
        networkId,
        (tx) => tx.query`DELETE FROM wallet_devices WHERE network_id = ${networkId} AND id = ANY (${gone}::uuid[])`,
      );
    const failed = outcomes.find((outcome) => typeof outcome === 'object');
    if (failed !== undefined) throw new Error(`apple ${failed.failure}`);
  }
}

/** SHA-256 of everything on a pass that is about its guest. */
function digestOf({ guestName, qr, available, tier, ending }: WalletCard): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([guestName, qr, available, tier, ending]))
    .digest();
}

/** Whether a pass is or soon will be due, so that it is worth looking again in a moment. */
async function hasWaiting(reads: Pick<Statements, 'one'>, networkId: string): Promise<boolean> {
  const { has } = await reads.one<{ has: boolean }>`SELECT EXISTS (SELECT FROM wallet_passes
      WHERE network_id = ${networkId} AND due_at IS NOT NULL AND due_at <= clock_timestamp() + interval '1 minute') AS has`;
  return has;
}
