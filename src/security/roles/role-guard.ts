import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { GUARDED_ROLE_PERMISSIONS } from '../permissions/permissions.rules';
import type * as dto from './own-role.dto';
import { findOwnRole } from './own-roles.prisma';

/** A network's limits of manual acts for cashiers and managers. */
interface ManualLimits {
  readonly cashierManualAtOnce: number;
  readonly cashierManualPerShift: number;
  readonly managerManualAtOnce: number;
  readonly managerManualPerDay: number;
}

/** A network's settings. The configuration layer implements it under the token NETWORK_LIMITS. */
export interface NetworkLimits {
  getProfile(networkId: string): Promise<{ readonly settings: { readonly limits: ManualLimits } }>;
}

export const NETWORK_LIMITS = Symbol('NETWORK_LIMITS');

type Role = Pick<dto.RoleAnswer, 'permissions' | 'manualAtOnce' | 'manualPerDay'>;
const CASHIER: Role = { permissions: [], manualAtOnce: null, manualPerDay: null };

/** Judges whether a role has more guarded rights than a cashier: to give points, free them, take over guests or read what shows an abuse. Limits are looked up at first use, because their layer depends on this one. */
@Injectable()
export class RoleGuard {
  constructor(private readonly modules: ModuleRef) {}

  /**
   * Whether the role has more guarded rights than before: a guarded permission, or a higher manual limit.
   * @throws ProblemError `invalid_body` for a limit above the managers' limit
   */
  async needsSecondPerson(networkId: string, after: Role, before: Role = CASHIER): Promise<boolean> {
    const { limits } = (await this.source.getProfile(networkId)).settings;
    requireWithin('manualAtOnce', after, before, limits.managerManualAtOnce);
    requireWithin('manualPerDay', after, before, limits.managerManualPerDay);
    return isMore(after, before, limits);
  }

  /** Whether a person has more guarded rights with this role than with the previous one; null: a cashier without a role made by the network. */
  async needsSecondPersonFor(
    tx: Tx,
    networkId: string,
    ownRoleId: string | null,
    beforeId: string | null,
  ): Promise<boolean> {
    if (ownRoleId === null || ownRoleId === beforeId) return false;
    const after = await findOwnRole(tx, networkId, ownRoleId);
    if (after === undefined) return false;
    const before = beforeId === null ? undefined : await findOwnRole(tx, networkId, beforeId);
    return isMore(after, before ?? CASHIER, (await this.source.getProfile(networkId)).settings.limits);
  }

  private get source(): NetworkLimits {
    return this.modules.get<NetworkLimits>(NETWORK_LIMITS, { strict: false });
  }
}

function isMore(after: Role, before: Role, limits: ManualLimits): boolean {
  return (
    GUARDED_ROLE_PERMISSIONS.some((one) => after.permissions.includes(one) && !before.permissions.includes(one)) ||
    (after.manualAtOnce ?? 0) > (before.manualAtOnce ?? limits.cashierManualAtOnce) ||
    (after.manualPerDay ?? 0) > (before.manualPerDay ?? limits.cashierManualPerShift)
  );
}

/** A role may keep a limit above one that managers got later; the managers' limit then applies. */
function requireWithin(field: 'manualAtOnce' | 'manualPerDay', after: Role, before: Role, max: number): void {
  const limit = after[field];
  if (limit === null || limit <= max || limit === before[field]) return;
  throw new ProblemError('invalid_body', {}, [{ path: field, code: 'too_big', message: '', arguments: { max } }]);
}
