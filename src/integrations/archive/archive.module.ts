import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { NetworkArchive } from './network-archive';
import { NetworkCsv } from './network-csv';
import { NetworkForgetting } from './network-forgetting';
import { NetworkReading } from './network-reading';

/** Moves a network from one installation to another. */
@Module({
  imports: [ConfigurationModule, SecurityModule, TransactionsModule],
  providers: [NetworkArchive, NetworkCsv, NetworkForgetting, NetworkReading],
  exports: [NetworkArchive, NetworkForgetting, NetworkReading],
})
export class ArchiveModule {}
