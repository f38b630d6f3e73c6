import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { FormBody } from '../../platform/http/form-body.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { Public, RecordMessageReport } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { deliveryReport, reportQuery } from './delivery-report';
import { reportsIn } from './sms-gateway-report.rules';

const tokenSchema = z.string().max(64);
const reportSchema = z.record(z.string(), z.unknown());

/** Takes reports of an SMS gateway that a form describes. Each message has its own address, with a token that only we can make. */
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
    @Query({ schema: reportQuery }) { n: networkId, m: id }: z.infer<typeof reportQuery>,
    @Body({ schema: reportSchema }) body: z.infer<typeof reportSchema>,
  ): Promise<void> {
    const { gateway } = this.providers;
    const reports = gateway?.form.reports;
    if (gateway === undefined || reports?.to !== 'message') throw new ProblemError('not_found');
    if (!gateway.isTokenOf(networkId, id, token)) throw new ProblemError('forbidden');
    for (const report of reportsIn(reports, Object.entries(body))) {
      const said = deliveryReport({ ...report, id, provider: gateway.name });
      await this.commands.execute(new RecordMessageReport(networkId, said));
    }
  }
}
