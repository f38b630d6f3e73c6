import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../../configuration/configuration.module';
import { IdentityModule } from '../../../identity/identity.module';
import { handlersOf } from '../../../platform/http/handlers-of';
import { SecurityModule } from '../../../security/security.module';
import { TransactionsModule } from '../../../transactions/transactions.module';
import { GuestExportController } from '../guest-export/guest-export.controller';
import { GuestExport } from '../guest-export/guest-export.query';
import { ImportBalances } from '../balances/import-balances';
import { ImportGuests } from '../guests/import-guests';
import { UndoGuests } from '../guests/undo-guests';
import { ImportReceipts } from '../receipt-files/import-receipts';
import { ShadowReceiptsModule } from '../../shadow-receipts/shadow-receipts.module';
import * as guestFileCommands from './guest-file.commands';
import { GuestFiles } from './guest-files';
import { GuestFilesController } from './guest-files.controller';
import { GuestFilesJob } from './guest-files.job';
import { GuestFilesQuery } from './guest-files.query';

/** The import of guests, receipts and balances from an uploaded file or by a command, and the export of guests with the same columns. */
@Module({
  imports: [CqrsModule, SecurityModule, IdentityModule, ConfigurationModule, TransactionsModule, ShadowReceiptsModule],
  controllers: [GuestFilesController, GuestExportController],
  providers: [
    ImportBalances,
    ImportGuests,
    ImportReceipts,
    UndoGuests,
    GuestExport,
    GuestFiles,
    GuestFilesQuery,
    GuestFilesJob,
    ...handlersOf(guestFileCommands),
  ],
  exports: [GuestFiles, GuestFilesJob, GuestFilesQuery, ImportBalances, ImportGuests, ImportReceipts, UndoGuests],
})
export class GuestFilesModule {}
