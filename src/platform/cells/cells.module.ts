import { Global, Module } from '@nestjs/common';
import { CallNames } from './call-names';
import { CellCalls } from './cell-calls';
import { CellRouter } from './cell-router';
import { CellsController } from './cells.controller';
import { Directory } from './directory';
import { DirectoryNotifications } from './directory-notifications';

@Global()
@Module({
  controllers: [CellsController],
  providers: [CallNames, CellCalls, CellRouter, Directory, DirectoryNotifications],
  exports: [CallNames, CellCalls, CellRouter, Directory],
})
export class CellsModule {}
