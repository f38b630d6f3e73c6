import { queryOptions } from '@tanstack/react-query';
import { keyHeader, newKey, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type GuestFile = Schemas['GuestFile'];
export type GuestFileWithRows = Schemas['GuestFileWithRows'];
export type GuestFileMapping = Schemas['GuestFileMapping'];

const FILES_AT_ONCE = 50;
const LOOK_EVERY_MS = 1_000;
const PART_BYTES = 512 * 1024;
export const MOST_FILE_BYTES = 128 * PART_BYTES;

export const guestFileKeys = { all: ['guest-files'], one: (id: string) => ['guest-files', id] };

/** Whether the server is at a step of the file. */
export function isAtWork({ status }: Pick<GuestFile, 'status'>): boolean {
  return status === 'READING' || status === 'CHECKING' || status === 'RUNNING' || status === 'UNDOING';
}

export function guestFilesQuery(cursor: string | undefined) {
  const params = { query: pageAfter(cursor, FILES_AT_ONCE) };
  return queryOptions({
    queryKey: [...guestFileKeys.all, 'list', cursor],
    queryFn: ({ signal }) => answerOf(api.GET('/api/imports/guests', { params, signal })),
  });
}

/** A file, looked at again while the server is at it. */
export function guestFileQuery(id: string) {
  return queryOptions({
    queryKey: guestFileKeys.one(id),
    queryFn: ({ signal }): Promise<GuestFileWithRows> =>
      answerOf(api.GET('/api/imports/guests/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data !== undefined && isAtWork(state.data) ? LOOK_EVERY_MS : false),
  });
}

/** Uploads a file part by part; tells how much of it is there, in percent. */
export async function uploadGuestFile(file: File, onProgress: (share: number) => void): Promise<GuestFile> {
  const begun = await answerOf(
    api.POST('/api/imports/guests', { params: { header: keyHeader(newKey()) }, body: { name: file.name.slice(-200) } }),
  );
  const parts = Math.ceil(file.size / PART_BYTES);
  let uploaded = begun;
  for (let number = 0; number < parts; number += 1) {
    const content = await base64Of(file.slice(number * PART_BYTES, (number + 1) * PART_BYTES));
    const params = { path: { id: begun.id }, header: keyHeader(newKey()) };
    const body = { number, content, isLast: number === parts - 1 };
    uploaded = await answerOf(api.POST('/api/imports/guests/{id}/parts', { params, body }));
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

export const checkGuestFile =
  (id: string): Send<GuestFileMapping, GuestFile> =>
  ({ key, body: mapping }) => {
    const params = { path: { id }, header: keyHeader(key) };
    return answerOf(api.POST('/api/imports/guests/{id}/check', { params, body: { mapping } }));
  };

export const startGuestFile =
  (id: string): Send<null, GuestFile> =>
  ({ key }) =>
    answerOf(api.POST('/api/imports/guests/{id}/start', { params: { path: { id }, header: keyHeader(key) } }));

export const undoGuestFile =
  (id: string): Send<null, GuestFile> =>
  ({ key }) =>
    answerOf(api.POST('/api/imports/guests/{id}/undo', { params: { path: { id }, header: keyHeader(key) } }));

export const discardGuestFile =
  (id: string): Send<null, GuestFile> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/imports/guests/{id}', { params: { path: { id }, header: keyHeader(key) } }));

/** The outcome of each row, or the refused rows alone, as a file. */
export async function readGuestFileRows(id: string, isRefused: boolean): Promise<Blob> {
  const params = { path: { id }, query: isRefused ? { only: 'REFUSED' as const } : {} };
  return (await answerOf<unknown>(api.GET('/api/imports/guests/{id}/rows', { params, parseAs: 'blob' }))) as Blob;
}
