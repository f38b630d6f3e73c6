import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Looks, Networks } from '../../configuration';
import { UseCase } from '../../security';
import { ApplePush } from './apple-push';
import { GoogleRefused, GoogleWallet } from './google-wallet';
import type { Wallet } from './wallet-accounts';
import { WalletPasses } from './wallet-passes';
import type { WalletTestAnswer } from './wallet.dto';

/** Tries the account at its wallet; nothing changes for guests. */
export class TestWalletAccount extends UseCase<WalletTestAnswer, { wallet: Wallet }> {}

/** A token of no phone: Apple answers that it is wrong, but only after it has accepted the certificate. */
const NO_PHONE = '0'.repeat(64);

@CommandHandler(TestWalletAccount)
export class TestWalletAccountHandler implements ICommandHandler<TestWalletAccount> {
  constructor(
    private readonly networks: Networks,
    private readonly looks: Looks,
    private readonly passes: WalletPasses,
    private readonly push: ApplePush,
    private readonly google: GoogleWallet,
  ) {}

  /** @throws ProblemError `not_found` where the network has no account, or its certificate has expired */
  async execute({ context: { networkId }, input: { wallet } }: TestWalletAccount): Promise<WalletTestAnswer> {
    const account = await this.passes.getAccount(networkId, wallet);
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
}
