import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { z } from 'zod';
import { Networks } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { FormBody } from '../../../platform/http/form-body.decorator';
import { CurrentLanguage } from '../../../platform/http/languages';
import { linkForm, linkPage, linkToken } from '../../../platform/http/link-page';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import { Public } from '../../../security';
import { LetterLinks } from './letter-links';
import { EndLetter } from './letters';

/** The page behind the link under a weekly letter. Some mail programs open links by GET, so only the page's button ends the letters. */
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
  ask(@Param('token', { schema: linkToken }) token: string, @CurrentLanguage() language: Language): Promise<string> {
    return this.page(token, language, true);
  }

  @Post(':token')
  @HttpCode(200)
  @FormBody()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async end(
    @Param('token', { schema: linkToken }) token: string,
    @Body({ schema: linkForm }) _form: z.infer<typeof linkForm>,
    @CurrentLanguage() language: Language,
  ): Promise<string> {
    await this.commands.execute(new EndLetter(token));
    return this.page(token, language, false);
  }

  private async page(token: string, language: Language, asks: boolean): Promise<string> {
    const network = (await this.networks.getProfile(this.links.read(token).networkId)).name;
    const words = messages[language];
    const told = words[asks ? 'letter.askEnd' : 'letter.ended'](FORMATTERS, { network });
    const button = asks ? words['unsubscribe.button'](FORMATTERS, {}) : null;
    return linkPage(language, { title: network, text: told, button });
  }
}
