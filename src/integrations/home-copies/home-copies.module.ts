import { Module } from '@nestjs/common';
import { HomeCopiesJob } from './home-copies.job';

/** The rows of the installation that each of its cells has. */
@Module({ providers: [HomeCopiesJob], exports: [HomeCopiesJob] })
export class HomeCopiesModule {}
