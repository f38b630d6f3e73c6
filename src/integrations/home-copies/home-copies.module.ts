import { Module } from '@nestjs/common';
import { HomeCopiesJob } from './home-copies.job';

/** Rows of the installation that every cell has. */
@Module({ providers: [HomeCopiesJob], exports: [HomeCopiesJob] })
export class HomeCopiesModule {}
