import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { Operation } from '../../platform/http/operation.decorator';
import {
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../security';
import * as dto from './look.dto';
import { checkContrast, coloursOfPages } from './look.rules';
import type { Look } from './look.schema';
import { Looks } from './looks';
import { SetLogo } from './set-logo.command';
import { SetLook } from './set-look.command';

/** The look of the caller's network, to change it. */
@ApiTags('Look')
@Controller('look')
export class LookController {
  constructor(
    private readonly commands: CommandBus,
    private readonly looks: Looks,
  ) {}

  @Get()
  @Tagged(dto.changeableOfLook)
  @Operation({ id: 'getLook', summary: 'Get the look of the network to change it' })
  @RequirePermission('settings.manage')
  @ApiOkResponse({ standardSchema: dto.managedLookSchema })
  read(@CurrentPrincipal() principal: Principal): Promise<dto.ManagedLook> {
    return this.looks.managedLook(networkOf(principal));
  }

  @Put()
  @ChangesTagged(dto.changeableOfLook)
  @Operation({
    id: 'setLook',
    summary: 'Set colours, card, font and texts',
    description:
      'Replaces the whole look but the logo. Colours whose contrast is below WCAG 2.2 AA are 400; `checkLookColours` ' +
      'proposes others. Pages of guests, mails and slips have the new look within five minutes.',
  })
  @RequirePermission('settings.manage')
  @ApiOkResponse({ standardSchema: dto.managedLookSchema })
  set(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.setLookSchema }) look: Look,
  ): Promise<dto.ManagedLook> {
    return this.commands.execute(new SetLook(context, { look }));
  }

  @Post('colours')
  @HttpCode(200)
  @Operation({
    id: 'checkLookColours',
    summary: 'Check the contrast of colours',
    description: 'For a form, before the look is set: each pair of colours with its contrast and the nearest mend.',
  })
  @RequirePermission('settings.manage')
  @ApiOkResponse({ standardSchema: dto.colourCheckSchema })
  check(@Body({ schema: dto.checkColoursSchema }) body: z.infer<typeof dto.checkColoursSchema>): dto.ColourCheck {
    return { items: checkContrast(body), colours: coloursOfPages(body) };
  }

  @Put('logo')
  @BodyLimit(dto.LOGO_BODY_BYTES)
  @Operation({
    id: 'setLookLogo',
    summary: 'Set the logo',
    description:
      'The picture is decoded and made anew, at most 512 pixels on its longer side and without metadata; what was sent ' +
      'is never served. Anything but a PNG, JPEG or WebP of at most 16 megapixels is 400, an SVG too.',
  })
  @RequirePermission('settings.manage')
  @ApiOkResponse({ standardSchema: dto.managedLookSchema })
  setLogo(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.logoSchema }) { data }: z.infer<typeof dto.logoSchema>,
  ): Promise<dto.ManagedLook> {
    return this.commands.execute(new SetLogo(context, { data }));
  }

  @Delete('logo')
  @Operation({ id: 'removeLookLogo', summary: 'Remove the logo', description: 'Icons show the mark of the product.' })
  @RequirePermission('settings.manage')
  @ApiOkResponse({ standardSchema: dto.managedLookSchema })
  removeLogo(@KeyedContext() context: RequestContext): Promise<dto.ManagedLook> {
    return this.commands.execute(new SetLogo(context, { data: null }));
  }
}
