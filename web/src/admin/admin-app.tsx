import type { ReactNode } from 'react';

export async function startApplication(): Promise<ReactNode> {
  return null;
}
