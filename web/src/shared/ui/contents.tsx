import { IconAlertCircleFilled } from '../icons/icon-alert-circle-filled';
import { type MouseEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '../i18n/use-translation';
import classes from './contents.module.css';
import { useRowOfPages } from './row-of-pages';

interface ContentsSection {
  /** The id of a `ContentsPart` on the same page. */
  readonly id: string;
  readonly title: string;
  readonly hasMistake: boolean;
}

interface ContentsProps {
  readonly sections: readonly ContentsSection[];
}

/** The sections of a long form: at its side, on a narrow screen above it. A choice moves the focus into the section. */
export function Contents({ sections }: ContentsProps) {
  const { t } = useTranslation();
  const row = useRowOfPages<HTMLElement>();
  const current = usePresentSection(sections.map(({ id }) => id));
  useEffect(() => {
    const list = row.current;
    const link = list?.querySelector<HTMLElement>('[aria-current]');
    if (list == null || link == null) return;
    // `scrollIntoView` would stop the page, which may be on its way to the section.
    list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
  }, [current, row]);

  function go(event: MouseEvent, id: string): void {
    event.preventDefault();
    const section = document.getElementById(id);
    section?.focus({ preventScroll: true });
    section?.scrollIntoView();
  }

  return (
    <nav ref={row} className={classes.contents} aria-label={t('contents.label')}>
      {sections.map(({ id, title, hasMistake }) => (
        <a
          key={id}
          href={`#${id}`}
          className={classes.link}
          aria-current={id === current ? 'location' : undefined}
          data-mistake={hasMistake}
          onClick={(event) => go(event, id)}
        >
          <span>{title}</span>
          {hasMistake && (
            <>
              <IconAlertCircleFilled className={classes.mark} size={18} aria-hidden />
              <span className="visually-hidden">{t('contents.mistake')}</span>
            </>
          )}
        </a>
      ))}
    </nav>
  );
}

interface ContentsPartProps {
  readonly id: string;
  readonly children: ReactNode;
}

/** A section with a link in the contents. */
export function ContentsPart({ id, children }: ContentsPartProps) {
  return (
    <div id={id} className={classes.part} tabIndex={-1}>
      {children}
    </div>
  );
}

/** The section of the field in focus while it is on the screen, otherwise the one at the upper third. */
function usePresentSection(ids: readonly string[]): string | undefined {
  const [present, setPresent] = useState(ids[0]);
  const joined = ids.join(' ');
  useEffect(() => {
    const parts = () => joined.split(' ').flatMap((id) => document.getElementById(id) ?? []);
    const onMove = () => setPresent((focusedPart(parts()) ?? partAtUpperThird(parts()))?.id);
    // A pressed link takes the focus: the row must not move from under the pointer before it is released.
    const onFocus = () => setPresent((before) => focusedPart(parts())?.id ?? before);
    onMove();
    const listening = new AbortController();
    const options = { capture: true, passive: true, signal: listening.signal };
    window.addEventListener('scroll', onMove, options);
    window.addEventListener('resize', onMove, options);
    window.addEventListener('focusin', onFocus, options);
    return () => listening.abort();
  }, [joined]);
  return present;
}

function focusedPart(parts: readonly HTMLElement[]): HTMLElement | undefined {
  const { activeElement } = document;
  if (activeElement === null) return undefined;
  const { top, bottom } = activeElement.getBoundingClientRect();
  // A field is seen by any part of it; a whole section, into which the contents led, by its beginning.
  const edge = parts.some((part) => part === activeElement) ? top : bottom;
  if (edge < 0 || top >= window.innerHeight) return undefined;
  return parts.find((part) => part.contains(activeElement));
}

function partAtUpperThird(parts: readonly HTMLElement[]): HTMLElement | undefined {
  const line = window.innerHeight / 3;
  return parts.findLast((part) => part.getBoundingClientRect().top <= line) ?? parts[0];
}
