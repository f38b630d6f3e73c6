import { startTransition, useEffect, useState, type ReactNode } from 'react';

/** Pixels, about the height of most charts, so that little moves when a chart comes. */
const HEIGHT = 240;

/** Draws a chart once the page around it is on the screen: laying out a chart takes longer than the rest of its page. */
export function AfterPage({ children }: { readonly children: ReactNode }) {
  const [isPageShown, setIsPageShown] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => startTransition(() => setIsPageShown(true)));
    return () => cancelAnimationFrame(frame);
  }, []);
  return isPageShown ? children : <div style={{ height: HEIGHT }} />;
}
