import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { fadeAtEdges } from './scroll-edges';

/** A row of links that may be longer than the screen: where one is stays in sight, and so does that there are more. */
export function useRowOfPages<Row extends HTMLElement>(): RefObject<Row | null> {
  const row = useRef<Row>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    return fadeAtEdges(row.current);
  }, []);
  useEffect(() => {
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  return row;
}
