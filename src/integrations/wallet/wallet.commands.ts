import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Looks, Networks } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Pii, UseCase } from '../../security';
import { readAppleSigner } from './apple-certificate.rules';
import { ApplePush } from './apple-push';
import { readGoogleKey } from './google-key.rules';
import { GoogleRefused, GoogleWallet } from './google-wallet';
import { type Wallet, type WalletAccount, WalletAccounts } from './wallet-accounts';
import { WalletCards } from './wallet-card';
import { WalletPasses } from './wallet-passes';
import { deleteDevice, putDevice } from './wallet-passes.sql';
import type { PassLink, PutAppleAccountBody, PutGoogleAccountBody, WalletTestAnswer } from './wallet.dto';

/** Enters the certificate and key by which passes of Apple Wallet are signed. */
export class PutAppleAccount extends UseCase<void, { body: PutAppleAccountBody }> {}

/** Enters the service account by which passes of Google Wallet are kept. */
export class PutGoogleAccount extends UseCase<void, { body: PutGoogleAccountBody }> {}

/** Removes the account at a wallet; passes on phones stay as they are. */
export class RemoveWalletAccount extends UseCase<void, { wallet: Wallet }> {}

/** Tries the account at its wallet; nothing changes for guests. */
export class TestWalletAccount extends UseCase<WalletTestAnswer, { wallet: Wallet }> {}

/** The signed-in guest adds the card to a wallet. */
export class AddToWallet extends UseCase<PassLink, { wallet: Wallet }> {}

/** A pass on a phone, by the phone's own id. */
interface PassOnPhone {
  readonly networkId: string;
  readonly passId: string;
  readonly device: string;
}

/** Registers a phone that loaded a pass, so that it gets changes. Returns whether the phone was new. */
export class PutPassDevice extends Command<boolean> {
  constructor(
    readonly on: PassOnPhone,
    readonly pushToken: string,
  ) {
    super();
  }
}

/** Removes a phone that deleted the pass. */
export class RemovePassDevice extends Command<void> {
  constructor(readonly on: PassOnPhone) {
    super();
  }
}

/** A token of no phone: Apple answers that it is wrong, but only after it has accepted the certificate. */
const NO_PHONE = '0'.repeat(64);

@Injectable()
export class WalletHandlers {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly looks: Looks,
    private readonly accounts: WalletAccounts,
    private readonly passes: WalletPasses,
    private readonly cards: WalletCards,
    private readonly push: ApplePush,
    private readonly google: GoogleWallet,
    private readonly pii: Pii,
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

  /** @throws ProblemError `not_found` where the network has no account, or its certificate has expired */
  @Handles(TestWalletAccount)
  async test({ context: { networkId }, input: { wallet } }: TestWalletAccount): Promise<WalletTestAnswer> {
    const account = await this.getAccount(networkId, wallet);
    if (wallet === 'APPLE') {
      const [outcome] = await this.push.send(account, [NO_PHONE]);
      return { failure: typeof outcome === 'object' ? `apple ${outcome.failure}` : null };
    }
    const profile = await this.networks.getProfile(networkId);
    try {
      await this.google.putClass(account, { look: await this.looks.publicLook(profile, profile.locale) });
      return { failure: null };
    } catch (error) {
      if (error instanceof GoogleRefused) return { failure: error.message };
      throw error;
    }
  }

  /** @throws ProblemError `not_found` where the network makes no passes for this wallet; `guest_not_found`; `wallet_unreachable` */
  @Handles(AddToWallet)
  async add({ context: { networkId, principal }, input: { wallet } }: AddToWallet): Promise<PassLink> {
    const account = await this.getAccount(networkId, wallet);
    const card = await this.cards.find(this.database.readsOf(networkId), networkId, principal.id);
    if (card === undefined) throw new ProblemError('guest_not_found');
    const serial = await this.passes.put(networkId, principal.id, wallet);
    if (wallet === 'APPLE') return { url: this.passes.linkOf(networkId, serial) };
    try {
      await this.google.putClass(account, card);
      await this.google.putObject(account, serial, card);
    } catch (error) {
      if (error instanceof GoogleRefused) throw new ProblemError('wallet_unreachable');
      throw error;
    }
    return { url: this.google.saveLink(account, serial) };
  }

  @Handles(PutPassDevice)
  putDevice({ on: { networkId, passId, device }, pushToken }: PutPassDevice): Promise<boolean> {
    const token = this.pii.encrypt(networkId, 'recipient', pushToken.toLowerCase());
    const row = { id: newId(), passId, digest: digestOfDevice(device), token };
    return this.database.inNetwork(networkId, (tx) => putDevice(tx, networkId, row));
  }

  @Handles(RemovePassDevice)
  removeDevice({ on: { networkId, passId, device } }: RemovePassDevice): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => deleteDevice(tx, networkId, passId, digestOfDevice(device)));
  }

  private async getAccount(networkId: string, wallet: Wallet): Promise<WalletAccount> {
    const account = await this.passes.findAccount(networkId, wallet);
    if (account === null) throw new ProblemError('not_found');
    return account;
  }

  /** A sandbox's guests are invented, and phones would keep their cards. */
  private async refuseSandbox(networkId: string): Promise<void> {
    if ((await this.networks.getProfile(networkId)).sandboxOf !== null) throw new ProblemError('forbidden');
  }
}

/** The SHA-256 under which a phone's id is stored. */
export function digestOfDevice(device: string): Buffer {
  return createHash('sha256').update(device).digest();
}
