import type { Tx } from '../../platform/database/database';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import type { KeyIdentification, KeyScope } from '../principal/principal';
import type { ApiKeyRow } from './api-keys.sql';

/** A page of the network's keys, including revoked ones. */
export async function listApiKeys(tx: Tx, networkId: string, slice: IdSlice): Promise<ApiKeyRow[]> {
  const { id, order, take } = pickSlice(slice);
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
      secretFor: true,
    },
    where: { networkId, id },
    orderBy: order,
    take,
  });
  // Scopes and identifications were checked when they were written.
  return rows.map((row) => ({
    ...row,
    scopes: row.scopes as KeyScope[],
    identifies: row.identifies as KeyIdentification,
  }));
}
