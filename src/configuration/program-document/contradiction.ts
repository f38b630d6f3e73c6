import type { FaultReason } from '../../platform/http/catalogue/reasons.ru';
/** What each member of a document allows by itself but not together with others. */
export interface Contradiction {
  readonly path: (string | number)[];
  /** Of docs/errors.md; left out: `not_valid`. */
  readonly code?: string;
  /** What exactly, where the code alone does not say it. */
  readonly reason?: FaultReason;
}
