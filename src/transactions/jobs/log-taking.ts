import type { Tx } from '../../platform/database/database';
import type { AnyFollower, LogPage, TakingFollower, TakingPart } from './log-follower';

/** SQL for the acts of a page of the network `$1`, by ids `$2` and types `$3` of its events: the one read of their rows. */
export const ACTS_OF_PAGE = 'page_acts($1::uuid, $2::uuid[], $3::text[])';

/** The name of the prepared statement for these followers; the same followers give the same name. */
type StatementNames = (followers: readonly AnyFollower[]) => string;

/**
 * Hands a page to followers, in the transaction that moves their cursors. Those that count acts by SQL share one
 * statement, which reads the rows of the page once. Returns those that took the page in.
 */
export async function takeIn(
  tx: Tx,
  networkId: string,
  page: LogPage,
  { followers, nameOf }: { readonly followers: readonly AnyFollower[]; readonly nameOf: StatementNames },
): Promise<AnyFollower[]> {
  const values: unknown[] = [networkId, page.ids, page.types];
  const add = (value: unknown): string => `$${String(values.push(value))}`;
  const parts: { readonly follower: AnyFollower; readonly part: TakingPart }[] = [];
  for (const follower of followers.filter(isTaking)) {
    const part = await follower.take(tx, networkId, page, add);
    if (part !== undefined) parts.push({ follower, part });
  }
  const taken = parts.length === 0 ? [] : await takeTogether(tx, parts, { nameOf, values });
  const others = followers.filter((follower) => !taken.includes(follower));
  for (const follower of others)
    if ('follow' in follower && (await follower.follow(tx, networkId, page))) taken.push(follower);
  return taken;
}

async function takeTogether(
  tx: Tx,
  parts: readonly { readonly follower: AnyFollower; readonly part: TakingPart }[],
  { nameOf, values }: { readonly nameOf: StatementNames; readonly values: readonly unknown[] },
): Promise<AnyFollower[]> {
  const changes = parts.flatMap(({ part }) => part.changes ?? []);
  const answers = parts.map(({ follower, part }) => `(${part.taken}) AS "${follower.subscriber}"`);
  const page = `page AS MATERIALIZED (
    SELECT p.acts, page_guests($1::uuid, p.acts) AS guests FROM (SELECT ${ACTS_OF_PAGE} AS acts OFFSET 0) p)`;
  const text = `WITH ${[page, ...changes].join(', ')}
    SELECT ${answers.join(', ')} FROM page`;
  const [row] = await tx.call<Record<string, boolean>>(
    { name: nameOf(parts.map(({ follower }) => follower)), text },
    values,
  );
  return parts.filter(({ follower }) => row?.[follower.subscriber] === true).map(({ follower }) => follower);
}

function isTaking(follower: AnyFollower): follower is TakingFollower {
  return 'take' in follower;
}
