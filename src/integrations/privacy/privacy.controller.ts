import { Body, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiProduces } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import { refuseOtherGuests } from '../../identity';
import type { ApiReply } from '../../platform/http/api-request';
import { Database } from '../../platform/database/database';
import { FALLBACK } from '../../platform/language/language';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../security';
import { CallBackErasure, RequestErasure } from './privacy.commands';
import { getErasure } from './erasure.sql';
import { ReadPersonalData } from './personal-data.query';
import { ReadPageReading } from './page-reading.query';
import { personalDataPage } from './personal-data-page';
import * as dto from './privacy.dto';

/** Personal data of a guest: everything that is kept, and its erasure. */
@Routes('guests/:id', 'Guests')
export class PrivacyController {
  constructor(
    private readonly commands: CommandBus,
    private readonly personalData: ReadPersonalData,
    private readonly reading: ReadPageReading,
    private readonly database: Database,
  ) {}

  @Route('GET export', {
    id: 'exportGuest',
    permission: ['guests.export', 'guest.self'],
    summary: 'Export everything about a guest',
    description:
      'All that the network keeps about the person: profile, children, consents, acts, points, messages, sessions and ' +
      'entries of the audit, with the guests that were merged into this one. As JSON with every id, or as a page to read and print: names, words, dates and money in place of ids, codes and minor units. ' +
      'Each export is recorded in the audit. 404 once the guest was erased.',
    ok: dto.personalDataSchema,
    problems: ['guest_not_found'],
  })
  @ApiProduces('application/json', 'text/html')
  async export(
    @Context() { principal, networkId, author, language }: RequestContext,
    @Id() id: string,
    @Query({ schema: dto.exportQuerySchema }) { format }: dto.ExportQuery,
    @Res({ passthrough: true }) reply: ApiReply,
  ): Promise<string> {
    refuseOtherGuests(principal, id);
    const data = dto.personalDataSchema.parse(await this.personalData.execute(networkId, id, author));
    reply.header('Content-Disposition', `attachment; filename="personal-data.${format}"`);
    if (format === 'html') {
      reply.header('Content-Type', 'text/html; charset=utf-8');
      return personalDataPage(data, await this.reading.execute(networkId, FALLBACK[language]));
    }
    reply.header('Content-Type', 'application/json; charset=utf-8');
    return JSON.stringify(data);
  }

  @Route('GET erasure', {
    id: 'getErasure',
    permission: ['guests.erase', 'guest.self'],
    summary: 'Get the state of an erasure',
    description: 'Also once the guest was erased.',
    ok: dto.erasureSchema,
    problems: ['guest_not_found'],
  })
  async read(@Context() { principal, networkId }: RequestContext, @Id() id: string): Promise<dto.ErasureAnswer> {
    refuseOtherGuests(principal, id);
    return dto.erasureAnswer(await this.database.inNetwork(networkId, (tx) => getErasure(tx, networkId, id)));
  }

  @Route('POST erasure', {
    id: 'requestErasure',
    permission: ['guests.erase', 'guest.self'],
    summary: 'Request the erasure of a guest',
    description:
      'After the `erasureDays` of the network every personal field of the guest is gone for good, free text too; until ' +
      'then it can be called back. A manager can have it begin at once. The ledger keeps its acts under the number of a ' +
      'guest without a name, the points with them, and stays verifiable. Guests that were merged into this one are ' +
      'erased with it; the same person in other networks is not.',
    accepted: dto.erasureSchema,
    problems: ['guest_not_found', 'own_account', 'forbidden'],
  })
  request(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.requestErasureSchema }) { now }: dto.RequestErasureBody,
  ) {
    return this.commands.execute(new RequestErasure(context, { guestId: id, now }));
  }

  @Route('DELETE erasure', {
    id: 'callBackErasure',
    permission: ['guests.erase', 'guest.self'],
    summary: 'Call back an erasure that waits',
    description: '404 where none waits: it has begun, or was called back.',
    ok: dto.erasureSchema,
  })
  callBack(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CallBackErasure(context, { guestId: id }));
  }
}
