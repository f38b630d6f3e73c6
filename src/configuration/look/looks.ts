import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { GenerationCache } from '../../platform/memory/generation-cache';
import { ProblemError } from '../../platform/problems/problem';
import type { NetworkProfile } from '../network-profile/network-profile';
import { Networks } from '../networks/networks';
import { coloursOfPages, DEFAULT_LOOK, FONT_FAMILIES } from './look.rules';
import { type Look, lookSchema, textOf } from './look.schema';
import { IMAGE_NAMES, type LookImage, type ManagedLook, type PublicLook, type WebManifest } from './look.dto';
import { iconsOf, type MadeImage } from './look-images';

type ImageSize = Pick<MadeImage, 'kind' | 'width' | 'height' | 'hash'>;

/** The cached part of a network's look, by one version of its configuration. */
interface KeptLook {
  readonly rulesVersion: number;
  readonly look: Look;
  readonly isDefault: boolean;
  readonly images: readonly ImageSize[];
}

const KEPT_LOOKS = 2_000;
const SHORT_NAME = 12;

/** Networks' looks: colours, card, font, logo and texts, with the icons and manifest made from them. */
@Injectable()
export class Looks {
  private readonly kept = new GenerationCache<KeptLook>(KEPT_LOOKS);
  private defaultIcons: Promise<readonly MadeImage[]> | undefined;

  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
  ) {}

  /** @throws ProblemError `not_found` for an unknown code, and for a closed network */
  async openNetwork(code: string): Promise<NetworkProfile> {
    const id = await this.networks.findIdByCode(code.toLowerCase());
    const profile = id === undefined ? undefined : await this.networks.getProfile(id);
    if (profile?.closedAt !== null) throw new ProblemError('not_found');
    return profile;
  }

  /** The look for guests, with texts in this language. */
  async publicLook(profile: NetworkProfile, language: 'ru' | 'en'): Promise<PublicLook> {
    const { look, images } = await this.find(profile);
    return {
      networkId: profile.id,
      network: profile.code,
      name: profile.name,
      language: profile.locale,
      currency: profile.currency,
      timeZone: profile.timeZone,
      colours: coloursOfPages(look),
      card: look.card,
      font: look.font,
      fontFamily: FONT_FAMILIES[look.font],
      logo: pictureOf(profile.code, images),
      icon: imageAddress(profile.code, 'ICON_192', images),
      manifest: `${addressOf(profile.code)}/manifest`,
      texts: { welcome: textOf(look, 'welcome', language), slip: textOf(look, 'slip', language) },
    };
  }

  async managedLook(networkId: string): Promise<ManagedLook> {
    return this.database.inNetwork(networkId, async (tx) =>
      this.managedWithin(tx, networkId, (await this.networks.getProfile(networkId)).code),
    );
  }

  async managedWithin(tx: Tx, networkId: string, code: string): Promise<ManagedLook> {
    const { look, isDefault, images } = await readLook(tx, networkId);
    return { look, isDefault, logo: pictureOf(code, images) };
  }

  /** The look for e-mails in the network's language, with the last line. */
  async ofLetter(networkId: string): Promise<PublicLook & { readonly letter: string | null }> {
    const profile = await this.networks.getProfile(networkId);
    const { look } = await this.find(profile);
    return { ...(await this.publicLook(profile, profile.locale)), letter: textOf(look, 'letter', profile.locale) };
  }

  /** @throws ProblemError `not_found` where the network has no logo */
  async image({ id }: NetworkProfile, kind: LookImage): Promise<Pick<MadeImage, 'bytes' | 'hash'>> {
    const row = await this.database.inNetwork(id, (tx) =>
      tx.prisma.networkLookImage.findUnique({ where: { networkId_kind: { networkId: id, kind } } }),
    );
    if (row !== null) return { bytes: Buffer.from(row.bytes), hash: row.hash };
    if (kind === 'LOGO') throw new ProblemError('not_found');
    this.defaultIcons ??= iconsOf(null, DEFAULT_LOOK.accent, DEFAULT_LOOK.accentInk);
    const icon = (await this.defaultIcons).find((candidate) => candidate.kind === kind);
    if (icon === undefined) throw new ProblemError('not_found');
    return icon;
  }

  /** The web app manifest: each network is an application with its own identity, name, colour and icons. */
  async manifest(profile: NetworkProfile): Promise<WebManifest> {
    const { look, images } = await this.find(profile);
    const cabinet = `/cabinet/${encodeURIComponent(profile.code)}`;
    const icon = (kind: LookImage, side: number, purpose: 'any' | 'maskable') => ({
      src: imageAddress(profile.code, kind, images),
      sizes: `${String(side)}x${String(side)}`,
      type: 'image/png' as const,
      purpose,
    });
    return {
      id: cabinet,
      name: profile.name,
      short_name: profile.name.slice(0, SHORT_NAME).trim(),
      lang: profile.locale,
      start_url: cabinet,
      scope: cabinet,
      display: 'standalone',
      background_color: '#ffffff',
      theme_color: look.accent,
      icons: [icon('ICON_192', 192, 'any'), icon('ICON_512', 512, 'any'), icon('MASKABLE_512', 512, 'maskable')],
    };
  }

  private async find({ id, rulesVersion }: NetworkProfile): Promise<KeptLook> {
    const kept = this.kept.get(id);
    if (kept?.rulesVersion === rulesVersion) return kept;
    const read = await this.database.inNetwork(id, (tx) => readLook(tx, id));
    const found = { ...read, rulesVersion };
    this.kept.set(id, found);
    return found;
  }
}

async function readLook(tx: Tx, networkId: string): Promise<Omit<KeptLook, 'rulesVersion'>> {
  const row = await tx.prisma.networkLook.findUnique({ where: { networkId }, select: { document: true } });
  const images = await tx.prisma.networkLookImage.findMany({
    where: { networkId },
    select: { kind: true, width: true, height: true, hash: true },
    take: Object.keys(IMAGE_NAMES).length,
  });
  return {
    look: row === null ? DEFAULT_LOOK : lookSchema.parse(row.document),
    isDefault: row === null,
    images: images as ImageSize[],
  };
}

function addressOf(code: string): string {
  return `/api/looks/${encodeURIComponent(code)}`;
}

/** The address contains a hash of the picture, so browsers may keep the picture forever. */
function imageAddress(code: string, kind: LookImage, images: readonly ImageSize[]): string {
  const name = Object.entries(IMAGE_NAMES).find(([, named]) => named === kind)?.[0] ?? '';
  const hash = images.find((image) => image.kind === kind)?.hash.slice(0, 16) ?? 'product';
  return `${addressOf(code)}/images/${name}?v=${hash}`;
}

function pictureOf(code: string, images: readonly ImageSize[]): PublicLook['logo'] {
  const logo = images.find(({ kind }) => kind === 'LOGO');
  return logo === undefined
    ? null
    : { url: imageAddress(code, 'LOGO', images), width: logo.width, height: logo.height };
}
