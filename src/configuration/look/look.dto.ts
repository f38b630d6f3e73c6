import { z } from 'zod';
import { uuid, objectOf, objectOrNull, objectNamed, listOf } from '../../platform/http/schemas';
import { CARD_DESIGNS, colour, LOOK_FONTS, lookSchema } from './look.schema';

/** The largest accepted picture, and how many bytes base64 takes for one. */
const MAX_LOGO_BYTES = 1024 * 1024;
const BASE64_PER_BYTE = 4 / 3;
/** The largest body: the largest picture as JSON. */
export const LOGO_BODY_BYTES = Math.ceil(MAX_LOGO_BYTES * BASE64_PER_BYTE) + 1024;

const LOOK_IMAGES = ['LOGO', 'ICON_192', 'ICON_512', 'MASKABLE_512'] as const;
export type LookImage = (typeof LOOK_IMAGES)[number];

export const networkCodeSchema = z.string().min(1).max(63).describe('Code of the network');
/** Names of pictures in addresses. */
export const IMAGE_NAMES = {
  'logo.png': 'LOGO',
  'icon-192.png': 'ICON_192',
  'icon-512.png': 'ICON_512',
  'maskable-512.png': 'MASKABLE_512',
} as const satisfies Record<string, LookImage>;
export const imageNameSchema = z
  .enum(['logo.png', 'icon-192.png', 'icon-512.png', 'maskable-512.png'])
  .describe('Picture: the logo, or an icon for the home screen of a phone');

const colours = (scheme: string) =>
  objectOf(`Colours of pages in the ${scheme} scheme`, {
    accent: colour.describe('Colour of buttons'),
    ink: colour.describe('Colour of text on buttons'),
    text: colour.describe('Colour of links, readable on the page'),
  });

const picture = objectOrNull('Logo of the network; null: it has none', {
  url: z.string().describe('Address of the picture; another picture has another address'),
  width: z.int().describe('Width in pixels'),
  height: z.int().describe('Height in pixels'),
});

const cardShape = {
  design: z.enum(CARD_DESIGNS).describe('Drawing of the card behind its text'),
  from: colour.describe('First colour of the card'),
  to: colour.describe('Second colour of the card'),
  ink: colour.describe('Colour of text on the card'),
};

/** `GET /api/looks/{network}`: the parts of a look for guests' pages before the sign-in. */
export const publicLookSchema = objectNamed('PublicLook', 'The look of a network, as its guests see it.', {
  networkId: uuid.describe('Network that has this look'),
  network: z.string().describe('Code of the network, as in addresses of its pages'),
  name: z.string().describe('Name of the network'),
  language: z.enum(['ru', 'en']).describe('Language of the network'),
  currency: z.string().describe('Currency of the network, ISO 4217'),
  timeZone: z.string().describe("IANA name of the time zone of the network's days"),
  colours: z.strictObject({ light: colours('light'), dark: colours('dark') }).describe('Colours of pages'),
  card: z.strictObject(cardShape).describe("The guest's card"),
  font: z.enum(LOOK_FONTS).describe('Font of the pages of guests'),
  fontFamily: z.string().describe('The same as a value of `font-family`'),
  logo: picture,
  icon: z.string().describe('Address of the icon of 192 pixels'),
  manifest: z.string().describe('Address of the manifest with which the cabinet is installed'),
  texts: objectOf('Texts of the network in the language of `Accept-Language`', {
    welcome: z.string().nullable().describe('Line under the name of the network; null: none'),
    slip: z.string().nullable().describe('Last line of the slip of a till; null: none'),
  }),
});
export type PublicLook = z.infer<typeof publicLookSchema>;

/** `GET /api/look`: the look for the managers who change it. */
export const managedLookSchema = objectNamed('NetworkLook', 'The look of a network, to change it.', {
  look: lookSchema.describe('Look in force: the default until one is set'),
  isDefault: z.boolean().describe('Whether the network has set no look of its own'),
  logo: picture,
});
export type ManagedLook = z.infer<typeof managedLookSchema>;

export const setLookSchema = lookSchema.meta({
  id: 'SetLook',
  description: 'The whole look; every pair of colours is checked for contrast.',
});

export const checkColoursSchema = objectNamed('CheckColours', {
  accent: colour.describe('Colour of buttons and links, `#rrggbb`'),
  accentInk: colour.describe('Colour of text on the accent'),
  card: z.strictObject(cardShape).describe("The guest's card"),
});

export const colourCheckSchema = z
  .strictObject({
    items: listOf('Each pair of colours, in the order in which they are mended', {
      path: z.enum(['accent', 'accentInk', 'card.ink']).describe('Colour that stands on another'),
      ratio: z.number().describe('Contrast, from 1 to 21'),
      least: z.number().describe('Least contrast by WCAG 2.2, level AA'),
      passes: z.boolean().describe('Whether it is enough'),
      mend: colour.describe('Nearest colour that is enough'),
    }),
    colours: objectOf('Colours that pages would have', { light: colours('light'), dark: colours('dark') }),
  })
  .meta({
    id: 'ColourCheck',
    description: 'Contrast of the colours of a look, with a mend for each that is too weak.',
  });
export type ColourCheck = z.infer<typeof colourCheckSchema>;

export const logoSchema = objectNamed('LookLogo', {
  data: z
    .base64()
    .max(Math.ceil(MAX_LOGO_BYTES * BASE64_PER_BYTE) + 4)
    .describe('Bytes of a PNG, JPEG or WebP of at most 1 MiB and 16 megapixels, in base64'),
});

export const manifestSchema = z
  .strictObject({
    id: z.string().describe('Identity of the installed application'),
    name: z.string().describe('Name of the network'),
    short_name: z.string().describe('Name under the icon, of at most 12 characters'),
    lang: z.string().describe('Language of the network'),
    start_url: z.string().describe('Address that the installed application opens'),
    scope: z.string().describe('Addresses that belong to the application'),
    display: z.literal('standalone').describe('The application has a window of its own'),
    background_color: colour.describe('Ground while the application starts'),
    theme_color: colour.describe('Colour of the frame of the window'),
    icons: listOf('Icons for the home screen', {
      src: z.string().describe('Address of the icon'),
      sizes: z.string().describe('Its size in pixels'),
      type: z.literal('image/png').describe('Its media type'),
      purpose: z.enum(['any', 'maskable']).describe('Whether the system may cut it'),
    }),
  })
  .meta({ id: 'WebManifest', description: 'Manifest of a web application (W3C), made from the look of a network.' });
export type WebManifest = z.infer<typeof manifestSchema>;

/** The parts of a look that `SetLook` changes. */
export function changeableOfLook({ look }: ManagedLook): object {
  return look;
}
