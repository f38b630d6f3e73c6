import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { pageAddress } from '../../platform/http/page-address';
import { newId } from '../../platform/ids/ids';
import { settings } from '../../platform/settings/settings';
import { isSameSecret } from '../../platform/http/same-secret';
import { Pii } from '../../security';
import { PassPictures } from './pass-pictures';
import { type Wallet, type WalletAccount, WalletAccounts } from './wallet-accounts';
import { WalletCards } from './wallet-card';
import { findPass, type PassRow, putPass } from './wallet-passes.sql';

/** How long the link lives by which a guest's phone loads a new pass. */
const LINK_SECONDS = 600;

/** The passes of guests, and the secrets by which phones ask for them. */
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

  /** The account by which the network makes passes now; null: it makes none at this wallet. */
  async findAccount(networkId: string, wallet: Wallet): Promise<WalletAccount | null> {
    // Phones and Google call this installation by its address.
    if (settings.publicUrl?.startsWith('https:') !== true) return null;
    const account = await this.accounts.find(networkId, wallet);
    return account?.endsAt != null && account.endsAt <= this.clock.now() ? null : account;
  }

  /** The serial number of the guest's pass, which is made where there is none. */
  put(networkId: string, guestId: string, wallet: Wallet): Promise<string> {
    return this.database.inNetwork(networkId, (tx) => putPass(tx, networkId, { id: newId(), guestId, wallet }));
  }

  /** The signed file of an Apple pass as of now. */
  async file(networkId: string, account: WalletAccount, pass: PassRow): Promise<Buffer> {
    const reads = this.database.readsOf(networkId);
    const card = pass.endedAt === null ? await this.cards.find(reads, networkId, pass.guestId) : undefined;
    const profile = await this.networks.getProfile(networkId);
    // Loads the library of passes with the first one, so that a start takes less time.
    const { applePass } = await import('./apple-pass.js');
    return applePass(card ?? { networkName: profile.name }, {
      account,
      serial: pass.id,
      token: this.tokenOf(networkId, pass.id),
      serviceUrl: pageAddress(`/api/hooks/wallet/${networkId}`),
      pictures: await this.pictures.of(profile),
    });
  }

  /** The address from which a phone loads the pass for ten minutes, without a session. */
  linkOf(networkId: string, serial: string): string {
    const until = String(Math.floor(this.clock.now().getTime() / 1_000) + LINK_SECONDS);
    const signature = this.tokenOf(networkId, `${serial} ${until}`);
    return pageAddress(`/api/hooks/wallet/${networkId}/passes/${serial}?until=${until}&signature=${signature}`);
  }

  isLink(networkId: string, serial: string, { until, signature }: { until: number; signature: string }): boolean {
    if (until * 1_000 < this.clock.now().getTime()) return false;
    return isSameSecret(signature, this.tokenOf(networkId, `${serial} ${String(until)}`));
  }

  /** Undefined for a token that is not of this pass, and for a pass that is gone. */
  async findOfPhone(networkId: string, serial: string, authorization: string): Promise<PassRow | undefined> {
    const [scheme, token = ''] = authorization.split(' ');
    if (scheme !== 'ApplePass' || !isSameSecret(token, this.tokenOf(networkId, serial))) return undefined;
    return findPass(this.database.readsOf(networkId), networkId, serial, 'APPLE');
  }

  /** A secret of 32 bytes that follows from the serial number, so that it is stored nowhere and never changes. */
  private tokenOf(networkId: string, subject: string): string {
    return this.pii.blindIndex(networkId, 'wallet_pass', subject).toString('base64url');
  }
}
