import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { ArchiveModule } from '../archive/archive.module';
import { NetworkMove } from './network-move';

/** Moves networks between cells of the installation. */
@Module({ imports: [ArchiveModule, ConfigurationModule, TransactionsModule], providers: [NetworkMove] })
export class NetworkMoveModule {}
