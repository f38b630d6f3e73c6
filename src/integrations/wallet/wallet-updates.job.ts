import { createHash } from 'node:crypto';
import { Pii } from '../../security';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { ApplePush } from './apple-push';
import { GoogleWallet } from './google-wallet';
import type { WalletAccount } from './wallet-accounts';
import { type WalletCard, WalletCards } from './wallet-card';
import { WalletPasses } from './wallet-passes';
import * as sql from './wallet-passes.sql';

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
    if (!(await sql.hasWaiting(this.database.readsOf(networkId), networkId))) return 'idle';
    const due = await this.database.inNetwork(networkId, (tx) => sql.UPDATES.claim(tx, networkId, limit));
    await Promise.all(due.map((pass) => this.update(networkId, pass)));
    return due.length === limit ? 'more' : 'done';
  }

  private async update(networkId: string, pass: sql.DuePass): Promise<void> {
    try {
      if (pass.isOver) await this.database.inNetwork(networkId, (tx) => sql.deletePass(tx, networkId, pass.id));
      else await this.tell(networkId, pass);
    } catch (error) {
      this.note(networkId, error);
      const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
      const failed = { reason, afterSeconds: sql.UPDATES.retryAfter(pass) };
      await this.database.inNetwork(networkId, (tx) => sql.UPDATES.postpone(tx, networkId, [pass.id], failed));
    }
  }

  private async tell(networkId: string, pass: sql.DuePass): Promise<void> {
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
    await this.database.inNetwork(networkId, (tx) => sql.noteTold(tx, networkId, pass, digest));
  }

  private async tellApple(networkId: string, account: WalletAccount, passId: string): Promise<void> {
    const devices = await sql.listDevices(this.database.readsOf(networkId), networkId, passId);
    if (devices.length === 0) return;
    const tokens = devices.map(({ token }) => this.pii.decrypt(networkId, 'recipient', token));
    const outcomes = await this.push.send(account, tokens);
    const gone = devices.filter((_, place) => outcomes[place] === 'GONE').map(({ id }) => id);
    if (gone.length > 0) await this.database.inNetwork(networkId, (tx) => sql.deleteDevices(tx, networkId, gone));
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
