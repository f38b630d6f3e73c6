import { isNativeError } from 'node:util/types';
import { faultWords, problemWords } from '../http/catalogue/catalogue';
import { ProblemError } from '../problems/problem';
import { isOutage } from '../telemetry/outage';

/** Node's error codes for a file that can't be read or written. */
const FILE_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'There is no file',
  EISDIR: 'A file is wanted, not a folder',
  ENOTDIR: 'A file stands where a folder is wanted',
  EEXIST: 'A file stands where a folder is wanted',
  EACCES: 'This may not be read or written',
  EROFS: 'Nothing can be written there',
  ENOSPC: 'No space is left for the file',
};

/** Explains the failure of a command to its user, in the words of the API and with the names of files. */
export function failureLines(error: unknown): string[] {
  if (error instanceof ProblemError) {
    // The API's words for this code speak of a path of the server, which means nothing at a command line.
    if (error.code === 'not_found') return ['There is nothing by this name, number or address. [not_found]'];
    const { title, detail } = problemWords(error.code, error.data, 'en');
    const faults = error.faults.map(({ path, code, message, arguments: named }) =>
      faultLine(path, code, message === '' ? faultWords(code, named ?? {}, 'en') : message),
    );
    return [`${title}. ${detail} [${error.code}]`.replace(/\s+/g, ' '), ...faults];
  }
  // Errors of Node may come from another realm, so `instanceof` does not find them.
  if (!isNativeError(error)) return [String(error)];
  const code = 'code' in error ? String(error.code) : '';
  if (isOutage(error)) {
    // When Node has tried several addresses, its error has a code but no message.
    const reason = error.message === '' ? code : error.message;
    return [`The database does not answer (${reason}): give the command again when it does. Nothing is there by half.`];
  }
  const failure = FILE_FAILURES[code];
  if (failure === undefined) return [error.message];
  const place = 'path' in error ? `: ${String(error.path)}` : '';
  // `mkdir` fails with ENOENT when the parent folder is missing.
  const isFolder = code === 'ENOENT' && 'syscall' in error && error.syscall === 'mkdir';
  return [`${isFolder ? 'No folder can be made there' : failure}${place}`];
}

/** One line about an invalid place of a file: its path, the fault, and the code from the docs. */
export function faultLine(path: string, code: string, message: string): string {
  return `${path === '' ? '' : `${path}: `}${message} [${code}]`;
}
