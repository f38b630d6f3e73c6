import { newKey } from '../../shared/api/act-key';
import { actOf, ask } from '../../shared/api/calls';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type GuestFile = Schemas['GuestFile'];
export type GuestFileWithRows = Schemas['GuestFileWithRows'];
export type GuestFileMapping = Schemas['GuestFileMapping'];

const FILES_AT_ONCE = 50;
const LOOK_EVERY_MS = 1_000;
const PART_BYTES = 512 * 1024;
export const MOST_FILE_BYTES = 128 * PART_BYTES;

/** Whether the server is at a step of the file. */
export function isAtWork({ status }: Pick<GuestFile, 'status'>): boolean {
  return status === 'READING' || status === 'CHECKING' || status === 'RUNNING' || status === 'UNDOING';
}

export function guestFilesQuery(cursor: string | undefined) {
  return ask('/api/imports/guests', pageAfter(cursor, FILES_AT_ONCE));
}

/** A file, looked at again while the server is at it. */
export function guestFileQuery(id: string) {
  return ask(
    '/api/imports/guests/{id}',
    { id },
    { refetchInterval: ({ state }) => (state.data !== undefined && isAtWork(state.data) ? LOOK_EVERY_MS : false) },
  );
}

/** Name of an uploaded file as the server stores it: its last 200 characters. */
export function nameOf(file: File): string {
  return file.name.slice(-200);
}

/**
 * Uploads a file of guests part by part, or the parts that an interrupted upload lacks. Calls `onProgress` with the
 * uploaded share of the file in percent.
 */
export async function uploadGuestFile(
  file: File,
  onProgress: (share: number) => void,
  interrupted?: GuestFile,
): Promise<GuestFile> {
  const begun =
    interrupted ?? (await actOf('POST', '/api/imports/guests')({ key: newKey(), body: { name: nameOf(file) } }));
  const parts = Math.ceil(file.size / PART_BYTES);
  let uploaded = begun;
  for (let number = begun.parts; number < parts; number += 1) {
    const content = await base64Of(file.slice(number * PART_BYTES, (number + 1) * PART_BYTES));
    const body = { number, content, isLast: number === parts - 1 };
    uploaded = await actOf('POST', '/api/imports/guests/{id}/parts', { id: begun.id })({ key: newKey(), body });
    onProgress(((number + 1) / parts) * 100);
  }
  return uploaded;
}

function base64Of(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      // `data:TYPE;base64,CONTENT`
      const address = typeof reader.result === 'string' ? reader.result : '';
      resolve(address.slice(address.indexOf(',') + 1));
    };
    reader.onerror = () => reject(new Error('the file cannot be read'));
    reader.readAsDataURL(part);
  });
}
