import { Body, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { settings } from '../../platform/settings/settings';
import { Context, NetworkId, type RequestContext, Route, Routes } from '../../security';
import { PutAppleAccount, PutGoogleAccount, RemoveWalletAccount } from './wallet-accounts.commands';
import { TestWalletAccount } from './test-wallet-account.command';
import * as dto from './wallet.dto';
import { type Wallet, WalletAccounts } from './wallet-accounts';

/** The accounts of the caller's network at wallets of phones. */
@Routes('wallets', 'Look', 'settings.manage')
export class WalletsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly accounts: WalletAccounts,
  ) {}

  @Route('GET', {
    id: 'listWallets',
    summary: 'List the accounts of the network at wallets',
    ok: dto.walletsSchema,
  })
  async read(@NetworkId() networkId: string): Promise<dto.WalletsAnswer> {
    const hasAddress = settings.publicUrl?.startsWith('https:') === true;
    return dto.walletsAnswer(await this.accounts.list(networkId), hasAddress);
  }

  @Route('PUT apple', {
    id: 'putAppleWallet',
    summary: 'Enter the certificate for Apple Wallet',
    description:
      'Pass type id and team are read from the certificate. Guests can add their card from now on. A renewed certificate takes the place of the one before; passes on phones stay good.',
    ok: dto.walletsSchema,
    problems: ['wallet_key_refused'],
  })
  async putApple(
    @Context() context: RequestContext,
    @Body({ schema: dto.putAppleAccountSchema }) body: dto.PutAppleAccountBody,
  ): Promise<dto.WalletsAnswer> {
    await this.commands.execute(new PutAppleAccount(context, { body }));
    return this.read(context.networkId);
  }

  @Route('PUT google', {
    id: 'putGoogleWallet',
    summary: 'Enter the service account for Google Wallet',
    description: 'Guests can add their card from now on.',
    ok: dto.walletsSchema,
    problems: ['wallet_key_refused'],
  })
  async putGoogle(
    @Context() context: RequestContext,
    @Body({ schema: dto.putGoogleAccountSchema }) body: dto.PutGoogleAccountBody,
  ): Promise<dto.WalletsAnswer> {
    await this.commands.execute(new PutGoogleAccount(context, { body }));
    return this.read(context.networkId);
  }

  @Route('DELETE :wallet', {
    id: 'removeWallet',
    summary: 'Remove the account at a wallet',
    description: 'Passes on phones stay as they are and are updated no more. Succeeds also where there is none.',
    ok: dto.walletsSchema,
  })
  async remove(
    @Context() context: RequestContext,
    @Param('wallet', { schema: dto.walletSchema }) wallet: Wallet,
  ): Promise<dto.WalletsAnswer> {
    await this.commands.execute(new RemoveWalletAccount(context, { wallet }));
    return this.read(context.networkId);
  }

  @Route('POST :wallet/test', {
    id: 'testWallet',
    summary: 'Test the account at a wallet',
    description:
      "Connects to Apple's push service by the certificate, or signs in at Google and renews the class of the passes. 404 where the network has no account there, its certificate has ended, or the installation has no `https` address.",
    ok: dto.walletTestSchema,
    problems: ['not_found'],
  })
  test(@Context() context: RequestContext, @Param('wallet', { schema: dto.walletSchema }) wallet: Wallet) {
    return this.commands.execute(new TestWalletAccount(context, { wallet }));
  }
}
