import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { DatabaseGuard } from '../../platform/database/database-guard';
import { Notifications } from '../../platform/database/notifications';
import { settings } from '../../platform/settings/settings';
import { Logger } from '../../platform/telemetry/logger';
import { type CarriedKeys, Pii } from './pii';

/**
 * Gives `Pii` the keys that networks brought from another installation: before anything is served, and when a network arrives while this process
 * runs.
 */
@Injectable()
export class CarriedKeysKeeper implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly guard: DatabaseGuard,
    private readonly pii: Pii,
    private readonly notifications: Notifications,
    private readonly logger: Logger,
  ) {}

  /** Without a database, other code refuses the start and says what is missing. */
  async onModuleInit(): Promise<void> {
    if (settings.databaseUrl === '') return;
    await this.guard.refusePowerfulRoles();
    await this.load();
    this.notifications.onNetworkCame(() => {
      this.load().catch((err: unknown) =>
        this.logger.event('error', 'the keys of coupon codes of a network that came can not be read', { err }),
      );
    });
  }

  /** Reads the keys again after a network arrived. */
  async load(): Promise<void> {
    const networks = await this.database.asPlatform(
      (tx) =>
        tx.query<{ id: string; blob: Buffer }>`
          SELECT id, carried_keys_encrypted AS blob FROM networks WHERE carried_keys_encrypted IS NOT NULL`,
    );
    for (const { id, blob } of networks)
      this.pii.carryKeys(JSON.parse(this.pii.decrypt(id, 'secret', blob)) as CarriedKeys);
  }
}
