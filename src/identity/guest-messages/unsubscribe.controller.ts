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
import { UnsubscribeLinks, Unsubscribe } from './unsubscribe-links';

/**
 * The page of the unsubscribe link. Mail scanners open it by GET, which changes nothing; only a POST by the page's button or the mail program
 * itself (RFC 8058) unsubscribes.
 */
@ApiExcludeController()
@Public()
@Controller('hooks/unsubscribe')
export class UnsubscribeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly links: UnsubscribeLinks,
    private readonly networks: Networks,
  ) {}

  @Get(':token')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async ask(@Param('token', { schema: linkToken }) token: string): Promise<string> {
    return this.page(token, true);
  }

  @Post(':token')
  @HttpCode(200)
  @FormBody()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async end(
    @Param('token', { schema: linkToken }) token: string,
    @Body({ schema: linkForm }) _form: z.infer<typeof linkForm>,
  ): Promise<string> {
    await this.commands.execute(new Unsubscribe(token));
    return this.page(token, false);
  }

  /** Uses the language of the e-mail. */
  private async page(token: string, asks: boolean): Promise<string> {
    const { networkId, language, purpose } = await this.links.get(token);
    const network = (await this.networks.getProfile(networkId)).name;
    const words = messages[language];
    const told =
      purpose === 'MARKETING'
        ? words[asks ? 'unsubscribe.askCampaigns' : 'unsubscribe.doneCampaigns'](FORMATTERS, { network })
        : words[asks ? 'unsubscribe.askPoints' : 'unsubscribe.donePoints'](FORMATTERS, { network });
    const button = asks ? words['unsubscribe.button'](FORMATTERS, {}) : null;
    return linkPage(language, { title: network, text: told, button });
  }
}
