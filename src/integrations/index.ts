/** The exports of the integrations for the commands, and for the packages beside the server. */
export {
  DATA_FOLDER,
  type FileReceipt,
  type GlancedReceipt,
  GuestFilesModule,
  guestMappingSchema,
  type GuestProfile,
  ImportGuests,
  ImportReceipts,
  type ImportSummary,
  listReceipts,
  type Progress,
  progressOn,
  type ReceiptChange,
  SILENT,
  summaryLines,
} from './imports';
export {
  type ChangeCustomerBody,
  changeCustomerSchema,
  customerFields,
  customerIdSchema,
  guestChangeOf,
  withoutMissing,
} from './customers/customer.dto';
export { CellsModule } from './cells/cells.module';
export { CustomersModule } from './customers/customers.module';
export { requireOwnCode } from './customers/own-network';
export { PointsService } from './customers/points-service';
export * as customerPoints from './customers/points-service.dto';
export { registerIntegrationCommands } from './integrations.cli';
export { Partners } from './partners/partners';
export { MovePartnerPoints } from './partners/partners.commands';
export { PartnersModule } from './partners/partners.module';
export { COMMAND_CALL } from './sandbox/command-call';
export { SandboxDesk } from './sandbox/sandbox-desk';
export { SandboxModule } from './sandbox/sandbox.module';
