import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type PictureOwner, Pictures } from 'loyalty-platform/configuration';
import { Database } from 'loyalty-platform/platform/database/database';
import { NO_ORIGIN } from 'loyalty-platform/security';
import { DATA_FOLDER } from 'loyalty-platform/integrations';
import { listUnpictured } from './demo.sql';

/** Folders in `data/demo-pictures`; each file is named by the code of the thing that it shows. */
const FOLDERS: Readonly<Record<PictureOwner, string>> = {
  BADGE: 'badges',
  REWARD: 'rewards',
  CAMPAIGN: 'campaigns',
  MENU_ITEM: 'menu',
  RESTAURANT: 'restaurants',
};

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
    for (const owner of Object.keys(FOLDERS) as PictureOwner[]) await this.ensureOf(networkId, owner);
  }

  private async ensureOf(networkId: string, owner: PictureOwner): Promise<void> {
    const unpictured = await this.database.inNetwork(networkId, (tx) => listUnpictured(tx, networkId, owner));
    for (const { id, code } of unpictured) {
      const file = join(DATA_FOLDER, 'demo-pictures', FOLDERS[owner], `${code}.webp`);
      if (!existsSync(file)) continue;
      const picture = await this.pictures.prepare(networkId, readFileSync(file));
      const author = { actor: 'system', origin: NO_ORIGIN } as const;
      await this.database.inNetwork(networkId, (tx) =>
        this.pictures.put(tx, networkId, { owner, id }, picture, author),
      );
    }
  }
}
