import type { Tx } from '../../platform/database/database';
import type { KeyIdentification, KeyScope } from '../principal/principal';
import type { ApiKeyRow } from './api-keys.sql';

/** The network's keys, newest first, revoked ones too; at most `limit`, those after the cursor. */
export async function listApiKeys(
  tx: Tx,
  networkId: string,
  after: string | undefined,
  limit: number,
): Promise<ApiKeyRow[]> {
  const rows = await tx.prisma.apiKey.findMany({
    select: {
      id: true,
      name: true,
      scopes: true,
      identifies: true,
      createdAt: true,
      lastUsedAt: true,
      revokedAt: true,
      integrationId: true,
      expiresAt: true,
    },
    where: { networkId, id: { lt: after } },
    orderBy: { id: 'desc' },
    take: limit,
  });
  // Scopes and identifications are checked as they are written.
  return rows.map((row) => ({
    ...row,
    scopes: row.scopes as KeyScope[],
    identifies: row.identifies as KeyIdentification,
  }));
}
