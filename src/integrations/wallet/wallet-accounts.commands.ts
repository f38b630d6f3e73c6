import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { readAppleSigner } from './apple-certificate.rules';
import { readGoogleKey } from './google-key.rules';
import { type Wallet, WalletAccounts } from './wallet-accounts';
import type { PutAppleAccountBody, PutGoogleAccountBody } from './wallet.dto';

/** Enters the certificate and key by which passes of Apple Wallet are signed. */
export class PutAppleAccount extends UseCase<void, { body: PutAppleAccountBody }> {}

/** Enters the service account by which passes of Google Wallet are kept. */
export class PutGoogleAccount extends UseCase<void, { body: PutGoogleAccountBody }> {}

/** Removes the account at a wallet; passes on phones stay as they are. */
export class RemoveWalletAccount extends UseCase<void, { wallet: Wallet }> {}

@Injectable()
export class WalletAccountsHandlers {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly accounts: WalletAccounts,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `forbidden` in a sandbox; `wallet_key_refused` */
  @Handles(PutAppleAccount)
  async putApple({ context: { networkId, author }, input: { body } }: PutAppleAccount): Promise<void> {
    await this.refuseSandbox(networkId);
    const signer = readAppleSigner(body, this.clock.now());
    if (typeof signer === 'string') throw new ProblemError('wallet_key_refused', { reason: signer });
    const { passType, team, certificates, key, endsAt } = signer;
    const account = {
      wallet: 'APPLE',
      account: passType,
      holder: team,
      certificates: certificates.join(''),
      key,
      endsAt,
      barcode: body.barcode,
    } as const;
    await this.database.inNetwork(networkId, (tx) => this.accounts.put(tx, networkId, account, author));
  }

  /** @throws ProblemError `forbidden` in a sandbox; `wallet_key_refused` */
  @Handles(PutGoogleAccount)
  async putGoogle({ context: { networkId, author }, input: { body } }: PutGoogleAccount): Promise<void> {
    await this.refuseSandbox(networkId);
    const signer = readGoogleKey(body.key);
    if (signer === undefined) throw new ProblemError('wallet_key_refused', { reason: 'key_unreadable' });
    const account = {
      wallet: 'GOOGLE',
      account: body.issuerId,
      holder: signer.email,
      key: signer.key,
      certificates: null,
      endsAt: null,
      barcode: body.barcode,
    } as const;
    await this.database.inNetwork(networkId, (tx) => this.accounts.put(tx, networkId, account, author));
  }

  @Handles(RemoveWalletAccount)
  async remove({ context: { networkId, author }, input: { wallet } }: RemoveWalletAccount): Promise<void> {
    await this.database.inNetwork(networkId, (tx) => this.accounts.remove(tx, networkId, wallet, author));
  }

  /** A sandbox's guests are invented, and phones would keep their cards. */
  private async refuseSandbox(networkId: string): Promise<void> {
    if ((await this.networks.getProfile(networkId)).sandboxOf !== null) throw new ProblemError('forbidden');
  }
}
