import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiReply, ApiRequest } from '../http/api-request';
import { Public } from '../http/public.decorator';
import { ProblemError } from '../problems/problem';
import { settings } from '../settings/settings';
import { API_FILES, type ApiFileName, ApiFiles } from './api-files';

const RETRY_SECONDS = 5;
const NOT_MADE_YET =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Loyalty platform: API</title>' +
  '<p>The description of the API is being made. This page loads again by itself.</p></html>';

/**
 * Serves the API document (`/api/openapi.json`), the page that shows it (`/api/docs`), and the document and page of earlier systems. These are ordinary
 * routes, so that requests count towards the rate limit of their address.
 */
@ApiExcludeController()
@Public()
@Controller()
export class ApiFilesController {
  constructor(private readonly files: ApiFiles) {}

  @Get('openapi.json')
  async document(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    await this.serve('openapi.json', request, reply);
  }

  @Get('openapi-earlier.json')
  async documentOfEarlierSystems(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    await this.serve('openapi-earlier.json', request, reply);
  }

  @Get('docs')
  async page(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    await this.servePage('reference/index.html', request, reply);
  }

  @Get('docs/earlier')
  async pageOfEarlierSystems(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    await this.servePage('reference/earlier.html', request, reply);
  }

  private async servePage(name: ApiFileName, request: ApiRequest, reply: ApiReply): Promise<void> {
    if (!settings.apiDocs || (await this.files.find(name)) !== undefined) return this.serve(name, request, reply);
    reply.code(503).header('Retry-After', RETRY_SECONDS).header('Refresh', RETRY_SECONDS);
    await reply.type('text/html; charset=utf-8').send(NOT_MADE_YET);
  }

  @Get('docs/:file')
  async part(@Param('file') file: string, @Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const name = `reference/${file}`;
    if (!isApiFile(name)) throw new ProblemError('not_found');
    await this.serve(name, request, reply);
  }

  private async serve(name: ApiFileName, request: ApiRequest, reply: ApiReply): Promise<void> {
    if (!settings.apiDocs) throw new ProblemError('not_found');
    const file = await this.files.find(name);
    if (file === undefined) throw new ProblemError('unavailable', {}, [], RETRY_SECONDS);
    reply.header('Cache-Control', 'no-cache').header('Vary', 'Accept-Encoding').header('ETag', file.tag);
    if (request.headers['if-none-match']?.includes(file.tag) === true) {
      await reply.code(304).send();
      return;
    }
    reply.type(API_FILES[name]);
    const { 'accept-encoding': accepted = '' } = request.headers;
    if (accepts(accepted, 'br')) await reply.header('Content-Encoding', 'br').send(file.brotli);
    else if (accepts(accepted, 'gzip')) await reply.header('Content-Encoding', 'gzip').send(file.gzip);
    else await reply.send(file.plain);
  }
}

function isApiFile(name: string): name is ApiFileName {
  return Object.hasOwn(API_FILES, name);
}

/** Whether a header of encodings names this one with any weight but zero. */
function accepts(header: string, encoding: string): boolean {
  return new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`, 'i').test(header);
}
