import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiReply, ApiRequest } from '../http/api-request';
import { Public } from '../http/public.decorator';
import { ProblemError } from '../problems/problem';
import { ApiDocument } from './api-document';

/** Serves `/api/openapi.json` as an ordinary route, so that its requests count towards the rate limit of their address. */
@ApiExcludeController()
@Public()
@Controller('openapi.json')
export class ApiDocumentController {
  constructor(private readonly document: ApiDocument) {}

  @Get()
  async read(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const written = this.document.find();
    if (written === undefined) throw new ProblemError('not_found');
    const { plain, compressed, tag } = written;
    reply.header('Cache-Control', 'no-cache').header('Vary', 'Accept-Encoding').header('ETag', tag);
    if (request.headers['if-none-match']?.includes(tag) === true) {
      await reply.code(304).send();
      return;
    }
    reply.type('application/json; charset=utf-8');
    const isCompressed = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(request.headers['accept-encoding'] ?? '');
    if (isCompressed) reply.header('Content-Encoding', 'gzip');
    await reply.send(isCompressed ? compressed : plain);
  }
}
