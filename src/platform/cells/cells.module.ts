import { Global, Module } from '@nestjs/common';
import { CallNames } from './call-names';
import { CellCalls } from './cell-calls';
import { CellRouter } from './cell-router';
import { CellsController } from './cells.controller';
import { Directory } from './directory';
import { DirectoryNotifications } from './directory-notifications';
import { OwnerArrivals } from './owner-arrivals';

@Global()
@Module({
  controllers: [CellsController],
  providers: [CallNames, CellCalls, CellRouter, Directory, DirectoryNotifications, OwnerArrivals],
  exports: [CallNames, CellCalls, CellRouter, Directory, DirectoryNotifications, OwnerArrivals],
})
export class CellsModule {}
