import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { Component, useEffect, useRef, useState, type ReactNode } from 'react';
import { useOnline } from '../api/connection';
import { ApiProblem } from '../api/problem';
import { useTranslation } from '../i18n/use-translation';
import { cssVariablesResolver, theme } from '../theme/theme';
import { Notice } from './notice';

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A no of the server stays a no; silence is asked once more before anybody is told.
        retry: (failures, error) => failures < 1 && !(error instanceof ApiProblem && error.status < 500),
        retryDelay: 500,
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
      // Acts are asked again by people, under the same key.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** The frame of every application: theme, colour scheme, server state, and the error boundary. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [queries] = useState(newQueryClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RefreshWhenBack />
        <CrashBoundary>{children}</CrashBoundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Requests that failed or grew stale while the server was unreachable are repeated when it answers again. */
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

/** The last resort of a page: what was recorded is safe. */
export function Crash() {
  const { t } = useTranslation();
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
