import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Connection } from '../../connections/connection';
import type { ConnectionTest } from '../../connections/connection.dto';
import { IikoClient } from './iiko-client';

const MOST_ORGANIZATIONS = 1_000;
const MOST_ENTRIES = 1_000;

const id = z.string().min(1).max(100);
const name = z.string().nullish();
const organizationsSchema = z.looseObject({
  organizations: z.array(z.looseObject({ id, name })).max(MOST_ORGANIZATIONS),
});
const byOrganization = <Item extends z.ZodType>(item: Item) =>
  z.array(z.looseObject({ organizationId: id, items: z.array(item).max(MOST_ENTRIES) })).max(MOST_ORGANIZATIONS);
const terminalGroupsSchema = z.looseObject({ terminalGroups: byOrganization(z.looseObject({ id, name })) });
const orderTypesSchema = z.looseObject({
  orderTypes: byOrganization(z.looseObject({ id, name, orderServiceType: z.string().nullish() })),
});
const paymentTypesSchema = z.looseObject({ paymentTypes: z.array(z.looseObject({ id, name })).max(MOST_ENTRIES) });
const programsSchema = z.looseObject({
  Programs: z.array(z.looseObject({ id, name, walletId: z.string().nullish() })).max(MOST_ENTRIES),
});
const categoriesSchema = z.looseObject({
  guestCategories: z.array(z.looseObject({ id, name, isActive: z.boolean().nullish() })).max(MOST_ENTRIES),
});

/** An entry of one of iiko's lists, from which a manager chooses. */
export interface DirectoryEntry {
  readonly id: string;
  readonly name: string;
}

/** Reads the lists of iiko that managers need for a connection's settings. Each call may throw `IikoFailure`. */
@Injectable()
export class IikoDirectory {
  constructor(private readonly client: IikoClient) {}

  async listOrganizations(connection: Connection<'IIKO'>): Promise<DirectoryEntry[]> {
    return (await this.client.call(connection, 'organizations', {}, organizationsSchema)).organizations.map(namedOf);
  }

  /** Organisations and their terminal groups, which a manager maps to tills. */
  async listPlaces(
    connection: Connection<'IIKO'>,
    organizations: readonly DirectoryEntry[],
  ): Promise<ConnectionTest['places']> {
    if (organizations.length === 0) return [];
    const body = { organizationIds: organizations.map((organization) => organization.id) };
    const { terminalGroups } = await this.client.call(connection, 'terminal_groups', body, terminalGroupsSchema);
    return organizations.flatMap((organization) => [
      { organization: organization.id, terminal: null, name: organization.name },
      ...terminalGroups
        .filter(({ organizationId }) => organizationId === organization.id)
        .flatMap(({ items }) => items.map(namedOf))
        .map((group) => ({
          organization: organization.id,
          terminal: group.id,
          name: `${organization.name}: ${group.name}`,
        })),
    ]);
  }

  /** Order types. `isOutside`: iiko marks such orders as delivery or pickup. */
  async listOrderTypes(
    connection: Connection<'IIKO'>,
    organizationIds: readonly string[],
  ): Promise<(DirectoryEntry & { readonly isOutside: boolean })[]> {
    const answer = await this.client.call(connection, 'deliveries/order_types', { organizationIds }, orderTypesSchema);
    const types = answer.orderTypes.flatMap(({ items }) => items);
    return distinct(types.map((type) => ({ ...namedOf(type), isOutside: isOutside(type.orderServiceType) })));
  }

  async listPaymentTypes(
    connection: Connection<'IIKO'>,
    organizationIds: readonly string[],
  ): Promise<DirectoryEntry[]> {
    const answer = await this.client.call(connection, 'payment_types', { organizationIds }, paymentTypesSchema);
    return distinct(answer.paymentTypes.map(namedOf));
  }

  /** Programmes of iikoCard. `walletId` null: the programme has no wallet. */
  async listPrograms(
    connection: Connection<'IIKO'>,
    organizationId: string,
  ): Promise<(DirectoryEntry & { readonly walletId: string | null })[]> {
    const body = { organizationId, withoutMarketingCampaigns: true };
    const answer = await this.client.call(connection, 'loyalty/iiko/program', body, programsSchema);
    return answer.Programs.map((program) => ({ ...namedOf(program), walletId: program.walletId ?? null }));
  }

  /** Guest categories in use in iikoCard. */
  async listGuestCategories(connection: Connection<'IIKO'>, organizationId: string): Promise<DirectoryEntry[]> {
    const path = 'loyalty/iiko/customer_category';
    const { guestCategories } = await this.client.call(connection, path, { organizationId }, categoriesSchema);
    return guestCategories.filter(({ isActive }) => isActive !== false).map(namedOf);
  }
}

/** Whether orders of this service type are deliveries or pickups; the type of the hall is `Common`. */
export function isOutside(orderServiceType: string | null | undefined): boolean {
  return orderServiceType === 'DeliveryByCourier' || orderServiceType === 'DeliveryByClient';
}

function namedOf(entry: { readonly id: string; readonly name?: string | null | undefined }): DirectoryEntry {
  return { id: entry.id, name: (entry.name ?? entry.id).slice(0, 200) };
}

function distinct<Entry extends DirectoryEntry>(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}
