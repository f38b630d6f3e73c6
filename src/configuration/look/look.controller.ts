import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { KeyedContext, NetworkId, type RequestContext, Route } from '../../security';
import * as dto from './look.dto';
import { checkContrast, coloursOfPages } from './look.rules';
import type { Look } from './look.schema';
import { Looks } from './looks';
import { SetLogo, SetLook } from './look-changes';

/** The look of the caller's network, to change it. */
@ApiTags('Look')
@Controller('look')
export class LookController {
  constructor(
    private readonly commands: CommandBus,
    private readonly looks: Looks,
  ) {}

  @Route('GET', {
    id: 'getLook',
    permission: 'settings.manage',
    summary: 'Get the look of the network to change it',
    ok: dto.managedLookSchema,
  })
  @Tagged(dto.changeableOfLook)
  read(@NetworkId() networkId: string): Promise<dto.ManagedLook> {
    return this.looks.managedLook(networkId);
  }

  @Route('PUT', {
    id: 'setLook',
    permission: 'settings.manage',
    summary: 'Set colours, card, font and texts',
    description:
      'Replaces the whole look but the logo. Colours whose contrast is below WCAG 2.2 AA are 400; `checkLookColours` ' +
      'proposes others. Pages of guests, mails and slips have the new look within five minutes.',
    ok: dto.managedLookSchema,
  })
  @ChangesTagged(dto.changeableOfLook)
  set(@KeyedContext() context: RequestContext, @Body({ schema: dto.setLookSchema }) look: Look) {
    return this.commands.execute(new SetLook(context, { look }));
  }

  @Route('POST colours', {
    id: 'checkLookColours',
    permission: 'settings.manage',
    summary: 'Check the contrast of colours',
    description: 'For a form, before the look is set: each pair of colours with its contrast and the nearest mend.',
    ok: dto.colourCheckSchema,
  })
  check(@Body({ schema: dto.checkColoursSchema }) body: z.infer<typeof dto.checkColoursSchema>): dto.ColourCheck {
    return { items: checkContrast(body), colours: coloursOfPages(body) };
  }

  @Route('PUT logo', {
    id: 'setLookLogo',
    permission: 'settings.manage',
    summary: 'Set the logo',
    description:
      'The picture is decoded and made anew, at most 512 pixels on its longer side and without metadata; what was sent ' +
      'is never served. Anything but a PNG, JPEG or WebP of at most 16 megapixels is 400, an SVG too.',
    ok: dto.managedLookSchema,
  })
  @BodyLimit(dto.LOGO_BODY_BYTES)
  setLogo(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.logoSchema }) { data }: z.infer<typeof dto.logoSchema>,
  ) {
    return this.commands.execute(new SetLogo(context, { data }));
  }

  @Route('DELETE logo', {
    id: 'removeLookLogo',
    permission: 'settings.manage',
    summary: 'Remove the logo',
    description: 'Icons show the mark of the product.',
    ok: dto.managedLookSchema,
  })
  removeLogo(@KeyedContext() context: RequestContext) {
    return this.commands.execute(new SetLogo(context, { data: null }));
  }
}
