import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author } from '../audit/audit';
import { changesBetween } from '../audit/audit-values.rules';
import { Pii } from '../personal-data/pii';
import { requireRestaurants } from '../staff/staff';
import { holdOwnRole } from '../staff/staff.sql';
import type { StaffRole } from '../staff/staff.rules';
import { type ProviderAccess, returnAddress } from './provider-client';
import { isPublicMail, mailRecordOf } from './mail-domains.rules';
import type { ProviderAnswer, PutProviderBody } from './provider.dto';

/** A network's provider with everything needed to call it. */
export interface Provider extends ProviderAccess {
  readonly enabled: boolean;
  /** The proven mail domains. */
  readonly domains: readonly string[];
  readonly groups: readonly GroupRole[];
  readonly wayBackUserId: string | null;
}

export interface GroupRole {
  readonly group: string;
  readonly role: StaffRole;
  readonly ownRoleId: string | null;
  readonly restaurantIds: readonly string[];
}

const NONE = {
  enabled: false,
  issuer: null,
  clientId: '',
  groupsClaim: 'groups',
  groups: [],
  domains: [],
  domainProofs: [],
  onlyProvider: false,
  wayBackUserId: null,
  hasSecret: false,
};

/** Each network's provider, as its managers entered it. Methods take a transaction of `Database.inNetwork`. */
@Injectable()
export class Providers {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
  ) {}

  async get(tx: Tx, networkId: string): Promise<ProviderAnswer> {
    const row = await this.find(tx, networkId);
    if (row === null) return { ...NONE, returnAddress: returnAddress() };
    const { enabled, issuer, clientId, groupsClaim, domains, provenDomains, onlyProvider, wayBackUserId } = row;
    return {
      enabled,
      issuer,
      clientId,
      groupsClaim,
      groups: row.groups.map(groupOf),
      domains,
      domainProofs: domains.map((domain) => ({
        domain,
        isProven: provenDomains.includes(domain),
        record: mailRecordOf(domain, row.domainToken),
      })),
      onlyProvider,
      wayBackUserId,
      hasSecret: row.secretEncrypted !== null,
      returnAddress: returnAddress(),
    };
  }

  /** Null: there is no provider, or it has no secret yet. */
  async access(tx: Tx, networkId: string): Promise<Provider | null> {
    const row = await this.find(tx, networkId);
    if (row?.secretEncrypted == null) return null;
    const { enabled, issuer, clientId, groupsClaim, provenDomains: domains, wayBackUserId } = row;
    const secret = this.pii.decrypt(networkId, 'secret', row.secretEncrypted);
    return { enabled, issuer, clientId, groupsClaim, domains, wayBackUserId, secret, groups: row.groups.map(groupOf) };
  }

  /** @throws ProblemError `not_found` for a role or a restaurant of another network; `provider_incomplete`; `invalid_body` for a public mail domain */
  async check(tx: Tx, networkId: string, body: PutProviderBody): Promise<void> {
    const open = body.domains.findIndex(isPublicMail);
    if (open >= 0)
      throw new ProblemError('invalid_body', {}, [
        { path: `domains.${String(open)}`, code: 'not_allowed', message: '' },
      ]);
    for (const { ownRoleId, restaurantIds } of body.groups) {
      if (ownRoleId !== null && !(await holdOwnRole(tx, ownRoleId))) throw new ProblemError('not_found');
      await requireRestaurants(tx, restaurantIds);
    }
    if (body.enabled) {
      const row = await this.find(tx, networkId);
      if (row?.secretEncrypted == null || row.issuer !== body.issuer) throw incomplete('secret');
      if (body.groups.length === 0) throw incomplete('groups');
    }
    const { wayBackUserId } = body;
    if (wayBackUserId !== null) {
      // Only the platform's role can read passwords.
      const managers = { networkId, role: 'manager', disabledAt: null, passwordHash: { not: null } } as const;
      const found = await this.database.asPlatform((platform) =>
        platform.prisma.user.count({ where: { ...managers, id: wayBackUserId } }),
      );
      if (found === 0) throw incomplete('way_back');
    }
    if (body.onlyProvider && body.wayBackUserId === null) throw incomplete('way_back');
  }

  /** @throws ProblemError as `check` */
  async put(tx: Tx, networkId: string, body: PutProviderBody, author: Author): Promise<ProviderAnswer> {
    // Makes changes of a network's provider wait for each other.
    await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('identity provider ' || ${networkId}, 0))`;
    await this.check(tx, networkId, body);
    const before = await this.get(tx, networkId);
    const { groups, ...fields } = body;
    // One provider's secret must never be sent to another.
    const secret = before.issuer !== null && before.issuer !== body.issuer ? { secretEncrypted: null } : {};
    const provenDomains = before.domainProofs
      .filter(({ domain, isProven }) => isProven && body.domains.includes(domain))
      .map(({ domain }) => domain);
    // No upsert, because its insert would have no secret, without which the table accepts no enabled provider.
    const { count } = await tx.prisma.identityProvider.updateMany({
      where: { networkId },
      data: { ...fields, ...secret, provenDomains },
    });
    if (count === 0) await tx.prisma.identityProvider.create({ data: { ...fields, networkId } });
    await tx.prisma.identityProviderGroup.deleteMany({ where: { networkId } });
    await tx.prisma.identityProviderGroup.createMany({
      data: groups.map(({ group, role, ownRoleId, restaurantIds }, position) => ({
        networkId,
        position,
        groupName: group,
        role,
        ownRoleId,
        restaurantIds: [...new Set(restaurantIds)],
      })),
    });
    const after = await this.get(tx, networkId);
    const { domainProofs: _, ...shown } = after;
    const changes = changesBetween<Partial<ProviderAnswer>>(before, shown);
    await this.audit.appendChange(tx, networkId, author, 'identity_provider.changed', networkId, changes);
    return after;
  }

  /** @throws ProblemError `provider_incomplete` before an issuer was entered */
  async setSecret(tx: Tx, networkId: string, secret: string, author: Author): Promise<void> {
    const secretEncrypted = this.pii.encrypt(networkId, 'secret', secret);
    const { count } = await tx.prisma.identityProvider.updateMany({ where: { networkId }, data: { secretEncrypted } });
    if (count === 0) throw incomplete('issuer');
    await this.audit.appendChange(tx, networkId, author, 'identity_provider.secret_set', networkId, {});
  }

  private find(tx: Tx, networkId: string) {
    return tx.prisma.identityProvider.findUnique({
      where: { networkId },
      include: { groups: { orderBy: { position: 'asc' } } },
    });
  }
}

function groupOf(row: {
  readonly groupName: string;
  readonly role: string;
  readonly ownRoleId: string | null;
  readonly restaurantIds: string[];
}) {
  // A constraint of the table excludes owners.
  const role = row.role as StaffRole;
  return { group: row.groupName, role, ownRoleId: row.ownRoleId, restaurantIds: row.restaurantIds };
}

function incomplete(missing: 'issuer' | 'secret' | 'groups' | 'way_back'): ProblemError {
  return new ProblemError('provider_incomplete', { missing });
}
