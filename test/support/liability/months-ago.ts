/** A month that is over, `YYYY-MM`: so many before the one that it is in Greenwich. */
export function monthsAgo(count: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count)).toISOString().slice(0, 'yyyy-mm'.length);
}
