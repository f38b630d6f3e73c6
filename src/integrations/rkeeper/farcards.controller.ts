import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { asDatabaseProblem } from '../../platform/database/database-failure';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { RawBody } from '../../platform/http/raw-body.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { Public } from '../../security';
import type { Connection } from '../connections/connection';
import { Connections } from '../connections/connections';
import { MAX_EVENT_BYTES } from '../inbox/inbox';
import { FarcardsLookup } from './farcards-lookup';
import { FarcardsPackets } from './farcards-packets';
import { parseXml, type XmlElement, XmlFault } from './xml.rules';

const XML = 'text/xml; charset=utf-8';

type Answer = (connection: Connection<'RKEEPER'>, document: XmlElement) => Promise<string>;

/** FarCards over HTTP: calls of R-Keeper's tills. The secret in the path is all that names the caller. */
@ApiExcludeController()
@Controller('hooks/rkeeper/:token')
export class FarcardsController {
  constructor(
    private readonly connections: Connections,
    private readonly lookup: FarcardsLookup,
    private readonly packets: FarcardsPackets,
  ) {}

  @Post('getcardinfoex')
  @HttpCode(200)
  @Header('Content-Type', XML)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  cardInfo(@Param('token') token: string, @Body() body: unknown): Promise<string> {
    return this.answer(
      token,
      body,
      (connection, document) => this.lookup.cardInfo(connection, document),
      (connection) => this.lookup.withoutPoints(connection),
    );
  }

  @Post('transactionsex')
  @HttpCode(200)
  @Header('Content-Type', XML)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  transactions(@Param('token') token: string, @Body() body: unknown): Promise<string> {
    return this.answer(
      token,
      body,
      (connection, document) => this.packets.answer(connection, document, bytesOf(body)),
      (connection) => this.packets.temporaryRefusal(connection),
    );
  }

  @Post('findemail')
  @HttpCode(200)
  @Header('Content-Type', XML)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  email(@Param('token') token: string, @Body() body: unknown): Promise<string> {
    return this.answer(token, body, (connection, document) => this.lookup.email(connection, document));
  }

  @Post('getcardimageex')
  @HttpCode(200)
  @Header('Content-Type', XML)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  image(@Param('token') token: string, @Body() body: unknown): Promise<string> {
    return this.answer(token, body, (connection) => this.lookup.image(connection));
  }

  /** @throws ProblemError `not_found` for an unknown token, `invalid_body` for what is no XML of FarCards */
  private async answer(
    token: string,
    body: unknown,
    respond: Answer,
    whileAway?: (connection: Connection<'RKEEPER'>) => Promise<string>,
  ): Promise<string> {
    const connection = await this.connections.getByToken('RKEEPER', token);
    try {
      const answer = await respond(connection, parseXml(bytesOf(body)));
      await this.connections.noteSuccess(connection);
      return answer;
    } catch (error) {
      if (error instanceof XmlFault) {
        await this.connections.noteFailure(connection, 'xml_not_valid');
        throw new ProblemError('invalid_body', {}, [{ path: '', code: 'not_valid', message: '' }]);
      }
      if (whileAway === undefined || !isAway(error)) throw error;
      return whileAway(connection);
    }
  }
}

function isAway(error: unknown): boolean {
  const problem = error instanceof ProblemError ? error : asDatabaseProblem(error)?.problem;
  return problem?.code === 'unavailable';
}

/** A call without a body has none that was read. */
function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
