import { Body, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Networks } from 'loyalty-platform/configuration';
import { ChangeGuest, FindGuests, GuestList, Guests, RegisterGuest } from 'loyalty-platform/identity';
import { Context, KeyedContext, type RequestContext, Route, Routes } from 'loyalty-platform/security';
import { customerIdSchema } from './loyalty-status.dto';
import * as dto from './membership-service.dto';
import {
  type ChangeCustomerBody,
  changeCustomerSchema,
  guestChangeOf,
  requireOwnCode,
} from 'loyalty-platform/integrations';

/** The membership service's calls about customers, in its shapes. A customer is a guest. */
@Routes('customers', 'Taken over: membership', 'customers.manage')
export class MembershipServiceController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly findGuests: FindGuests,
    private readonly list: GuestList,
  ) {}

  @Route('POST', {
    id: 'createCustomer',
    summary: 'Register a customer',
    description:
      'The customer is an ordinary guest, with a card and what the programme gives for a registration. An `org_id` ' +
      'other than the code of the own network is 404.',
    created: dto.customerSchema,
    problems: ['guest_exists', 'phone_invalid', 'not_found', 'consent_required'],
  })
  async create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createCustomerSchema }) body: dto.CreateCustomerBody,
  ): Promise<dto.Customer> {
    const network = await this.networks.getProfile(context.networkId);
    requireOwnCode(network, body.org_id);
    const guest = await this.commands.execute(new RegisterGuest(context, { body: dto.newGuestBodyOf(body) }));
    return dto.customerOf(guest, network.code);
  }

  @Route('GET', {
    id: 'listCustomers',
    summary: 'List the customers of a network',
    description:
      'The newest first, without customers that were merged into another. An `org_id` other than the code of the own ' +
      'network is 404. Each call that finds customers is recorded in the audit.',
    ok: dto.customerPageSchema,
    problems: ['not_found'],
  })
  async page(
    @Context() { principal, origin, networkId }: RequestContext,
    @Query({ schema: dto.customerListQuery }) { org_id, limit, cursor }: z.infer<typeof dto.customerListQuery>,
  ): Promise<dto.CustomerPage> {
    const network = await this.networks.getProfile(networkId);
    requireOwnCode(network, org_id);
    const { items, nextCursor } = await this.list.page(
      network,
      { limit, cursor, sort: '-createdAt' },
      { principal, origin },
    );
    return { customers: items.map((guest) => dto.customerOf(guest, network.code)), next_cursor: nextCursor };
  }

  @Route('GET :id', {
    id: 'getCustomer',
    summary: 'Get a customer',
    description: "The id is a guest's id or `externalId`. The read is recorded in the audit.",
    ok: dto.customerSchema,
    problems: ['guest_not_found', 'not_found'],
  })
  async get(
    @Context() { principal, origin, networkId }: RequestContext,
    @Param('id', { schema: customerIdSchema }) customerId: string,
  ): Promise<dto.Customer> {
    const network = await this.networks.getProfile(networkId);
    const guestId = await this.guests.getIdByReference(principal, customerId);
    return dto.customerOf(await this.findGuests.getGuest(network, guestId, { principal, origin }), network.code);
  }

  @Route('PATCH :id', {
    id: 'changeCustomer',
    summary: 'Change the profile of a customer',
    description: "The id is a guest's id or `externalId`.",
    ok: dto.customerSchema,
    problems: ['guest_exists', 'phone_invalid', 'forbidden', 'guest_not_found', 'not_found'],
  })
  async change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: customerIdSchema }) customerId: string,
    @Body({ schema: changeCustomerSchema }) body: ChangeCustomerBody,
  ): Promise<dto.Customer> {
    const id = await this.guests.getIdByReference(context.principal, customerId);
    const guest = await this.commands.execute(new ChangeGuest(context, { id, body: guestChangeOf(body) }));
    const { code } = await this.networks.getProfile(context.networkId);
    return dto.customerOf(guest, code);
  }
}
