import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { settings } from '../settings/settings';
import { Logger } from '../telemetry/logger';
import { Database, type Tx } from './database';

const NO_NETWORK = '00000000-0000-0000-0000-000000000000';

export interface RoleRow {
  readonly role: string;
  readonly superuser: boolean;
  readonly bypass: boolean;
  readonly owner: boolean;
  readonly backup: boolean;
}

/** Finds settings that would void row-level security or the ledger's durability, before anything is served. */
@Injectable()
export class DatabaseGuard implements OnApplicationBootstrap {
  private roles: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  /** Runs in every process that uses the database; an error ends the start. */
  async onApplicationBootstrap(): Promise<void> {
    if (settings.databaseUrl === '')
      throw new Error('Refusing to start: DATABASE_URL is not set; `npm start` brings a database of its own.');
    await this.refusePowerfulRoles();
    for (const warning of await this.durabilityWarnings()) this.logger.event('warn', warning);
  }

  /** Checks the roles once; jobs that change rows at the start wait for it. @throws Error with the role and its excessive right */
  refusePowerfulRoles(): Promise<void> {
    this.roles ??= this.readRoles();
    return this.roles;
  }

  private async readRoles(): Promise<void> {
    refuseIfPowerful('DATABASE_URL', await this.database.inNetwork(NO_NETWORK, readOwnRole));
    refuseIfPowerful('DATABASE_PLATFORM_URL', await this.database.asPlatform(readOwnRole));
  }

  /** Warnings for the log and the health page; none when acknowledged acts survive a power failure. */
  async durabilityWarnings(): Promise<string[]> {
    const rows = await this.database.asPlatform(
      (tx) =>
        tx.query<{ name: string }>`
        SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`,
    );
    return rows.map(({ name }) => `${name} is off: the database may lose acts that were acknowledged`);
  }
}

/** Counts rights of the role itself and of roles that it is a member of. */
export const OWN_ROLE = `SELECT current_user AS role,
       EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolsuper AND pg_has_role(current_user, r.oid, 'MEMBER')) AS superuser,
       EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolbypassrls AND pg_has_role(current_user, r.oid, 'MEMBER')) AS bypass,
       EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = 'loyalty_backup' AND pg_has_role(current_user, r.oid, 'MEMBER')) AS backup,
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owner`;

function readOwnRole(tx: Tx): Promise<RoleRow> {
  return tx.one<RoleRow>(OWN_ROLE);
}

/** Rights of a role that no role of the application may have. */
export function excessOf(row: RoleRow): string[] {
  return [
    row.superuser && 'is a superuser',
    row.bypass && 'bypasses row-level security',
    row.owner && 'owns tables of the application',
    row.backup && 'reads all networks as a backup does',
  ].filter((reason) => reason !== false);
}

function refuseIfPowerful(setting: string, row: RoleRow): void {
  const reasons = excessOf(row);
  if (reasons.length === 0) return;
  throw new Error(
    `Refusing to start: the role "${row.role}" of ${setting} ${reasons.join(', ')}. Give a role that is only a member of loyalty_app or loyalty_platform; see .env.example.`,
  );
}
