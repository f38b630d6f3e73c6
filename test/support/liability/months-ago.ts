/** The past month, `YYYY-MM`, that lies `count` months before the present one in UTC. */
export function monthsAgo(count: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count)).toISOString().slice(0, 'yyyy-mm'.length);
}
