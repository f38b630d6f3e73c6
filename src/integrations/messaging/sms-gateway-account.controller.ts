import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { parseJsonBody } from '../../platform/http/json-body';
import { RawBody } from '../../platform/http/raw-body.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { Public, RecordAccountReports } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { reportsIn } from './sms-gateway-report.rules';

const tokenSchema = z.string().max(64);
const querySchema = z.record(z.string(), z.unknown());

/** Takes reports of an SMS gateway that reports all messages of an account to one address, which contains a secret. */
@ApiExcludeController()
@Controller('hooks/sms-gateway/account/:token')
export class SmsGatewayAccountController {
  constructor(
    private readonly commands: CommandBus,
    private readonly providers: ConfiguredProviders,
  ) {}

  @Post()
  @HttpCode(200)
  @Public()
  @RawBody()
  @Header('Content-Type', 'text/plain')
  async take(
    @Param('token', { schema: tokenSchema }) token: string,
    @Body() body: Buffer | undefined,
    @Headers('content-type') type = '',
  ): Promise<string> {
    return this.record(token, () => fieldsOf(body ?? Buffer.alloc(0), type));
  }

  @Get()
  @Public()
  @Header('Content-Type', 'text/plain')
  async takeQuery(
    @Param('token', { schema: tokenSchema }) token: string,
    @Query({ schema: querySchema }) query: z.infer<typeof querySchema>,
  ): Promise<string> {
    return this.record(token, () => Promise.resolve(Object.entries(query)));
  }

  /** Records reports, and answers with the text by which the gateway knows that they were taken. */
  private async record(token: string, read: () => Promise<readonly (readonly [string, unknown])[]>): Promise<string> {
    const { gateway } = this.providers;
    const reports = gateway?.form.reports;
    if (gateway === undefined || reports?.to !== 'account' || !gateway.reports) throw new ProblemError('not_found');
    if (!gateway.isTokenOfAccount(token)) throw new ProblemError('forbidden');
    await this.commands.execute(new RecordAccountReports(gateway.name, reportsIn(reports, await read())));
    return reports.answer;
  }
}

/** The fields of a body in JSON or in either encoding of an HTML form. @throws ProblemError where the body is neither */
async function fieldsOf(body: Buffer, type: string): Promise<readonly (readonly [string, unknown])[]> {
  if (/^application\/json\b/i.test(type)) return Object.entries(parseJsonBody(body) ?? {});
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- The body is bounded and comes with the secret of the address.
    const form = await new Response(new Uint8Array(body), { headers: { 'Content-Type': type } }).formData();
    return [...form];
  } catch {
    throw new ProblemError('unsupported_media_type');
  }
}
