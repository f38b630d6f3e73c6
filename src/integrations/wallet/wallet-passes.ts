import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { pageAddress } from '../../platform/http/page-address';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { isSameSecret } from '../../platform/http/same-secret';
import { Pii } from '../../security';
import { PassPictures } from './pass-pictures';
import { type Wallet, type WalletAccount, WalletAccounts } from './wallet-accounts';
import { WalletCards } from './wallet-card';
import { findPass, type PassRow, putPass } from './wallet-passes.sql';

/** How long the link is valid by which a guest's phone loads a new pass. */
const LINK_SECONDS = 600;

/** Guests' passes, and the tokens by which phones request them. */
@Injectable()
export class WalletPasses {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly accounts: WalletAccounts,
    private readonly cards: WalletCards,
    private readonly pictures: PassPictures,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /** The account with which the network makes passes now; null: it makes none for this wallet. */
  async findAccount(networkId: string, wallet: Wallet): Promise<WalletAccount | null> {
    // Phones and Google call this installation by its public HTTPS address.
    if (settings.publicUrl?.startsWith('https:') !== true) return null;
    const account = await this.accounts.find(networkId, wallet);
    return account?.endsAt != null && account.endsAt <= this.clock.now() ? null : account;
  }

  /** Like `findAccount`. @throws ProblemError `not_found` where the network makes no passes for this wallet */
  async getAccount(networkId: string, wallet: Wallet): Promise<WalletAccount> {
    const account = await this.findAccount(networkId, wallet);
    if (account === null) throw new ProblemError('not_found');
    return account;
  }

  /** The serial number of the guest's pass; makes the pass if missing. */
  put(networkId: string, guestId: string, wallet: Wallet): Promise<string> {
    return this.database.inNetwork(networkId, (tx) => putPass(tx, networkId, { id: newId(), guestId, wallet }));
  }

  /** The signed file of an Apple pass with the guest's current data. */
  async file(networkId: string, account: WalletAccount, pass: PassRow): Promise<Buffer> {
    const reads = this.database.readsOf(networkId);
    const card = pass.endedAt === null ? await this.cards.find(reads, networkId, pass.guestId) : undefined;
    const profile = await this.networks.getProfile(networkId);
    // The library of passes is loaded with the first pass, which makes the start faster.
    const { applePass } = await import('./apple-pass.js');
    return applePass(card ?? { networkName: profile.name }, {
      account,
      serial: pass.id,
      token: this.tokenOf(networkId, pass.id),
      serviceUrl: pageAddress(`/api/hooks/wallet/${networkId}`),
      pictures: await this.pictures.of(profile),
    });
  }

  /** The address from which a phone can load the pass for ten minutes without a session. */
  linkOf(networkId: string, serial: string): string {
    const until = String(Math.floor(this.clock.now().getTime() / 1_000) + LINK_SECONDS);
    const signature = this.tokenOf(networkId, `${serial} ${until}`);
    return pageAddress(`/api/hooks/wallet/${networkId}/passes/${serial}?until=${until}&signature=${signature}`);
  }

  isLink(networkId: string, serial: string, { until, signature }: { until: number; signature: string }): boolean {
    if (until * 1_000 < this.clock.now().getTime()) return false;
    return isSameSecret(signature, this.tokenOf(networkId, `${serial} ${String(until)}`));
  }

  /** Undefined for a wrong token, and for a pass that no longer exists. */
  async findOfPhone(networkId: string, serial: string, authorization: string): Promise<PassRow | undefined> {
    const [scheme, token = ''] = authorization.split(' ');
    if (scheme !== 'ApplePass' || !isSameSecret(token, this.tokenOf(networkId, serial))) return undefined;
    return findPass(this.database.readsOf(networkId), networkId, serial, 'APPLE');
  }

  /** A secret of 32 bytes derived from the serial number, so it is not stored and never changes. */
  private tokenOf(networkId: string, subject: string): string {
    return this.pii.blindIndex(networkId, 'wallet_pass', subject).toString('base64url');
  }
}
