import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { isSameSecret } from '../http/same-secret';
import { register } from '../telemetry/metrics';
import { readMetrics } from '../telemetry/metrics-of-servers';
import type { ApiReply, ApiRequest } from '../http/api-request';
import { ProblemError } from '../problems/problem';
import { Public } from '../http/public.decorator';
import { settings } from '../settings/settings';

/** Prometheus metrics of the process, or of all processes that share its port. Only for requests from this machine or with `METRICS_TOKEN`. */
@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  @Get()
  async read(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    if (!isLoopback(request.ip) && !carriesToken(request.headers.authorization))
      throw new ProblemError('unauthenticated');
    await reply
      .type(register.contentType)
      .header('Cache-Control', 'no-store')
      .send(await readMetrics());
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

function carriesToken(authorization: string | undefined): boolean {
  const token = settings.metricsToken;
  const given = /^bearer (.*)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined || given === undefined) return false;
  return isSameSecret(given, token);
}
