import type { z } from 'zod';

/** A kind of till system, without its calls. */
export interface TillSystemKind {
  /** The schema of secrets that a manager enters: stored encrypted and never shown again; unknown members are refused. */
  readonly credentials: z.ZodType<Readonly<Record<string, string | undefined>>>;
  readonly options: z.ZodType<Readonly<Record<string, unknown>>>;
  /** The paths that the till system calls, by purpose; `{token}` is the secret of the connection. */
  readonly paths: Readonly<Record<string, string>>;
}
