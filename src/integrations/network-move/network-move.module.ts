import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { ArchiveModule } from '../archive/archive.module';
import { NetworkMove } from './network-move';

/** A network moves from one cell of the installation to another. */
@Module({ imports: [ArchiveModule, ConfigurationModule, TransactionsModule], providers: [NetworkMove] })
export class NetworkMoveModule {}
