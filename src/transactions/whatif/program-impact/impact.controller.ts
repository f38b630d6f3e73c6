import { Controller, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { csvFile, sendCsv } from '../../../platform/http/csv';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { CurrentOrigin, CurrentPrincipal, NetworkId, type Origin, type Principal, Route } from '../../../security';
import * as dto from './impact.dto';
import { ImpactFile } from './impact-file.query';
import { ImpactQuery } from './impact.query';

const LIST = 'program-impact';
const version = z.coerce.number().int().min(1).max(2_147_483_647);

/** The guests behind the numbers of an impact. */
@ApiTags('Programs')
@Controller('programs')
export class ImpactController {
  constructor(
    private readonly impact: ImpactQuery,
    private readonly files: ImpactFile,
  ) {}

  @Route('GET :version/impact/guests', {
    id: 'listImpactGuests',
    permission: 'program.read',
    summary: 'List guests whose tier a version would change',
    description: 'Computed now, in the order of the guests. With `guestIds` only these guests are looked at.',
    ok: dto.impactGuestsSchema,
    problems: ['not_found', 'no_program'],
  })
  async guests(
    @NetworkId() networkId: string,
    @Param('version', { schema: version }) asked: number,
    @Query({ schema: dto.impactGuestsQuery }) { cursor, ...query }: dto.ImpactGuestsQuery,
  ): Promise<dto.ImpactGuestsAnswer> {
    const after = cursor === undefined ? null : decodeCursor(LIST, cursor, z.uuid());
    const more = { ...query, limit: query.limit + 1 };
    const found = await this.impact.guestsOf(networkId, asked, more, after);
    return pageFrom(LIST, found, query.limit, ({ guestId }) => guestId);
  }

  @Route('GET :version/impact/file', {
    id: 'downloadImpactGuests',
    permission: 'program.manage',
    summary: 'Download guests whose tier a version would change',
    description:
      'A CSV file. Callers who may find guests get names, card numbers and external ids too. The download is noted in ' +
      'the audit.',
    ok: csvFile,
    problems: ['not_found', 'no_program'],
  })
  async file(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('version', { schema: version }) asked: number,
    @Query({ schema: dto.impactFileQuery }) query: dto.ImpactFileQuery,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const lines = await this.files.linesOf(principal, asked, query, origin);
    sendCsv(reply, `${query.change.toLowerCase()}-${String(asked)}.csv`, lines);
  }
}
