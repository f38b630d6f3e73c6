import { Global, Module } from '@nestjs/common';
import { Homes } from './homes';

/** All networks live in one database. */
@Global()
@Module({ providers: [Homes], exports: [Homes] })
export class OneHomeModule {}
