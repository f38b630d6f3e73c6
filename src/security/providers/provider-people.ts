import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import type { Author } from '../audit/audit';
import { normalizeEmail, Pii } from '../personal-data/pii';
import type { Origin } from '../principal/authenticated-request';
import { getStaff, Staff } from '../staff/staff';
import { isConfirmed, type ProvenPerson } from './person-claims.rules';
import type { GroupRole, Provider } from './providers';

/** Whether a person may sign in, as which user, and which of the user's sessions ended by it (`Sessions.noteEnded`). */
export type Admission =
  | { readonly userId: string; readonly endedSessions: readonly string[] }
  | {
      readonly refused: 'provider_no_role' | 'provider_no_email' | 'provider_account_disabled';
      readonly endedSessions: readonly string[];
    };

/**
 * People whom a provider has authenticated. Their account is made at the first sign-in, or found by a confirmed address, and each sign-in sets its
 * rights by the person's groups. An account without a role from any group is disabled, and enabled again with one. The manager who could still sign
 * in by password keeps their rights in any case.
 */
@Injectable()
export class ProviderPeople {
  constructor(
    private readonly pii: Pii,
    private readonly staff: Staff,
    private readonly clock: Clock,
  ) {}

  /** Runs in a transaction of the network. A refusal is returned instead of thrown, because it may disable the account, which has to be committed. */
  async admit(tx: Tx, networkId: string, provider: Provider, person: ProvenPerson, origin: Origin): Promise<Admission> {
    const author: Author = { actor: 'system', origin };
    const key = { networkId, issuer: provider.issuer, subject: person.subject };
    const where = { networkId_issuer_subject: key };
    const linked = await tx.prisma.providerPerson.findUnique({ where });
    const found = linked?.userId ?? (await this.findByAddress(tx, provider, person));
    /** Links an account, or records that it has a role again. */
    const link = (userId: string) =>
      tx.prisma.providerPerson.upsert({ where, create: { ...key, userId }, update: { lostAt: null } });
    if (found !== undefined && found === provider.wayBackUserId) {
      await link(found);
      return { userId: found, endedSessions: [] };
    }
    const rights = provider.groups.find(({ group }) => person.groups.includes(group));
    if (found === undefined) {
      if (person.email === null || !isConfirmed(person, provider.domains))
        return { refused: 'provider_no_email', endedSessions: [] };
      if (rights === undefined) return { refused: 'provider_no_role', endedSessions: [] };
      const { email, name } = person;
      const given = { ...(await rightsOf(tx, rights)), byProvider: true };
      const added = await this.staff.add(tx, networkId, { email, name: name ?? '', ...given }, author);
      await link(added.id);
      return { userId: added.id, endedSessions: [] };
    }
    const { disabledAt } = await getStaff(tx, found);
    const isLost = linked?.lostAt != null;
    if (disabledAt !== null && !isLost) return { refused: 'provider_account_disabled', endedSessions: [] };
    if (rights === undefined) {
      await link(found);
      await tx.prisma.providerPerson.updateMany({
        where: { networkId, userId: found },
        data: { lostAt: this.clock.now() },
      });
      const { endedSessions } = await this.staff.change(tx, networkId, found, { disabled: true }, author);
      return { refused: 'provider_no_role', endedSessions };
    }
    await link(found);
    const change = {
      ...(await rightsOf(tx, rights)),
      byProvider: true,
      ...(disabledAt !== null && { disabled: false }),
    };
    const { endedSessions } = await this.staff.follow(tx, networkId, found, change, author);
    return { userId: found, endedSessions };
  }

  /** An account of this network with the same, confirmed address. */
  private async findByAddress(tx: Tx, provider: Provider, person: ProvenPerson): Promise<string | undefined> {
    if (person.email === null || !isConfirmed(person, provider.domains)) return undefined;
    const emailIndex = this.pii.blindIndex(null, 'email', normalizeEmail(person.email));
    return (await tx.prisma.user.findFirst({ where: { emailIndex }, select: { id: true } }))?.id;
  }
}

/** Leaves out restaurants that no longer exist. */
async function rightsOf(tx: Tx, { role, ownRoleId, restaurantIds }: GroupRole) {
  const where = { id: { in: [...restaurantIds] } };
  const found = await tx.prisma.restaurant.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
  return { role, ownRoleId, restaurantIds: found.map(({ id }) => id) };
}
