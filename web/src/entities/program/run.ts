import type { Schemas } from '../../shared/api/schemas';

const LOOK_EVERY_MS = 1_000;

/** A run over all guests while the reader waits: a backtest, or the impact of a version. */
export type LongRun = Pick<Schemas['Backtest'], 'id' | 'status' | 'progress'>;

export function isOpen({ status }: Pick<LongRun, 'status'>): boolean {
  return status === 'WAITING' || status === 'RUNNING';
}

/** When to look at it again. */
export function lookWhileOpen(run: Pick<LongRun, 'status'> | undefined): number | false {
  return run === undefined || isOpen(run) ? LOOK_EVERY_MS : false;
}
