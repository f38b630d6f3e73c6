import type { ReactNode } from 'react';
import classes from './banner.module.css';

interface BannerProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** The way out of the state that the banner warns of. */
  readonly children?: ReactNode;
}

/** Warns at the head of each page of the state that the whole application is in. */
export function Banner({ label, title, text, children }: BannerProps) {
  return (
    <section className={classes.banner} aria-label={label}>
      <p className={classes.words}>
        <strong>{title}</strong> {text}
      </p>
      {children}
    </section>
  );
}
