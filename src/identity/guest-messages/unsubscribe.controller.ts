import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Networks } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { FormBody } from '../../platform/http/form-body.decorator';
import { FORMATTERS } from '../../platform/language/formatters';
import { Public } from '../../security';
import { Unsubscribe } from './unsubscribe.command';
import { UnsubscribeLinks } from './unsubscribe-links';

const tokenSchema = z.string().min(1).max(100);
/** As RFC 8058 has it; mail programs may add fields. */
const formSchema = z.looseObject({ 'List-Unsubscribe': z.literal('One-Click') });

/**
 * The page of the link in a letter. Programs that look at links open it by GET, so that changes nothing: a button, or the mail
 * program itself (RFC 8058), ends the letters by POST.
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
  async ask(@Param('token', { schema: tokenSchema }) token: string): Promise<string> {
    return this.page(token, true);
  }

  @Post(':token')
  @HttpCode(200)
  @FormBody()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async end(
    @Param('token', { schema: tokenSchema }) token: string,
    @Body({ schema: formSchema }) _form: z.infer<typeof formSchema>,
  ): Promise<string> {
    await this.commands.execute(new Unsubscribe(token));
    return this.page(token, false);
  }

  /** In the language of the letter. */
  private async page(token: string, asks: boolean): Promise<string> {
    const { networkId, language, purpose } = await this.links.get(token);
    const network = (await this.networks.getProfile(networkId)).name;
    const words = messages[language];
    const told =
      purpose === 'MARKETING'
        ? words[asks ? 'unsubscribe.askCampaigns' : 'unsubscribe.doneCampaigns'](FORMATTERS, { network })
        : words[asks ? 'unsubscribe.askPoints' : 'unsubscribe.donePoints'](FORMATTERS, { network });
    const button = asks
      ? `<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${escape(words['unsubscribe.button'](FORMATTERS, {}))}</button></form>`
      : '';
    return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${escape(network)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem}</style>
<p>${escape(told)}</p>${button}</html>`;
  }
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
}
