import { Global, Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { AnswersOfCells } from '../../platform/cells/answers-of-cells';
import { CallNames } from '../../platform/cells/call-names';
import { CellCalls } from '../../platform/cells/cell-calls';
import { CellHomes } from '../../platform/cells/cell-homes';
import { CellPass } from '../../platform/cells/cell-pass';
import { CellRouter } from '../../platform/cells/cell-router';
import { CellsController } from '../../platform/cells/cells.controller';
import { Directory } from '../../platform/cells/directory';
import { DirectoryNotifications } from '../../platform/cells/directory-notifications';
import { OwnerArrivals } from '../../platform/cells/owner-arrivals';
import { Homes } from '../../platform/homes/homes';
import { SecurityModule } from '../../security/security.module';
import { HomeCopiesModule } from '../home-copies/home-copies.module';
import { NetworkMoveModule } from '../network-move/network-move.module';
import { CallNameTable } from './call-name-table';
import { CellNetworksJob } from './cell-networks.job';
import { CellTokens } from './cell-tokens';
import { KeptCallsController } from './kept-calls.controller';

/** The module of an installation with several databases. With `CELL`, the server loads it in place of the module for a single database. */
@Global()
@Module({
  imports: [SecurityModule, ConfigurationModule, HomeCopiesModule, NetworkMoveModule],
  controllers: [CellsController, KeptCallsController],
  providers: [
    AnswersOfCells,
    CallNames,
    CallNameTable,
    CellCalls,
    CellHomes,
    { provide: Homes, useExisting: CellHomes },
    { provide: CellPass, useClass: CellTokens },
    CellNetworksJob,
    CellRouter,
    Directory,
    DirectoryNotifications,
    OwnerArrivals,
  ],
  exports: [Directory, Homes, OwnerArrivals],
})
export class CellsModule {}
