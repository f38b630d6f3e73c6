import { Injectable } from '@nestjs/common';
import { Looks, type NetworkProfile } from '../../configuration';

/** The icon's sides in pixels, by file name in the pass. */
const ICONS = { 'icon.png': 29, 'icon@2x.png': 58, 'icon@3x.png': 87 } as const;
/** The logo's scales by file name; Apple shows at most 160 × 50 points. */
const LOGOS = { 'logo.png': 1, 'logo@2x.png': 2 } as const;
const LOGO = { width: 160, height: 50 };
/** The most networks whose pictures are cached, some 30 kB each. */
const MOST_KEPT = 200;

/** The pictures of Apple passes, made from a network's icon and logo in Apple's sizes. */
@Injectable()
export class PassPictures {
  private readonly kept = new Map<string, Promise<Readonly<Record<string, Buffer>>>>();

  constructor(private readonly looks: Looks) {}

  async of(profile: NetworkProfile): Promise<Readonly<Record<string, Buffer>>> {
    const { logo } = await this.looks.publicLook(profile, profile.locale);
    const icon = await this.looks.image(profile, 'ICON_512');
    const shown = logo === null ? icon : await this.looks.image(profile, 'LOGO');
    const key = `${icon.hash} ${shown.hash}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const made = sized(icon.bytes, shown.bytes);
    this.kept.set(key, made);
    return made;
  }
}

async function sized(icon: Buffer, logo: Buffer): Promise<Readonly<Record<string, Buffer>>> {
  // Loaded with the first pass, which makes the start faster.
  const { default: sharp } = await import('sharp');
  const icons = Object.entries(ICONS).map(
    async ([name, side]) => [name, await sharp(icon).resize({ width: side, height: side }).png().toBuffer()] as const,
  );
  const logos = Object.entries(LOGOS).map(async ([name, scale]) => {
    const size = { width: LOGO.width * scale, height: LOGO.height * scale, fit: 'inside' } as const;
    return [name, await sharp(logo).resize(size).png().toBuffer()] as const;
  });
  return Object.fromEntries(await Promise.all([...icons, ...logos]));
}
