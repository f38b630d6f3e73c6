import type { Transaction } from './transaction.api';

/** Whether a line of a trace tells why there was no effect: it names the first condition that failed. */
export function gaveNothing({ arguments: given }: Transaction['trace'][number]): boolean {
  return given['failed'] !== undefined;
}
