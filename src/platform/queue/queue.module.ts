import { Global, Module } from '@nestjs/common';
import { JobBoard } from './job-board';
import { JobQueue } from './job-queue';

@Global()
@Module({ providers: [JobQueue, JobBoard], exports: [JobQueue, JobBoard] })
export class QueueModule {}
