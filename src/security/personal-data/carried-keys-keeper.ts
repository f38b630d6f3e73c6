import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { DatabaseGuard } from '../../platform/database/database-guard';
import { settings } from '../../platform/settings/settings';
import { type CarriedKeys, Pii } from './pii';

/** Hands the keys that networks brought along from another installation to `Pii`, before anything is served. */
@Injectable()
export class CarriedKeysKeeper implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly guard: DatabaseGuard,
    private readonly pii: Pii,
  ) {}

  /** Without a database the start is refused elsewhere, with what is missing. */
  async onModuleInit(): Promise<void> {
    if (settings.databaseUrl === '') return;
    await this.guard.refusePowerfulRoles();
    await this.load();
  }

  /** Reads them again, after a network came here. */
  async load(): Promise<void> {
    const networks = await this.database.asPlatform((tx) =>
      tx.query<{ id: string; blob: Buffer }>(
        'SELECT id, carried_keys_encrypted AS blob FROM networks WHERE carried_keys_encrypted IS NOT NULL',
      ),
    );
    for (const { id, blob } of networks)
      this.pii.carryKeys(JSON.parse(this.pii.decrypt(id, 'secret', blob)) as CarriedKeys);
  }
}
