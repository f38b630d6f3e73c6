import { useEffect } from 'react';
import { type PublicLook, useLook } from './look.api';

const STYLE_ID = 'network-look';

/** The look of the network with this code, which the page puts on as soon as it is known. */
export function useAppliedLook(network: string): ReturnType<typeof useLook> {
  const look = useLook(network);
  const { data } = look;
  useEffect(() => {
    if (data !== undefined && data !== null) applyLook(data);
  }, [data]);
  return look;
}

/**
 * Puts on the colours and the font of the network, in both schemes. The server gives only colours that can be read. The
 * doubled `:root` goes before the theme, whose style stands later in the page.
 */
function applyLook({ colours, fontFamily }: PublicLook): void {
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
