import type { ComponentPropsWithoutRef } from 'react';
import type { Schemas } from '../api/schemas';

export type ShownPicture = Schemas['ShownPicture'];

interface PictureProps extends Pick<ComponentPropsWithoutRef<'img'>, 'className' | 'loading'> {
  readonly picture: ShownPicture;
  /** The width on the page, in the form of an image's `sizes`: `(max-width: 600px) 100vw, 300px`. */
  readonly sizes: string;
  /** Left out where a name beside the picture says everything. */
  readonly alt?: string;
}

/** A picture in the size that the page needs, loaded when it comes into sight unless `loading` is `eager`; its place is kept until then. */
export function Picture({ picture, sizes, alt = '', className, loading = 'lazy' }: PictureProps) {
  const { url, width, height } = picture;
  return (
    <img
      className={className}
      src={url}
      srcSet={picture.sizes.map((one) => `${one.url} ${String(one.width)}w`).join(', ')}
      sizes={sizes}
      width={width}
      height={height}
      alt={alt}
      loading={loading}
      decoding="async"
    />
  );
}
