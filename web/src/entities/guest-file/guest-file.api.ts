import { newKey } from '../../shared/api/act-key';
import { actOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { nameOf, uploadInParts } from '../../shared/api/upload-in-parts';

export type GuestFile = Schemas['GuestFile'];
export type GuestFileWithRows = Schemas['GuestFileWithRows'];
export type GuestFileMapping = Schemas['GuestFileMapping'];

/** Whether the server is at a step of the file. */
export function isAtWork({ status }: Pick<GuestFile, 'status'>): boolean {
  return status === 'READING' || status === 'CHECKING' || status === 'RUNNING' || status === 'UNDOING';
}

/** Uploads a file of guests, or the parts that an interrupted upload lacks. */
export async function uploadGuestFile(
  file: File,
  onProgress: (share: number) => void,
  interrupted?: GuestFile,
): Promise<GuestFile> {
  const begun =
    interrupted ?? (await actOf('POST', '/api/imports/guests')({ key: newKey(), body: { name: nameOf(file) } }));
  const addPart = (id: string, body: Schemas['GuestFilePart']) =>
    actOf('POST', '/api/imports/guests/{id}/parts', { id })({ key: newKey(), body });
  return uploadInParts(file, begun, addPart, onProgress);
}
