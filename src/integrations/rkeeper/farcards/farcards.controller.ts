import { Body, Controller, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiRequest } from '../../../platform/http/api-request';
import { BodyLimit } from '../../../platform/http/body-limit.decorator';
import { judge } from '../../../platform/http/failure';
import { RawBody } from '../../../platform/http/raw-body.decorator';
import { ProblemError } from '../../../platform/problems/problem';
import { settings } from '../../../platform/settings/settings';
import { AnswersWithin } from '../../../platform/spool/answer-time';
import { Public } from '../../../security';
import type { CallingConnection } from '../../connections/connection';
import { Connections } from '../../connections/connections';
import { MAX_EVENT_BYTES } from '../../inbox/inbox';
import { awayAnswer } from './farcards-answers.rules';
import { FarcardsLookup } from './farcards-lookup';
import { FarcardsPackets, type PacketAnswer } from './farcards-packets';
import { RkeeperDoor } from '../wire/rkeeper-door';
import { TillLanguage } from './till-language';
import { parseXml, type XmlElement, XmlFault } from '../wire/xml.rules';

const XML = 'text/xml; charset=utf-8';

/** Problems that a till sees as a check without points: the database is away, or too many unknown cards came. */
const WITHOUT_POINTS = new Set<string>(['unavailable', 'rate_limited']);

type RkeeperConnection = CallingConnection<'RKEEPER'>;

/** The answer to a call, and the answer while the database is away. */
interface Answers {
  readonly respond: (connection: RkeeperConnection, document: XmlElement) => PacketAnswer | Promise<PacketAnswer>;
  readonly whileAway: (connection: RkeeperConnection) => string;
}

/**
 * FarCards over HTTP: calls of R-Keeper's tills, answered within a till's time budget whatever the database does. Only the secret in the path
 * identifies the caller.
 */
@ApiExcludeController()
@Controller('hooks/rkeeper/:token')
@AnswersWithin(settings.tillWaitMs)
export class FarcardsController {
  constructor(
    private readonly door: RkeeperDoor,
    private readonly connections: Connections,
    private readonly lookup: FarcardsLookup,
    private readonly packets: FarcardsPackets,
    private readonly language: TillLanguage,
  ) {}

  @Post('getcardinfoex')
  @HttpCode(200)
  @Header('Content-Type', XML)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  cardInfo(@Req() request: ApiRequest, @Param('token') token: string, @Body() body: unknown): Promise<string> {
    return this.answer(request, token, body, {
      respond: (connection, document) => this.lookup.cardInfo(connection, document),
      whileAway: (connection) => this.lookup.withoutPoints(connection),
    });
  }

  @Post('transactionsex')
  @HttpCode(200)
  @Header('Content-Type', XML)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  transactions(@Req() request: ApiRequest, @Param('token') token: string, @Body() body: unknown): Promise<string> {
    return this.answer(request, token, body, {
      respond: (connection, document) => this.packets.answer(connection, document, bytesOf(body)),
      whileAway: ({ networkId }) => awayAnswer(this.language.of(networkId)),
    });
  }

  @Post('findemail')
  @HttpCode(200)
  @Header('Content-Type', XML)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  email(@Req() request: ApiRequest, @Param('token') token: string, @Body() body: unknown): Promise<string> {
    return this.answer(request, token, body, {
      respond: (connection, document) => this.lookup.email(connection, document),
      whileAway: (connection) => this.lookup.withoutEmail(connection),
    });
  }

  @Post('getcardimageex')
  @HttpCode(200)
  @Header('Content-Type', XML)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  image(@Req() request: ApiRequest, @Param('token') token: string, @Body() body: unknown): Promise<string> {
    const respond = (connection: RkeeperConnection): string => this.lookup.image(connection);
    return this.answer(request, token, body, { respond, whileAway: respond });
  }

  /** @throws ProblemError `not_found` for an unknown token, `invalid_body` where the body is not FarCards XML */
  private async answer(
    request: ApiRequest,
    token: string,
    body: unknown,
    { respond, whileAway }: Answers,
  ): Promise<string> {
    const connection = await this.door.admit(request, token);
    try {
      const answer = await respond(connection, parseXml(bytesOf(body)));
      if (typeof answer !== 'string') {
        this.connections.noteLate(connection);
        return answer.kept;
      }
      this.connections.noteAnswered(connection);
      return answer;
    } catch (error) {
      if (error instanceof XmlFault) {
        this.connections.noteFailure(connection, 'xml_not_valid').catch(() => undefined);
        throw new ProblemError('invalid_body', {}, [{ path: '', code: 'not_valid', message: '' }]);
      }
      const { code } = judge(error).problem;
      if (!WITHOUT_POINTS.has(code)) throw error;
      if (code === 'unavailable') this.connections.noteLate(connection);
      return whileAway(connection);
    }
  }
}

/** The bytes of a body; none where the call has no body. */
function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
