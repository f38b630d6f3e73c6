import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module';
import { BooksModule } from './books/books.module';
import { DeskModule } from './desk/desk.module';
import { FiguresModule } from './figures/figures.module';
import { GiftsModule } from './gifts/gifts.module';
import { JobsModule } from './jobs/jobs.module';
import { RewardsModule } from './rewards/rewards.module';
import { TillModule } from './till/till.module';
import { WatchModule } from './watch/watch.module';
import { WhatifModule } from './whatif/whatif.module';

const ROOMS = [
  JobsModule,
  TillModule,
  AccountsModule,
  RewardsModule,
  GiftsModule,
  DeskModule,
  BooksModule,
  FiguresModule,
  WhatifModule,
  WatchModule,
];

/** The till, the ledger, and what is read from them: a module a room. */
@Module({ imports: ROOMS, exports: ROOMS })
export class TransactionsModule {}
