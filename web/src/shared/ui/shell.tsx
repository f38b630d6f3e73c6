import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { Component, useEffect, useRef, useState, type ReactNode } from 'react';
import { useOnline } from '../api/connection';
import { needsReload, reloadForCode } from '../api/fetch-code';
import { ApiProblem } from '../api/problem';
import { useTranslation } from '../i18n/use-translation';
import { CHOICES, cssVariablesResolver, theme } from '../theme/theme';
import { Notice } from './notice';

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A refusal is final; a request without an answer is repeated once before an error is shown.
        retry: (failures, error) => failures < 1 && !(error instanceof ApiProblem && error.status < 500),
        retryDelay: 500,
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
      // Only a person repeats a change, and then under the same key.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** The frame of all applications: theme, colour scheme, server data, and the error boundary. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [queries] = useState(newQueryClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RefreshWhenBack />
        <CrashBoundary>{children}</CrashBoundary>
      </QueryClientProvider>
      <Choices />
    </MantineProvider>
  );
}

/** The part of the page in which the theme draws open lists, menus and calendars: no other part cuts them off, and a screen reader finds them in a landmark. */
function Choices() {
  const { t } = useTranslation();
  return <section id={CHOICES} aria-label={t('form.choices')} />;
}

/** Repeats requests that failed or became stale while the server was unreachable, once it answers again. */
function RefreshWhenBack(): null {
  const queries = useQueryClient();
  const online = useOnline();
  const wasSilent = useRef(false);
  useEffect(() => {
    if (online && wasSilent.current) void queries.invalidateQueries();
    wasSilent.current = !online;
  }, [online, queries]);
  return null;
}

class CrashBoundary extends Component<{ readonly children: ReactNode }, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? <Crash /> : this.props.children;
  }
}

/** Shown when rendering a page fails; recorded data is not affected. A page whose code did not arrive is loaded again without a question. */
export function Crash() {
  const { t } = useTranslation();
  const [lacksCode] = useState(needsReload);
  useEffect(() => {
    if (lacksCode) reloadForCode();
  }, [lacksCode]);
  if (lacksCode) return null;
  return (
    <main>
      <Notice
        isPage
        tone="bad"
        title={t('state.crashTitle')}
        help={t('state.crashHelp')}
        actions={[{ label: t('state.reload'), onClick: () => location.reload() }]}
      />
    </main>
  );
}
