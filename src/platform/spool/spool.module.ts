import { Global, Module } from '@nestjs/common';
import { Spool } from './spool';

@Global()
@Module({ providers: [Spool], exports: [Spool] })
export class SpoolModule {}
