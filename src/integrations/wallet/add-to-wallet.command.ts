import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { GoogleRefused, GoogleWallet } from './google-wallet';
import type { Wallet } from './wallet-accounts';
import { WalletCards } from './wallet-card';
import { WalletPasses } from './wallet-passes';
import type { PassLink } from './wallet.dto';

/** The signed-in guest adds the card to a wallet. */
export class AddToWallet extends UseCase<PassLink, { wallet: Wallet }> {}

@CommandHandler(AddToWallet)
export class AddToWalletHandler implements ICommandHandler<AddToWallet> {
  constructor(
    private readonly database: Database,
    private readonly passes: WalletPasses,
    private readonly cards: WalletCards,
    private readonly google: GoogleWallet,
  ) {}

  /** @throws ProblemError `not_found` where the network makes no passes for this wallet; `guest_not_found`; `wallet_unreachable` */
  async execute({ context: { networkId, principal }, input: { wallet } }: AddToWallet): Promise<PassLink> {
    const account = await this.passes.getAccount(networkId, wallet);
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
}
