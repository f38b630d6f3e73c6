import type { FileHead } from '../guests/import-guests';
import type { FileKind, GuestFileRow } from './guest-files.prisma';

export const GUESTS_ALONE: readonly FileKind[] = ['GUESTS'];
export const OF_SHADOW: readonly FileKind[] = ['SHADOW_RECEIPTS', 'SHADOW_BALANCES'];

/** The steps of the job for a file of another kind than guests. */
export interface FileSteps {
  /** How the file is read before a manager says it, by its header and first rows. */
  guess(networkId: string, row: GuestFileRow, head: FileHead): Promise<object>;
  /** Does the dry run or the import of a file on the disk; false: the signal stopped it, and the next call goes on. Throws ImportFileError. */
  run(networkId: string, row: GuestFileRow, path: string, signal: AbortSignal): Promise<boolean>;
}
