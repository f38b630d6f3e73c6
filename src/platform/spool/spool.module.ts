import { Global, Module } from '@nestjs/common';
import { KeptCallsController } from './kept-calls.controller';
import { KeptElsewhere } from './kept-elsewhere';
import { Spool } from './spool';

@Global()
@Module({ controllers: [KeptCallsController], providers: [KeptElsewhere, Spool], exports: [Spool] })
export class SpoolModule {}
