import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { RetentionJob } from './retention.job';

/** Deletes data by age. */
@Module({ imports: [SecurityModule, IdentityModule], providers: [RetentionJob] })
export class RetentionModule {}
