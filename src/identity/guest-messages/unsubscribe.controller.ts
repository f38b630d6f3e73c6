import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { z } from 'zod';
import { Networks } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { FormBody } from '../../platform/http/form-body.decorator';
import { linkForm, linkPage, linkToken } from '../../platform/http/link-page';
import { FORMATTERS } from '../../platform/language/formatters';
import { Public } from '../../security';
import { type MessageLink, Unsubscribe, UnsubscribeLinks } from './unsubscribe-links';

/**
 * The pages of the unsubscribe links of e-mails and SMS. Scanners open them by GET, which changes nothing; only a POST by the page's button or a mail
 * program itself (RFC 8058) unsubscribes.
 */
@ApiExcludeController()
@Public()
@Controller()
export class UnsubscribeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly links: UnsubscribeLinks,
    private readonly networks: Networks,
  ) {}

  @Get('hooks/unsubscribe/:token')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async ask(@Param('token', { schema: linkToken }) token: string): Promise<string> {
    return this.page({ network: null, token }, true);
  }

  @Post('hooks/unsubscribe/:token')
  @HttpCode(200)
  @FormBody()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async end(
    @Param('token', { schema: linkToken }) token: string,
    @Body({ schema: linkForm }) _form: z.infer<typeof linkForm>,
  ): Promise<string> {
    return this.endBy({ network: null, token });
  }

  @Get('s/:network/:token')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async askShort(
    @Param('network', { schema: linkToken }) network: string,
    @Param('token', { schema: linkToken }) token: string,
  ): Promise<string> {
    return this.page({ network, token }, true);
  }

  @Post('s/:network/:token')
  @HttpCode(200)
  @FormBody()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async endShort(
    @Param('network', { schema: linkToken }) network: string,
    @Param('token', { schema: linkToken }) token: string,
    @Body({ schema: linkForm }) _form: z.infer<typeof linkForm>,
  ): Promise<string> {
    return this.endBy({ network, token });
  }

  private async endBy(link: MessageLink): Promise<string> {
    await this.commands.execute(new Unsubscribe(link));
    return this.page(link, false);
  }

  /** Uses the language of the message. */
  private async page(link: MessageLink, asks: boolean): Promise<string> {
    const { networkId, language, purpose } = await this.links.get(link);
    const network = (await this.networks.getProfile(networkId)).name;
    const words = messages[language];
    const told = { network, channel: link.network === null ? 'EMAIL' : 'SMS' } as const;
    const text =
      purpose === 'MARKETING'
        ? words[asks ? 'unsubscribe.askCampaigns' : 'unsubscribe.doneCampaigns'](FORMATTERS, told)
        : words[asks ? 'unsubscribe.askPoints' : 'unsubscribe.donePoints'](FORMATTERS, told);
    const button = asks ? words['unsubscribe.button'](FORMATTERS, {}) : null;
    return linkPage(language, { title: network, text, button });
  }
}
