import type { PublicLook } from '../../entities/look/look.api';

const STYLE_ID = 'network-look';

/**
 * Puts on the colours and the font of the network, in both schemes. The server gives only colours that can be read. The
 * doubled `:root` goes before the theme, whose style stands later in the page.
 */
export function applyLook({ colours, fontFamily }: PublicLook): void {
  const known = document.getElementById(STYLE_ID);
  const style = known ?? document.head.appendChild(document.createElement('style'));
  style.id = STYLE_ID;
  style.textContent = [
    `:root:root { --mantine-font-family: ${fontFamily}; }`,
    ...(['light', 'dark'] as const).map((scheme) => {
      const { accent, ink, text } = colours[scheme];
      const tokens = `--accent: ${accent}; --accent-hover: ${accent}; --accent-ink: ${ink}; --accent-text: ${text};`;
      return `:root:root[data-mantine-color-scheme='${scheme}'] { ${tokens} }`;
    }),
  ].join('\n');
}
