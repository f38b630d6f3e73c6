import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TransactionsModule } from '../../transactions/transactions.module';
import { TillActs } from './till-acts';

/** Acts of the till that the adapters of till systems record. */
@Module({ imports: [CqrsModule, TransactionsModule], providers: [TillActs], exports: [TillActs] })
export class TillActsModule {}
