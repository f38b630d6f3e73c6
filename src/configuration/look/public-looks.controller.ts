import { Controller, Header, Headers, Param, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ApiReply } from '../../platform/http/api-request';
import { CurrentLanguage } from '../../platform/http/languages';
import { FALLBACK, type Language } from '../../platform/language/language';
import { Route } from '../../security';
import * as dto from './look.dto';
import { Looks } from './looks';

const FOREVER = 'public, max-age=31536000, immutable';
const FIVE_MINUTES = 'public, max-age=300';

/** The looks of networks, for pages that a guest opens before signing in. */
@ApiTags('Look')
@Controller('looks/:network')
export class PublicLooksController {
  constructor(private readonly looks: Looks) {}

  @Route('GET', {
    id: 'getPublicLook',
    permission: 'public',
    summary: 'Read the look of a network',
    description:
      'Name, colours, card, font, logo and texts, without signing in: the default look until the network has set its ' +
      'own. 404 for a closed network.',
    ok: dto.publicLookSchema,
  })
  async read(
    @Param('network', { schema: dto.networkCodeSchema }) network: string,
    @CurrentLanguage() language: Language,
  ): Promise<dto.PublicLook> {
    return this.looks.publicLook(await this.looks.openNetwork(network), FALLBACK[language]);
  }

  @Route('GET manifest', {
    id: 'getWebManifest',
    permission: 'public',
    summary: 'Read the manifest of the cabinet',
    description: 'A web application manifest (W3C): the cabinet of each network is installed as its own application.',
    ok: dto.manifestSchema,
  })
  @ApiProduces('application/manifest+json')
  @Header('Content-Type', 'application/manifest+json; charset=utf-8')
  @Header('Cache-Control', FIVE_MINUTES)
  async manifest(@Param('network', { schema: dto.networkCodeSchema }) network: string): Promise<dto.WebManifest> {
    return this.looks.manifest(await this.looks.openNetwork(network));
  }

  @Route('GET images/:image', {
    id: 'getLookImage',
    permission: 'public',
    summary: 'Get a picture of a look',
    description:
      'The logo, or an icon for the home screen of a phone, as PNG. `ETag` is its hash, and a request with it in ' +
      '`If-None-Match` is answered 304. A network without a logo has icons all the same.',
    ok: { content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } },
  })
  @ApiResponse({ status: 304, description: 'The picture has not changed since the entity tag in `If-None-Match`' })
  async image(
    @Param('network', { schema: dto.networkCodeSchema }) network: string,
    @Param('image', { schema: dto.imageNameSchema }) name: keyof typeof dto.IMAGE_NAMES,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { bytes, hash } = await this.looks.image(await this.looks.openNetwork(network), dto.IMAGE_NAMES[name]);
    const tag = `"${hash}"`;
    // The address contains a hash, so a changed picture has another address. Mail programs show these pictures within e-mails.
    void reply
      .header('ETag', tag)
      .header('Cache-Control', FOREVER)
      .header('Cross-Origin-Resource-Policy', 'cross-origin');
    if (known?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) === true) {
      void reply.code(304).send();
      return;
    }
    void reply.type('image/png').send(bytes);
  }
}
