import type { z } from 'zod';

/** A kind of till system, besides its calls. */
export interface TillSystemKind {
  /** Secrets that a manager gives a connection, stored encrypted and never shown again; unknown members are refused. */
  readonly credentials: z.ZodType<Readonly<Record<string, string | undefined>>>;
  readonly options: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Paths that the till system calls, by what they are for; `{token}` is the secret of the connection. */
  readonly paths: Readonly<Record<string, string>>;
}
