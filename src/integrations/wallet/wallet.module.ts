import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { handlersOf } from '../../platform/http/handlers-of';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { ApplePush } from './apple-push';
import { AppleServiceController } from './apple-service.controller';
import { GoogleWallet } from './google-wallet';
import { OwnPassesController } from './own-passes.controller';
import { PassPictures } from './pass-pictures';
import { WalletAccountsHandlers } from './wallet-accounts.commands';
import { TestWalletAccountHandler } from './test-wallet-account.command';
import { AddToWalletHandler } from './add-to-wallet.command';
import { PassDevicesHandlers } from './pass-devices.commands';
import { WalletAccounts } from './wallet-accounts';
import { WalletCards } from './wallet-card';
import { WalletCertificatesJob } from './wallet-certificates.job';
import { WalletChanges } from './wallet-changes';
import { WalletPasses } from './wallet-passes';
import { WALLET_SERVICES, walletServices } from './wallet-services';
import { WalletUpdatesJob } from './wallet-updates.job';
import { WalletsController } from './wallets.controller';

/** Guests' cards as passes in phone wallets, and as pictures. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TransactionsModule],
  controllers: [AppleServiceController, OwnPassesController, WalletsController],
  providers: [
    ...handlersOf(WalletAccountsHandlers, TestWalletAccountHandler, AddToWalletHandler, PassDevicesHandlers),
    { provide: WALLET_SERVICES, useValue: walletServices },
    ApplePush,
    GoogleWallet,
    PassPictures,
    WalletAccounts,
    WalletCards,
    WalletCertificatesJob,
    WalletChanges,
    WalletPasses,
    WalletUpdatesJob,
  ],
})
export class WalletModule {}
