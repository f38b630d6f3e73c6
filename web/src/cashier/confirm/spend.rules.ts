import { ApiProblem } from '../../shared/api/problem';

/** The points that an act spends, and how many of them need no confirmation. */
export interface Spend {
  readonly points: number;
  readonly free: number;
}

/** The points that the guest has to confirm, by a refusal of the server; null: it refused for another reason. */
export function requiredSpend(error: unknown): Spend | null {
  if (!(error instanceof ApiProblem) || error.code !== 'confirmation_required') return null;
  return { points: error.numberBeside('wanted') ?? 0, free: error.numberBeside('max') ?? 0 };
}

/** Whether a refusal concerns the guest's confirmation, so that another one may help. */
export function isOfConfirmation(error: unknown): boolean {
  return error instanceof ApiProblem && OF_CONFIRMATION.some((code) => code === error.code);
}

const OF_CONFIRMATION = [
  'confirmation_required',
  'confirmation_failed',
  'verification_failed',
  'verification_expired',
  'rate_limited',
  'locked_out',
] as const;
