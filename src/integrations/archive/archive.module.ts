import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { NetworkArchive } from './network-archive';
import { NetworkCsv } from './network-csv';
import { NetworkForgetting } from './network-forgetting';
import { NetworkReading } from './network-reading';

/** A network leaves one installation and comes to another. */
@Module({
  imports: [ConfigurationModule, SecurityModule, TransactionsModule],
  providers: [NetworkArchive, NetworkCsv, NetworkForgetting, NetworkReading],
  exports: [NetworkArchive, NetworkForgetting, NetworkReading],
})
export class ArchiveModule {}
