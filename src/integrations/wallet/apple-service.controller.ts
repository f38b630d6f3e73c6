import { Body, Controller, Delete, Get, Headers, HttpCode, Logger, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import type { ApiReply } from '../../platform/http/api-request';
import { Id } from '../../platform/http/id.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { Public } from '../../security';
import { digestOfDevice, PutPassDevice, RemovePassDevice } from './pass-devices.commands';
import type { WalletAccount } from './wallet-accounts';
import { WalletPasses } from './wallet-passes';
import { type PassRow, findPass, listChanged } from './wallet-passes.sql';

const MIME = 'application/vnd.apple.pkpass';
/** A phone sends a line or two; a body with more is refused. */
const MAX_LINES = 20;
const MAX_LINE_CHARACTERS = 2_000;
/** The call needs no sign-in, so the lines that one call and one minute write to the log are bounded. */
const LINES_OF_A_CALL = 5;
const LINES_OF_A_MINUTE = 20;
const MINUTE_MS = 60_000;
const LOG_CHARACTERS = 300;

const deviceId = z.string().min(1).max(200);
const passType = z.string().min(1).max(200);
const registrationSchema = z.looseObject({ pushToken: z.string().regex(/^[0-9a-fA-F]{16,200}$/) });
const updatedQuery = z.object({
  passesUpdatedSince: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});
const linkQuery = z.object({ until: z.coerce.number().int().min(0), signature: z.string().max(100) });
const logSchema = z.looseObject({ logs: z.array(z.string().max(MAX_LINE_CHARACTERS)).max(MAX_LINES) });

/**
 * The web service that Apple Wallet calls (PassKit Web Service Reference): phones register, ask which passes have changed, and load them. Also
 * serves the link by which a phone loads a new pass.
 */
@ApiExcludeController()
@Controller('hooks/wallet/:networkId')
export class AppleServiceController {
  private readonly logger = new Logger(AppleServiceController.name);
  /** Complaints of the minute that began then, by the clock of this process, and those of it that have no line. */
  private minute = { beganMs: Number.NEGATIVE_INFINITY, lines: 0, leftOut: 0 };

  constructor(
    private readonly database: Database,
    private readonly passes: WalletPasses,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  @Get('passes/:serial')
  @Public()
  async load(
    @Id('networkId') networkId: string,
    @Id('serial') serial: string,
    @Query({ schema: linkQuery }) link: z.infer<typeof linkQuery>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const account = this.passes.isLink(networkId, serial, link)
      ? await this.passes.findAccount(networkId, 'APPLE')
      : null;
    const pass = account && (await findPass(this.database.readsOf(networkId), networkId, serial, 'APPLE'));
    if (account === null || pass == null) throw new ProblemError('not_found');
    await this.send(reply, networkId, account, pass);
  }

  @Post('v1/devices/:device/registrations/:passType/:serial')
  @Public()
  async register(
    @Id('networkId') networkId: string,
    @Param('device', { schema: deviceId }) device: string,
    @Param('passType', { schema: passType }) type: string,
    @Id('serial') serial: string,
    @Headers('authorization') authorization: string | undefined,
    @Body({ schema: registrationSchema }) { pushToken }: z.infer<typeof registrationSchema>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { pass } = await this.authorize(networkId, type, serial, authorization);
    const on = { networkId, passId: pass.id, device };
    const isNew = await this.commands.execute(new PutPassDevice(on, pushToken));
    void reply.code(isNew ? 201 : 200).send();
  }

  @Delete('v1/devices/:device/registrations/:passType/:serial')
  @HttpCode(200)
  @Public()
  async unregister(
    @Id('networkId') networkId: string,
    @Param('device', { schema: deviceId }) device: string,
    @Param('passType', { schema: passType }) type: string,
    @Id('serial') serial: string,
    @Headers('authorization') authorization: string | undefined,
  ): Promise<void> {
    const { pass } = await this.authorize(networkId, type, serial, authorization);
    await this.commands.execute(new RemovePassDevice({ networkId, passId: pass.id, device }));
  }

  /** Apple's protocol has no pass token in this call; the phone's id is itself a secret. */
  @Get('v1/devices/:device/registrations/:passType')
  @Public()
  async listUpdated(
    @Id('networkId') networkId: string,
    @Param('device', { schema: deviceId }) device: string,
    @Param('passType', { schema: passType }) type: string,
    @Query({ schema: updatedQuery }) { passesUpdatedSince: since }: z.infer<typeof updatedQuery>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const account = await this.passes.findAccount(networkId, 'APPLE');
    const reads = this.database.readsOf(networkId);
    const sinceMs = since === undefined ? null : Number(since);
    const changed =
      account?.account === type ? await listChanged(reads, networkId, digestOfDevice(device), sinceMs) : [];
    const [last] = changed;
    if (last === undefined) void reply.code(204).send();
    else
      void reply.send({
        serialNumbers: changed.map(({ id }) => id),
        lastUpdated: String(Math.max(last.changedAt.getTime(), sinceMs ?? 0)),
      });
  }

  @Get('v1/passes/:passType/:serial')
  @Public()
  async latest(
    @Id('networkId') networkId: string,
    @Param('passType', { schema: passType }) type: string,
    @Id('serial') serial: string,
    @Headers('authorization') authorization: string | undefined,
    @Headers('if-modified-since') known: string | undefined,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { account, pass } = await this.authorize(networkId, type, serial, authorization);
    // The header has whole seconds, so a change within that second may be newer than the phone's pass.
    if (known !== undefined && pass.changedAt.getTime() < Date.parse(known)) void reply.code(304).send();
    else await this.send(reply, networkId, account, pass);
  }

  /** Logs complaints of phones about their passes. */
  @Post('v1/log')
  @HttpCode(200)
  @Public()
  async log(
    @Id('networkId') networkId: string,
    @Body({ schema: logSchema }) { logs }: z.infer<typeof logSchema>,
  ): Promise<void> {
    if ((await this.passes.findAccount(networkId, 'APPLE')) === null) return;
    const taken = logs.slice(0, LINES_OF_A_CALL);
    this.minute.leftOut += logs.length - taken.length;
    for (const text of taken) this.logComplaint(networkId, text.slice(0, LOG_CHARACTERS));
  }

  private logComplaint(networkId: string, complaint: string): void {
    const nowMs = performance.now();
    const { leftOut } = this.minute;
    if (nowMs - this.minute.beganMs >= MINUTE_MS) this.minute = { beganMs: nowMs, lines: 0, leftOut };
    if (this.minute.lines >= LINES_OF_A_MINUTE) {
      this.minute.leftOut += 1;
      return;
    }
    this.minute.lines += 1;
    this.minute.leftOut = 0;
    const message = 'a phone complained of a pass';
    this.logger.warn({ message, networkId, complaint, leftOut: leftOut === 0 ? undefined : leftOut });
  }

  /** A pass of another network or kind gets the same answer as a wrong token. */
  private async authorize(
    networkId: string,
    type: string,
    serial: string,
    authorization = '',
  ): Promise<{ readonly account: WalletAccount; readonly pass: PassRow }> {
    const pass = await this.passes.findOfPhone(networkId, serial, authorization);
    const account = pass === undefined ? null : await this.passes.findAccount(networkId, 'APPLE');
    if (pass === undefined || account?.account !== type) throw new ProblemError('unauthenticated');
    return { account, pass };
  }

  private async send(reply: ApiReply, networkId: string, account: WalletAccount, pass: PassRow): Promise<void> {
    const madeAt = this.clock.now();
    const file = await this.passes.file(networkId, account, pass);
    void reply
      .header('Last-Modified', madeAt.toUTCString())
      .header('Cache-Control', 'private, no-store')
      .header('Content-Disposition', 'attachment; filename="card.pkpass"')
      .type(MIME)
      .send(file);
  }
}
