import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type PictureOwner, Pictures } from 'loyalty-platform/configuration';
import { Database } from 'loyalty-platform/platform/database/database';
import { type Sql, sql } from 'loyalty-platform/platform/database/sql';
import { NO_ORIGIN } from 'loyalty-platform/security';
import { DATA_FOLDER } from 'loyalty-platform/integrations';

/** The table of each kind, and its folder in `data/demo-pictures`, where a file is named by the code of the thing that it shows. */
const KINDS = {
  BADGE: { folder: 'badges', table: sql`campaigns` },
  REWARD: { folder: 'rewards', table: sql`rewards` },
  CAMPAIGN: { folder: 'campaigns', table: sql`campaigns` },
  MENU_ITEM: { folder: 'menu', table: sql`menu_items` },
  RESTAURANT: { folder: 'restaurants', table: sql`restaurants` },
} as const satisfies Readonly<Record<PictureOwner, { readonly folder: string; readonly table: Sql }>>;

/**
 * Gives the demonstration's rewards, campaigns, badges, dishes and restaurants drawn pictures, by the code that takes a manager's upload. Once any
 * thing of a kind has a picture, the kind stays as it is.
 */
@Injectable()
export class DemoPictures {
  constructor(
    private readonly database: Database,
    private readonly pictures: Pictures,
  ) {}

  async ensure(networkId: string): Promise<void> {
    for (const owner of Object.keys(KINDS) as PictureOwner[]) await this.ensureOf(networkId, owner);
  }

  private async ensureOf(networkId: string, owner: PictureOwner): Promise<void> {
    const unpictured = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<{ id: string; code: string }>`
        SELECT id, code FROM ${KINDS[owner].table}
         WHERE network_id = ${networkId} AND NOT EXISTS (SELECT FROM pictures p WHERE p.network_id = ${networkId} AND p.owner_kind = ${owner})
         ORDER BY id LIMIT 1000`,
    );
    for (const { id, code } of unpictured) {
      const file = join(DATA_FOLDER, 'demo-pictures', KINDS[owner].folder, `${code}.webp`);
      if (!existsSync(file)) continue;
      const picture = await this.pictures.prepare(networkId, readFileSync(file));
      const author = { actor: 'system', origin: NO_ORIGIN } as const;
      await this.database.inNetwork(networkId, (tx) =>
        this.pictures.put(tx, networkId, { owner, id }, picture, author),
      );
    }
  }
}
