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
  type Retelling,
  SILENT,
  summaryLines,
} from './imports';
export { registerIntegrationCommands } from './integrations.cli';
export { COMMAND_CALL } from './sandbox/command-call';
export { SandboxDesk } from './sandbox/sandbox-desk';
export { SandboxModule } from './sandbox/sandbox.module';
