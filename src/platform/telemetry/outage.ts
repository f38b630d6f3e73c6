/** Error codes of PostgreSQL and Node when a server is away or still starting. */
const LOSSES: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);
/** Messages of `pg` for an ended connection, which have no code. */
const LOSS = /^(?:Connection terminated|Client has encountered a connection error)/;

/** Whether an error means that a server is unreachable; the stack of such an error is of no use. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && LOSSES.has(code)) || LOSS.test(error.message);
}
