import { createElement, type FunctionComponent, type SVGProps } from 'react';

/** An icon of 24 by 24 units in the colour of the text around it. */
export type Icon = FunctionComponent<IconProps>;

interface IconProps extends Omit<SVGProps<SVGSVGElement>, 'stroke'> {
  /** Width and height in pixels; by default 24. */
  readonly size?: number;
  /** Width of the lines in units; by default 2. */
  readonly stroke?: number;
}

/** The path of a line, or of a filled dot. */
type IconLine = string | { readonly dot: string };

/*
 * The drawings in this folder are those of Tabler Icons 3.51 (https://tabler.io/icons; MIT, copyright Paweł Kuna). The
 * package has 6,000 of them in 90 MB. A new icon is a file with the paths of its drawing.
 */

/*@__NO_SIDE_EFFECTS__*/
export function outline(...paths: readonly IconLine[]): Icon {
  return ({ size, stroke = 2, ...rest }) =>
    drawn(paths, size, {
      fill: 'none',
      stroke: 'currentColor',
      strokeWidth: stroke,
      strokeLinecap: 'round',
      strokeLinejoin: 'round',
      ...rest,
    });
}

/*@__NO_SIDE_EFFECTS__*/
export function filled(...paths: readonly IconLine[]): Icon {
  return ({ size, stroke: _, ...rest }) => drawn(paths, size, { fill: 'currentColor', ...rest });
}

function drawn(paths: readonly IconLine[], size = 24, attributes: SVGProps<SVGSVGElement>) {
  return createElement(
    'svg',
    { viewBox: '0 0 24 24', width: size, height: size, ...attributes },
    ...paths.map((path) =>
      typeof path === 'string'
        ? createElement('path', { d: path })
        : createElement('path', { d: path.dot, fill: 'currentColor' }),
    ),
  );
}
