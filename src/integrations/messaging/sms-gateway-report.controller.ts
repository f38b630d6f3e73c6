import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { FormBody } from '../../platform/http/form-body.decorator';
import { uuid } from '../../platform/http/schemas';
import { ProblemError } from '../../platform/problems/problem';
import { Public, RecordMessageReport } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { valueAt } from './sms-gateway-form.rules';

const tokenSchema = z.string().max(64);
const querySchema = z.strictObject({ n: uuid, m: uuid });
const reportSchema = z.record(z.string(), z.unknown());

/** Reports of an SMS gateway that is described by a form. Each message has an address of its own, which nobody else can make. */
@ApiExcludeController()
@Controller('hooks/sms-gateway/:token')
export class SmsGatewayReportController {
  constructor(
    private readonly commands: CommandBus,
    private readonly providers: ConfiguredProviders,
  ) {}

  @Post()
  @HttpCode(200)
  @Public()
  @FormBody()
  async report(
    @Param('token', { schema: tokenSchema }) token: string,
    @Query({ schema: querySchema }) { n: networkId, m: id }: z.infer<typeof querySchema>,
    @Body({ schema: reportSchema }) body: z.infer<typeof reportSchema>,
  ): Promise<void> {
    const { gateway } = this.providers;
    const reports = gateway?.form.reports;
    if (gateway === undefined || reports === undefined) throw new ProblemError('not_found');
    if (!gateway.isTokenOf(networkId, id, token)) throw new ProblemError('forbidden');
    const [providerId, code = ''] = [valueAt(body, reports.id), valueAt(body, reports.status)];
    const meaning = Object.hasOwn(reports.statuses, code) ? reports.statuses[code] : undefined;
    if (providerId === undefined || meaning === undefined) return;
    const { status, stops } = meaning;
    const failure = status === 'FAILED' ? `${gateway.name} ${code}` : null;
    const report = { id, provider: gateway.name, providerId, status, failure, stops };
    await this.commands.execute(new RecordMessageReport(networkId, report));
  }
}
