import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TransactionsModule } from '../../transactions/transactions.module';
import { TillActs } from './till-acts';

/** Records acts of the till for the adapters of till systems. */
@Module({ imports: [CqrsModule, TransactionsModule], providers: [TillActs], exports: [TillActs] })
export class TillActsModule {}
