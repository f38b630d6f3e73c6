import classes from './scroll-edges.module.css';

/** A `ref` for an element that may be wider than its place: it fades at the sides where more content is hidden. */
export function fadeAtEdges(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined;
  const look = () => {
    const before = Math.abs(element.scrollLeft);
    element.classList.toggle(String(classes.before), before > 1);
    element.classList.toggle(String(classes.after), element.scrollWidth - element.clientWidth - before > 1);
  };
  const sizes = new ResizeObserver(look);
  for (const sized of [element, ...element.children]) sizes.observe(sized);
  element.addEventListener('scroll', look, { passive: true });
  return () => {
    sizes.disconnect();
    element.removeEventListener('scroll', look);
  };
}
