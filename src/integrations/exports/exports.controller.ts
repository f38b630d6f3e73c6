import { Readable } from 'node:stream';
import { Body, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import type { ApiReply } from '../../platform/http/api-request';
import { Id } from '../../platform/http/id.decorator';
import { settings } from '../../platform/settings/settings';
import {
  Context,
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Principal,
  type RequestContext,
  Route,
  Routes,
  wholeNetworkOf,
} from '../../security';
import { BucketExports, CancelExport, WriteFacts } from './bucket-exports';
import * as dto from './export.dto';
import { FactExports } from './fact-exports.query';

/** Facts of a network as files for other programs. */
@Routes('exports', 'Reports', 'reports.read')
export class ExportsController {
  constructor(
    private readonly exports: FactExports,
    private readonly inBucket: BucketExports,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'downloadFacts',
    summary: 'Download facts of a period as CSV or Parquet',
    description:
      'Transactions, their lines, postings, moves between tiers, parts of campaigns, messages or answers, without personal data but ids ' +
      '(docs/exports.md). Staff of some restaurants get the facts of these; messages are of the whole network. A file that breaks off ' +
      'ends without its last part, and its connection is cut. A process writes two files of a network at once; the next is answered 429.',
    ok: {
      content: {
        'text/csv': { schema: { type: 'string' } },
        'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
      },
    },
  })
  async download(
    @Context() context: RequestContext,
    @Query({ schema: dto.exportQuerySchema }) query: dto.ExportQuery,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { name, mediaType, parts } = await this.exports.open(context, query);
    void reply
      .type(mediaType)
      .header('Content-Disposition', `attachment; filename="${name}"`)
      .header('Cache-Control', 'no-store')
      .send(Readable.from(parts, { objectMode: false }));
  }

  @Route('GET in-bucket', {
    id: 'listBucketExports',
    summary: 'List the exports into the bucket',
    description: 'For those who work in the whole network.',
    ok: dto.bucketExportsSchema,
  })
  async list(@CurrentPrincipal() principal: Principal): Promise<z.infer<typeof dto.bucketExportsSchema>> {
    wholeNetworkOf(principal);
    const items = await this.inBucket.list(networkOf(principal));
    return { hasBucket: settings.picturesBucket !== undefined, items };
  }

  @Route('POST in-bucket', {
    id: 'writeFacts',
    summary: 'Write facts of a period into the bucket',
    description:
      'The files go below `exports/` in the S3-compatible bucket of the installation, with some 20,000 facts each, and `list.json` after the last one ' +
      '(docs/exports.md). The work goes on in the background: read the list until its status is `DONE`. One export of a network runs at a time. ' +
      'Without a bucket: 409 `no_bucket`. Staff of some restaurants: 403.',
    accepted: dto.bucketExportSchema,
    problems: ['export_running', 'no_bucket'],
  })
  write(@KeyedContext() context: RequestContext, @Body({ schema: dto.writeFactsSchema }) query: dto.ExportQuery) {
    return this.commands.execute(new WriteFacts(context, { query }));
  }

  @Route('DELETE in-bucket/:id', {
    id: 'cancelBucketExport',
    summary: 'Stop an export into the bucket',
    description: 'Files that are written stay, without `list.json`. An export that is over stays as it is.',
    ok: dto.bucketExportSchema,
    problems: ['not_found'],
  })
  cancel(@Context() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CancelExport(context, { id }));
  }
}
