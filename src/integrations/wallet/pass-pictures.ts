import { Injectable } from '@nestjs/common';
import { Looks, type NetworkProfile } from '../../configuration';

/** Sides of the icon by its name in a pass, in pixels. */
const ICONS = { 'icon.png': 29, 'icon@2x.png': 58, 'icon@3x.png': 87 } as const;
/** The most that Apple shows of a logo is 160 × 50 points. */
const LOGOS = { 'logo.png': 1, 'logo@2x.png': 2 } as const;
const LOGO = { width: 160, height: 50 };
/** Networks whose pictures are kept, some 30 kB each. */
const MOST_KEPT = 200;

/** The pictures of Apple passes, made from the icon and the logo of a network in the sizes that Apple asks for. */
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
  // Loaded with the first pass, so that a start takes less time.
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
