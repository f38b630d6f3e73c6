import type { ReactNode } from 'react';
import classes from './banner.module.css';

interface BannerProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** A control that ends the state of which the banner warns. */
  readonly children?: ReactNode;
}

/** Warns at the top of every page of a state of the whole application. */
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
