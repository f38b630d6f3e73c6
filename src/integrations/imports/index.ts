/** Exports of the import for other parts of the integrations. */
export { DATA_FOLDER } from './mapping/data-folder';
export { type ReceiptChange } from './receipt-files/file-contents';
export { GuestFilesModule } from './guest-files/guest-files.module';
export { ShadowFilesModule } from './shadow-files/shadow-files.module';
export { ImportBalances } from './balances/import-balances';
export { ImportGuests } from './guests/import-guests';
export { guestMappingSchema } from './mapping/guest-mapping';
export { UndoGuests } from './guests/undo-guests';
export { ImportReceipts, type ImportRequest } from './receipt-files/import-receipts';
export { type ImportSummary, summaryLines } from './receipt-files/import-summary';
export { type GlancedReceipt, listReceipts } from './receipt-files/list-receipts';
export type { FileReceipt } from './receipts/receipt';
export { type Progress, progressOn, SILENT } from './rows/progress';
export { listOpenPlaces } from './receipt-files/places.sql';
export type { GuestProfile } from './record/receipt-guests';
export { ToldReceipts } from './record/told-receipts';
