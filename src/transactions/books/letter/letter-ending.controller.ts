import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Networks } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { FormBody } from '../../../platform/http/form-body.decorator';
import { CurrentLanguage } from '../../../platform/http/languages';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import { Public } from '../../../security';
import { EndLetter } from './letter.commands';
import { LetterLinks } from './letter-links';

const tokenSchema = z.string().min(1).max(100);
/** Mail programs may add fields. */
const formSchema = z.looseObject({ 'List-Unsubscribe': z.literal('One-Click') });

/** The page of the link under a weekly letter. Programs that look at links open it by GET, so a button ends the letters. */
@ApiExcludeController()
@Public()
@Controller('hooks/letter')
export class LetterEndingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly links: LetterLinks,
    private readonly networks: Networks,
  ) {}

  @Get(':token')
  @Header('Content-Type', 'text/html; charset=utf-8')
  ask(@Param('token', { schema: tokenSchema }) token: string, @CurrentLanguage() language: Language): Promise<string> {
    return this.page(token, language, true);
  }

  @Post(':token')
  @HttpCode(200)
  @FormBody()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async end(
    @Param('token', { schema: tokenSchema }) token: string,
    @Body({ schema: formSchema }) _form: z.infer<typeof formSchema>,
    @CurrentLanguage() language: Language,
  ): Promise<string> {
    await this.commands.execute(new EndLetter(token));
    return this.page(token, language, false);
  }

  private async page(token: string, language: Language, asks: boolean): Promise<string> {
    const network = (await this.networks.getProfile(this.links.read(token).networkId)).name;
    const words = messages[language];
    const told = words[asks ? 'letter.askEnd' : 'letter.ended'](FORMATTERS, { network });
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
