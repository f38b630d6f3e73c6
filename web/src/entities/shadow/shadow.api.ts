import { newKey } from '../../shared/api/act-key';
import { actOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { nameOf, uploadInParts } from '../../shared/api/upload-in-parts';

export type Shadow = Schemas['Shadow'];
export type ShadowDay = Schemas['ShadowDays']['days'][number];
export type ShadowGroup = Schemas['ShadowGroup'];
export type ShadowReceipt = Schemas['ShadowReceipt'];
export type PartedGuest = Schemas['PartedGuest'];

export type ShadowFile = Schemas['ShadowFile'];
export type ShadowFileWithRows = Schemas['ShadowFileWithRows'];
export type ShadowFileMapping = Schemas['ShadowFileMapping'];

/** Uploads a file of the shadow run, or the parts that an interrupted upload lacks. */
export async function uploadShadowFile(
  kind: ShadowFile['kind'],
  file: File,
  onProgress: (share: number) => void,
  interrupted?: ShadowFile,
): Promise<ShadowFile> {
  const body = { name: nameOf(file), kind };
  const begun = interrupted ?? (await actOf('POST', '/api/imports/shadow')({ key: newKey(), body }));
  const addPart = (id: string, part: Schemas['GuestFilePart']) =>
    actOf('POST', '/api/imports/shadow/{id}/parts', { id })({ key: newKey(), body: part });
  return uploadInParts(file, begun, addPart, onProgress);
}
