/** A part of a picture, in pixels of the picture. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const MOST_ZOOM = 4;

/** The crop of this aspect ratio at this zoom (1: as large as fits) around this centre, moved inside the picture. */
export function cropAt(
  image: Size,
  aspect: number,
  zoom: number,
  middle: { readonly x: number; readonly y: number },
): Crop {
  const whole = Math.min(image.width, image.height * aspect);
  const width = whole / Math.min(Math.max(zoom, 1), MOST_ZOOM);
  const height = width / aspect;
  return {
    left: within(middle.x - width / 2, image.width - width),
    top: within(middle.y - height / 2, image.height - height),
    width,
    height,
  };
}

/** Between 0 and `most`. */
function within(value: number, most: number): number {
  return Math.min(Math.max(value, 0), Math.max(most, 0));
}
