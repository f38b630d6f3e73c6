import type { Statements, Tx } from '../../platform/database/database';

/** The guest's name on leaderboards; null: the guest is on none; undefined: no such guest. */
export async function findNickname(
  tx: Statements,
  networkId: string,
  guestId: string,
): Promise<string | null | undefined> {
  const row = await tx.maybe<{ nickname: string | null }>`
    SELECT leaderboard_name AS nickname FROM guests WHERE network_id = ${networkId} AND id = ${guestId}
     AND erased_at IS NULL`;
  return row?.nickname;
}

/** Whether people can read one of the words in the nickname, or nothing at all. */
export async function readsAs(tx: Tx, nickname: string, words: readonly string[]): Promise<boolean> {
  const { reads } = await tx.one<{ reads: boolean }>`SELECT nickname_key(${nickname}) = '' OR EXISTS (
      SELECT FROM unnest(${words}::text[]) w (word) WHERE strpos(nickname_key(${nickname}), nickname_key(w.word)) > 0) AS "reads!"`;
  return reads;
}

/** Returns false where the network has no such guest. */
export async function setNickname(
  tx: Tx,
  networkId: string,
  guestId: string,
  nickname: string | null,
): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE guests SET leaderboard_name = ${nickname} WHERE network_id = ${networkId} AND id = ${guestId}
     AND erased_at IS NULL RETURNING id`;
  return rows.length > 0;
}

/** Sets nicknames of guests, by external id, who have none yet. */
export async function setFirstNicknames(
  tx: Tx,
  networkId: string,
  nicknames: Readonly<Record<string, string>>,
): Promise<void> {
  await tx.query`UPDATE guests g SET leaderboard_name = n.nickname
      FROM unnest(${Object.keys(nicknames)}::text[], ${Object.values(nicknames)}::text[]) n (external_id, nickname)
       WHERE g.network_id = ${networkId} AND g.external_id = n.external_id AND g.leaderboard_name IS NULL`;
}
